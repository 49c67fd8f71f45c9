import Alert from '@mui/material/Alert'
import AlertTitle from '@mui/material/AlertTitle'
import { useTranslate } from 'ra-core'
import { useFormat } from '../../../i18n/useFormat.ts'
import { TimeAgo } from '../../../parts/TimeAgo.tsx'
import type { Campaign } from '../../types.ts'
import type { Now } from '../types.ts'

/** Why nothing moves, and what to do. */
export function StateNote({ campaign, now }: { campaign: Campaign; now: Now }) {
  const translate = useTranslate()
  const { dateTime, number } = useFormat()
  if (now.state === 'paused') {
    const reason = campaign.pauseReason ?? 'person'
    const { failed, bounced, unknown } = now.figures
    return (
      <Alert severity="warning" sx={{ mb: 2 }}>
        <AlertTitle>
          {translate(`campaigns.live.paused.${reason}`, { _: translate('campaigns.live.paused.other', { reason }) })}
        </AlertTitle>
        {translate(`campaigns.live.paused_advice.${reason}`, {
          wrong: number(failed + bounced + unknown),
          sent: number(now.figures.sent),
          _: translate('campaigns.live.paused_advice.person'),
        })}
      </Alert>
    )
  }
  if (now.state === 'scheduled' && campaign.dueAt)
    return (
      <Alert severity="info" sx={{ mb: 2 }}>
        {translate('campaigns.live.starts', { at: dateTime(campaign.dueAt) })} (<TimeAgo at={campaign.dueAt} />)
      </Alert>
    )
  if (now.state === 'cancelled')
    return (
      <Alert severity="info" sx={{ mb: 2 }}>
        {translate('campaigns.live.cancelled', {
          notSent: number(now.figures.notSent),
          sent: number(now.figures.sent),
        })}
      </Alert>
    )
  return null
}
