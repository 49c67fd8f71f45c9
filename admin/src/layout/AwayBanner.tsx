import Alert from '@mui/material/Alert'
import { useTranslate } from 'ra-core'
import { useSyncExternalStore } from 'react'
import { useLiveStatus } from '../data/useLive.ts'

const watchNetwork = (listener: () => void) => {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

/** While the network or the server is away. Goes by itself: the live connection finds out when they are back. */
export function AwayBanner() {
  const translate = useTranslate()
  const online = useSyncExternalStore(watchNetwork, () => navigator.onLine)
  const status = useLiveStatus()
  if (online && status !== 'away') return null
  return (
    <Alert severity="warning" sx={{ mb: 2 }} role="status">
      {translate(online ? 'shell.api_away' : 'shell.offline')}
    </Alert>
  )
}
