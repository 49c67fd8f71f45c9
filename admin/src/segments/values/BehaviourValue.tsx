import Autocomplete from '@mui/material/Autocomplete'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import type { BehaviourRule } from '../../../../core/segments/rules.ts'
import { useEditing } from '../rules/useWorld.ts'
import { Days, Whole } from './Days.tsx'
import type { ValueProps } from './ValueEditor.tsx'

type Behaviour = Omit<BehaviourRule, 'behaviour'>

/** Of which campaign, how lately, how often; what is left empty is not asked. */
export function BehaviourValue({ value, onChange }: ValueProps<Behaviour>) {
  const translate = useTranslate()
  const { campaigns } = useEditing()
  const set = (change: { [K in keyof Behaviour]?: Behaviour[K] | undefined }) =>
    onChange({ ...value, ...change } as Behaviour)
  return (
    <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1 }}>
      <Days
        label={translate('segments.within')}
        value={value?.withinDays}
        onChange={(withinDays) => set({ withinDays })}
      />
      <Whole label={translate('segments.at_least')} value={value?.atLeast} onChange={(atLeast) => set({ atLeast })} />
      <Autocomplete
        options={campaigns}
        value={campaigns.find(({ id }) => id === value?.campaignId) ?? null}
        onChange={(_event, chosen) => set({ campaignId: chosen?.id })}
        getOptionLabel={({ name }) => name}
        getOptionKey={({ id }) => id}
        isOptionEqualToValue={(one, other) => one.id === other.id}
        noOptionsText={translate('parts.nothing_found')}
        renderInput={(props) => (
          <TextField
            {...props}
            label={translate('segments.campaign')}
            placeholder={translate('parts.any')}
            sx={{ m: 0 }}
          />
        )}
        sx={{ width: { xs: '100%', sm: 240 } }}
      />
    </Stack>
  )
}
