import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { useCan } from '../../session/useSession.ts'
import { sandbox } from '../calls.ts'
import { useProviderLabel } from '../NoStandIn.tsx'
import type { StandInState } from '../types.ts'

export const misbehaves = ({ faults }: StandInState) => Object.keys(faults).length > 0

/** Said over the mailbox while a stand-in misbehaves: else one wonders why nothing arrives. */
export function Misbehaving({ standIns }: { standIns: readonly StandInState[] }) {
  return standIns.filter(misbehaves).map((standIn) => <One key={standIn.provider} standIn={standIn} />)
}

function One({ standIn }: { standIn: StandInState }) {
  const translate = useTranslate()
  const { localized } = useFormat()
  const label = useProviderLabel()
  const may = useCan('sandbox:write')
  const reset = useAsyncAction(() => sandbox.behave(standIn.provider, {}), {
    done: 'sandbox.behaviour.reset_done',
    changes: ['/sandbox'],
  })
  const preset = standIn.presets.find(({ on }) => on)
  const how = preset ? localized(preset.label) : translate('sandbox.behaviour.own_rules')
  return (
    <Alert
      severity="warning"
      sx={{ mb: 2 }}
      action={
        may && (
          <Button color="inherit" size="small" disabled={reset.busy} onClick={() => void reset.run()}>
            {translate('sandbox.behaviour.reset')}
          </Button>
        )
      }
    >
      {translate('sandbox.behaviour.misbehaves', { provider: label(standIn.provider), how })}
    </Alert>
  )
}
