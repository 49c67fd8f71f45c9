import Autocomplete from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useEffect, useState } from 'react'
import { api } from '../data/api.ts'

export interface PickedPerson {
  readonly id: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly locale?: string | null
  readonly addresses?: readonly { readonly value: string; readonly primary: boolean }[]
}

export interface PersonPickerProps {
  readonly label: string
  readonly hint?: string
  readonly value: PickedPerson | null
  readonly onChange: (person: PickedPerson | null) => void
}

const PAUSE_MS = 250

/** One person, found by name, address or id while typing. */
export function PersonPicker({ label, hint, value, onChange }: PersonPickerProps) {
  const translate = useTranslate()
  const [text, setText] = useState('')
  const q = useSettled(text.trim())
  const { data, isFetching } = useQuery({
    queryKey: ['api', '/contacts', 'pick', q],
    queryFn: ({ signal }) =>
      api.get<{ data: PickedPerson[] }>('/contacts', { query: { q: q.length > 1 ? q : '', limit: 20 }, signal }),
    placeholderData: keepPreviousData,
  })
  return (
    <Autocomplete
      options={data?.data ?? []}
      value={value}
      onChange={(_event, chosen) => onChange(chosen)}
      onInputChange={(_event, next, why) => why !== 'reset' && setText(next)}
      getOptionLabel={(person) => personLabel(person) || translate('parts.no_name')}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      // The server searched, in more than what is shown.
      filterOptions={(options) => options}
      loading={isFetching}
      loadingText={translate('shell.loading')}
      noOptionsText={translate('parts.nothing_found')}
      renderOption={({ key, ...props }, person) => (
        <li key={key} {...props}>
          <span style={{ overflowWrap: 'anywhere' }}>{personLabel(person) || translate('parts.no_name')}</span>
        </li>
      )}
      renderInput={(props) => <TextField {...props} label={label} helperText={hint} />}
    />
  )
}

/** "Ana García · ana@example.com". */
export function personLabel({ firstName, lastName, addresses = [] }: PickedPerson): string {
  const name = [firstName, lastName].filter(Boolean).join(' ')
  const address = (addresses.find(({ primary }) => primary) ?? addresses[0])?.value
  return [name, address].filter(Boolean).join(' · ')
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
