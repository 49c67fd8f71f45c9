import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import type { Keeping } from '../../data/keeper.ts'
import type { Campaign } from '../types.ts'

const WORDS = {
  saved: 'campaigns.kept.saved',
  waiting: 'campaigns.kept.waiting',
  saving: 'campaigns.kept.waiting',
  stale: 'campaigns.kept.stale',
  gone: 'campaigns.kept.failed',
  failed: 'campaigns.kept.failed',
} as const

/** Whether what is seen is on the server. */
export function SavedMark({ keeping }: { keeping: Keeping<Campaign> }) {
  const translate = useTranslate()
  return (
    <Typography variant="body2" color="textSecondary" role="status">
      {translate(WORDS[keeping.is])}
    </Typography>
  )
}
