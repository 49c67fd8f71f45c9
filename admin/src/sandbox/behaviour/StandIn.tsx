import Box from '@mui/material/Box'
import FormControl from '@mui/material/FormControl'
import FormControlLabel from '@mui/material/FormControlLabel'
import FormLabel from '@mui/material/FormLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { useNotify, useTranslate } from 'ra-core'
import { useId, useState } from 'react'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { ApiForm } from '../../parts/ApiForm.tsx'
import { SchemaForm } from '../../parts/schema/SchemaForm.tsx'
import { pruned } from '../../parts/schema/values.ts'
import { sandbox } from '../calls.ts'
import { useProviderLabel } from '../NoStandIn.tsx'
import type { Faults, StandInState } from '../types.ts'
import { misbehaves } from './Misbehaving.tsx'

const WELL = 'well'
const OWN = 'own'

/** One stand-in: well, one of its own faults, or rules of one's own. */
export function StandIn({ standIn }: { standIn: StandInState }) {
  const translate = useTranslate()
  const { localized, number } = useFormat()
  const label = useProviderLabel()
  const id = useId()
  const now = misbehaves(standIn) ? (standIn.presets.find(({ on }) => on)?.id ?? OWN) : WELL
  const [own, setOwn] = useState(now === OWN)
  const behave = useAsyncAction((faults: Faults) => sandbox.behave(standIn.provider, faults), { changes: ['/sandbox'] })
  const choose = (choice: string) => {
    setOwn(choice === OWN)
    if (choice === WELL) void behave.run({})
    const preset = standIn.presets.find((one) => one.id === choice)
    if (preset) void behave.run(preset.faults)
  }
  return (
    <Box sx={{ mb: 3 }}>
      <FormControl sx={{ m: 0 }} disabled={behave.busy}>
        <FormLabel id={id} sx={{ color: 'text.primary', fontWeight: 650 }}>
          {label(standIn.provider)}
        </FormLabel>
        <Typography variant="body2" color="textSecondary">
          {translate('sandbox.behaviour.accepted', { smart_count: standIn.accepted, count: number(standIn.accepted) })}
        </Typography>
        <RadioGroup aria-labelledby={id} value={own ? OWN : now} onChange={(_event, choice) => choose(choice)}>
          <FormControlLabel value={WELL} control={<Radio size="small" />} label={translate('sandbox.behaviour.well')} />
          {standIn.presets.map((preset) => (
            <FormControlLabel
              key={preset.id}
              value={preset.id}
              control={<Radio size="small" />}
              label={localized(preset.label)}
            />
          ))}
          {standIn.schema && (
            <FormControlLabel
              value={OWN}
              control={<Radio size="small" />}
              label={translate('sandbox.behaviour.own_rules')}
            />
          )}
        </RadioGroup>
      </FormControl>
      {own && standIn.schema && <OwnRules standIn={standIn} />}
    </Box>
  )
}

/** Everything the stand-in can be told, by its own schema. */
function OwnRules({ standIn }: { standIn: StandInState }) {
  const notify = useNotify()
  const queryClient = useQueryClient()
  const save = async ({ faults }: { faults: Faults }) => {
    await sandbox.behave(standIn.provider, (pruned(faults) ?? {}) as Faults)
    await queryClient.invalidateQueries({ queryKey: ['api', '/sandbox'], exact: true })
    notify('sandbox.behaviour.set', { type: 'success' })
  }
  return (
    <Box sx={{ pl: { sm: 4 } }}>
      <ApiForm<{ faults: Faults }>
        defaultValues={{ faults: standIn.faults }}
        save={save}
        submit="sandbox.behaviour.apply"
      >
        <SchemaForm schema={standIn.schema!} source="faults" />
      </ApiForm>
    </Box>
  )
}
