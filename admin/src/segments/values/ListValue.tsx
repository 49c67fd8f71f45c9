import Autocomplete from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import { useEditing } from '../rules/useWorld.ts'
import type { ValueProps } from './ValueEditor.tsx'

export function ListValue({ value, onChange }: ValueProps<string>) {
  const translate = useTranslate()
  const { lists } = useEditing()
  return (
    <Autocomplete
      options={lists}
      value={lists.find(({ id }) => id === value) ?? null}
      onChange={(_event, chosen) => onChange(chosen?.id ?? '')}
      getOptionLabel={({ name }) => name}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      noOptionsText={translate('segments.no_lists')}
      renderInput={(props) => <TextField {...props} label={translate('segments.list')} sx={{ m: 0 }} />}
    />
  )
}
