import Autocomplete from '@mui/material/Autocomplete'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import type { ConsentRule } from '../../../../core/segments/rules.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { useEditing } from '../rules/useWorld.ts'
import { Choice } from './Choice.tsx'
import type { ValueProps } from './ValueEditor.tsx'

const STATES = ['given', 'withdrawn', 'pending', 'expired', 'none'] as const

export function ConsentValue({ value, onChange }: ValueProps<ConsentRule>) {
  const translate = useTranslate()
  const { localized } = useFormat()
  const { channels, purposes } = useEditing()
  const set = (change: Partial<ConsentRule>) => onChange({ ...value, ...change })
  return (
    <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1 }}>
      <Autocomplete
        freeSolo
        options={[...new Set(['marketing', ...purposes])]}
        inputValue={value?.purpose ?? ''}
        onInputChange={(_event, purpose) => set({ purpose })}
        renderInput={(props) => <TextField {...props} label={translate('segments.purpose')} sx={{ m: 0 }} />}
        sx={{ width: { xs: '100%', sm: 170 } }}
      />
      <Choice
        label={translate('segments.channel')}
        value={value?.channel ?? ''}
        choices={channels.map(({ id, label }) => [id, localized(label)])}
        onChange={(channel) => set({ channel })}
      />
      <Choice
        label={translate('segments.state')}
        value={value?.state ?? ''}
        choices={STATES.map((state) => [state, translate(`segments.consent.${state}`)])}
        onChange={(state) => set({ state: state as ConsentRule['state'] })}
      />
    </Stack>
  )
}
