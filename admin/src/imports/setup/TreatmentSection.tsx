import Autocomplete from '@mui/material/Autocomplete'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useId, useState } from 'react'
import type { Duplicates } from '../../../../core/contacts/imports/options.ts'
import { useApi } from '../../data/useApi.ts'
import { Section } from '../../parts/Section.tsx'
import type { Import } from '../types.ts'
import type { Change } from './useChange.ts'

const DUPLICATES: readonly Duplicates[] = ['fill', 'overwrite', 'skip']

/** What happens to people who are there already, and onto which lists everybody goes. */
export function TreatmentSection({ one, change }: { one: Import; change: Change }) {
  const translate = useTranslate()
  const id = useId()
  const { data } = useApi<{ data: { id: string; name: string }[] }>('/lists', { limit: 200 })
  const [chosen, setChosen] = useState<readonly string[]>(one.options.lists)
  const lists = data?.data ?? []
  return (
    <Section title={translate('imports.treatment')}>
      <Typography id={id} sx={{ fontWeight: 600 }}>
        {translate('imports.duplicates')}
      </Typography>
      <RadioGroup
        aria-labelledby={id}
        value={one.options.duplicates}
        onChange={(_event, value) => void change({ duplicates: value as Duplicates })}
      >
        {DUPLICATES.map((way) => (
          <FormControlLabel
            key={way}
            value={way}
            control={<Radio size="small" />}
            label={translate(`imports.duplicate_ways.${way}`)}
          />
        ))}
      </RadioGroup>
      <Autocomplete
        multiple
        options={lists}
        value={lists.filter((list) => chosen.includes(list.id))}
        onChange={(_event, next) => {
          const ids = next.map((list) => list.id)
          setChosen(ids)
          void change({ lists: ids })
        }}
        getOptionLabel={({ name }) => name}
        getOptionKey={(list) => list.id}
        isOptionEqualToValue={(a, b) => a.id === b.id}
        noOptionsText={translate('imports.no_lists')}
        renderInput={(props) => (
          <TextField {...props} label={translate('imports.lists')} helperText={translate('imports.lists_hint')} />
        )}
        sx={{ mt: 1.5, maxWidth: 520 }}
      />
    </Section>
  )
}
