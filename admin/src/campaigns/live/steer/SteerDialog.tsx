import { useTranslate } from 'ra-core'
import { useAsyncAction } from '../../../data/useAsyncAction.ts'
import { useFormat } from '../../../i18n/useFormat.ts'
import { ConfirmDialog } from '../../../parts/ConfirmDialog.tsx'
import type { Campaign } from '../../types.ts'
import { launched, type Verb } from '../calls.ts'
import type { Now } from '../types.ts'

interface SteerDialogProps {
  readonly verb: Verb
  readonly campaign: Campaign
  readonly now: Now
  readonly onClose: () => void
}

/** Says in numbers what pausing, resuming or cancelling will do; the numbers go on while it is open. */
export function SteerDialog({ verb, campaign, now, onClose }: SteerDialogProps) {
  const translate = useTranslate()
  const { number } = useFormat()
  const { run, busy } = useAsyncAction(() => launched.steer(campaign.id, verb), {
    done: `campaigns.live.steered.${verb}`,
    changes: ['campaigns', `/campaigns/${campaign.id}`, `/campaigns/${campaign.id}/report`, '/overview'],
  })
  const wire = now.states.sending ?? 0
  const unsent = Math.max(0, now.figures.waiting - wire)
  const limit = campaign.plan.limits?.perSecond
  const values = { unsent: number(unsent), wire: number(wire), sent: number(now.figures.sent) }
  return (
    <ConfirmDialog
      title={translate(`campaigns.live.steer_title.${verb}`, { name: campaign.name })}
      confirm={translate(`campaigns.live.verbs.${verb}`)}
      typed={verb === 'cancel' ? campaign.name : undefined}
      danger={verb === 'cancel'}
      busy={busy}
      onConfirm={() => void run().then((done) => done && onClose())}
      onClose={onClose}
    >
      <ul style={{ margin: 0, paddingLeft: 20 }}>
        <li>{translate(`campaigns.live.steer_unsent.${verb}`, values)}</li>
        {verb !== 'resume' && wire > 0 && <li>{translate('campaigns.live.steer_wire', values)}</li>}
        <li>{translate(`campaigns.live.steer_sent.${verb}`, values)}</li>
        {verb === 'resume' && limit && <li>{translate('campaigns.live.steer_limit', { limit: number(limit) })}</li>}
      </ul>
    </ConfirmDialog>
  )
}
