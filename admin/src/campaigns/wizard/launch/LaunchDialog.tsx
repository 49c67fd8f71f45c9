import Alert from '@mui/material/Alert'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { useNotify, useTranslate } from 'ra-core'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router-dom'
import { isProblem } from '../../../data/problem.ts'
import { useAsyncAction } from '../../../data/useAsyncAction.ts'
import { useFormat } from '../../../i18n/useFormat.ts'
import { ConfirmDialog } from '../../../parts/ConfirmDialog.tsx'
import { ErrorNote } from '../../../parts/ErrorNote.tsx'
import { campaigns } from '../../calls.ts'
import { useDescribeSchedule } from '../../plan/useDescribe.ts'
import type { Campaign } from '../../types.ts'

/** From so many people on, the number is typed: who types it has read it. */
const TYPED_FROM = 100

interface LaunchDialogProps {
  readonly campaign: Campaign
  readonly reachable: number
  readonly onClose: () => void
}

/** The last question. One key a dialog: whatever happens to the answer, it is launched once. */
export function LaunchDialog({ campaign, reachable, onClose }: LaunchDialogProps) {
  const translate = useTranslate()
  const notify = useNotify()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { number, dateTime } = useFormat()
  const describe = useDescribeSchedule()
  const [key] = useState(() => crypto.randomUUID())
  const { run, busy, error } = useAsyncAction(
    async () => {
      const launched = await campaigns.launch(campaign.id, key)
      const words = { people: number(launched.explanation.reachable), at: dateTime(launched.dueAt) }
      notify(launched.state === 'running' ? 'campaigns.launched' : 'campaigns.scheduled', {
        type: 'success',
        messageArgs: words,
      })
      await client.invalidateQueries({ queryKey: ['campaigns'] })
      client.removeQueries({ queryKey: ['api', `/campaigns/${campaign.id}`] })
      navigate(`/campaigns/${campaign.id}`)
    },
    { quiet: true },
  )
  const { schedule } = campaign.plan
  const now = !schedule || schedule.kind === 'now'
  const launchedAlready = isProblem(error) && error.code === 'conflict'
  return (
    <ConfirmDialog
      title={translate('campaigns.launch_title', { name: campaign.name })}
      confirm={translate(now ? 'campaigns.launch' : 'campaigns.launch_later')}
      {...(reachable >= TYPED_FROM ? { typed: number(reachable) } : {})}
      busy={busy}
      onConfirm={() => void run()}
      onClose={onClose}
    >
      <Typography sx={{ mb: 1 }}>
        {translate('campaigns.launch_numbers', {
          people: number(reachable),
          smart_count: reachable,
          when: describe(schedule),
        })}
      </Typography>
      <Typography>{translate(now ? 'campaigns.launch_text' : 'campaigns.launch_later_text')}</Typography>
      {launchedAlready ? (
        <Alert severity="warning" sx={{ mt: 1 }}>
          {translate('campaigns.was_launched')}{' '}
          <Link to={`/campaigns/${campaign.id}`}>{translate('campaigns.to_live')}</Link>
        </Alert>
      ) : (
        <ErrorNote error={error} />
      )}
    </ConfirmDialog>
  )
}
