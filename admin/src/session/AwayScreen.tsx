import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useEffect, useState } from 'react'
import { BareScreen } from './BareScreen.tsx'
import { resume } from './session.ts'

const FIRST_MS = 1_000
const LONGEST_MS = 15_000

/** The server did not answer at the start. Tries again by itself, with growing pauses and when the network is back. */
export function AwayScreen({ away }: { away: boolean }) {
  const translate = useTranslate()
  const [tries, setTries] = useState(0)
  useEffect(() => {
    if (!away) return undefined
    const again = () => void resume().finally(() => setTries((n) => n + 1))
    const timer = setTimeout(again, Math.min(FIRST_MS * 2 ** tries, LONGEST_MS))
    window.addEventListener('online', again)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('online', again)
    }
  }, [away, tries])
  if (!away) return <LinearProgress aria-label={translate('shell.loading')} />
  return (
    <BareScreen title={translate('shell.away_title')}>
      <Typography>{translate('shell.away_text')}</Typography>
      <Button variant="contained" onClick={() => void resume()}>
        {translate('shell.try_again')}
      </Button>
    </BareScreen>
  )
}
