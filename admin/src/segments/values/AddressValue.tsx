import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import type { AddressRule } from '../../../../core/segments/rules.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { useEditing } from '../rules/useWorld.ts'
import { Choice } from './Choice.tsx'
import type { ValueProps } from './ValueEditor.tsx'

const STATES = ['active', 'bouncing', 'dead', 'ended'] as const

export function AddressValue({ value, onChange }: ValueProps<AddressRule>) {
  const translate = useTranslate()
  const { localized } = useFormat()
  const kinds = Map.groupBy(useEditing().channels, ({ addressKind }) => addressKind)
  const set = (change: Partial<AddressRule>) => onChange({ ...value, ...change })
  const yesNo = value?.verified === undefined ? '' : String(value.verified)
  return (
    <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1 }}>
      <Choice
        label={translate('segments.kind')}
        value={value?.kind ?? ''}
        choices={[...kinds].map(([kind, some]) => [kind, some.map(({ label }) => localized(label)).join(', ')])}
        onChange={(kind) => set({ kind })}
      />
      <Choice
        label={translate('segments.state')}
        value={value?.state ?? ''}
        choices={STATES.map((state) => [state, translate(`address_states.${state}`)])}
        onChange={(state) => set({ state: (state || undefined) as never })}
        optional
      />
      <TextField
        label={translate('segments.domain')}
        placeholder="example.com"
        value={value?.domain ?? ''}
        onChange={(event) => set({ domain: event.target.value })}
        sx={{ width: { xs: '100%', sm: 170 }, m: 0 }}
      />
      <Choice
        label={translate('segments.proof')}
        value={yesNo}
        choices={[
          ['true', translate('segments.verified')],
          ['false', translate('segments.not_verified')],
        ]}
        onChange={(text) => set({ verified: text === '' ? undefined : text === 'true' } as Partial<AddressRule>)}
        optional
      />
    </Stack>
  )
}
