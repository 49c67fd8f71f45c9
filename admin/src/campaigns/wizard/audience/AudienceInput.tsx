import Autocomplete from '@mui/material/Autocomplete'
import Chip from '@mui/material/Chip'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import { useFormat } from '../../../i18n/useFormat.ts'
import { type AudienceOption, keyOf, optionOf } from '../../plan/audience-options.ts'
import type { AudienceEntry } from '../../types.ts'

interface AudienceInputProps {
  readonly label: string
  readonly hint: string
  readonly entries: readonly AudienceEntry[]
  /** Chosen in the other field: nobody is in and out at once. */
  readonly elsewhere: readonly AudienceEntry[]
  readonly options: readonly AudienceOption[] | null
  readonly onChange: (entries: AudienceEntry[]) => void
}

/** Lists and segments, several of them, found by typing. */
export function AudienceInput({ label, hint, entries, elsewhere, options, onChange }: AudienceInputProps) {
  const translate = useTranslate()
  const { number } = useFormat()
  const taken = new Set(elsewhere.map(keyOf))
  const nameOf = (option: AudienceOption) => option.name || translate('campaigns.deleted_source')
  const peopleOf = ({ people }: AudienceOption) => (people === null ? '' : ` · ${number(people)}`)
  return (
    <Autocomplete
      multiple
      disableCloseOnSelect
      options={(options ?? []).filter(({ key }) => !taken.has(key))}
      value={entries.map((entry) => optionOf(entry, options))}
      onChange={(_event, chosen) => onChange(chosen.map(({ entry }) => entry))}
      getOptionLabel={nameOf}
      getOptionKey={({ key }) => key}
      isOptionEqualToValue={(one, other) => one.key === other.key}
      groupBy={({ source }) => translate(`campaigns.sources.${source}`, { _: source })}
      loading={options === null}
      loadingText={translate('shell.loading')}
      noOptionsText={translate('campaigns.no_sources')}
      renderOption={({ key, ...props }, option) => (
        <li key={key} {...props}>
          <span style={{ overflowWrap: 'anywhere' }}>
            {nameOf(option)}
            <span style={{ opacity: 0.75 }}>{peopleOf(option)}</span>
          </span>
        </li>
      )}
      renderValue={(chosen, getItemProps) =>
        chosen.map((option, index) => {
          const { key, ...props } = getItemProps({ index })
          return (
            <Chip
              key={key}
              {...props}
              label={`${nameOf(option)}${peopleOf(option)}`}
              color={option.name ? 'default' : 'error'}
              variant="outlined"
            />
          )
        })
      }
      renderInput={(props) => <TextField {...props} label={label} helperText={hint} />}
      sx={{ mb: 1 }}
    />
  )
}
