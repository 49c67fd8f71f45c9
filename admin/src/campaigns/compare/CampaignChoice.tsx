import Autocomplete from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useDeferredValue, useState } from 'react'
import { api } from '../../data/api.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import type { Campaign, CampaignRow } from '../types.ts'

/** A chosen one may be known by its name only. */
type Choice = Pick<Campaign, 'id' | 'name'> & { readonly launchedAt?: string | null }

interface CampaignChoiceProps {
  readonly label: string
  readonly value: Choice | null
  /** Already chosen on the other side. */
  readonly other: string | null
  readonly onChange: (id: string | null) => void
}

/** One launched campaign, found by its name. */
export function CampaignChoice({ label, value, other, onChange }: CampaignChoiceProps) {
  const translate = useTranslate()
  const { date } = useFormat()
  const [text, setText] = useState('')
  const typed = text === value?.name ? '' : text.trim()
  const q = useDeferredValue(typed)
  const query = { q, limit: 20, state: ['completed', 'running', 'paused', 'cancelled'], sort: 'due' }
  const { data, isFetching } = useQuery({
    queryKey: ['api', '/campaigns', query],
    queryFn: ({ signal }) => api.get<{ data: CampaignRow[] }>('/campaigns', { query, signal }),
    placeholderData: keepPreviousData,
  })
  const found = (data?.data ?? []).filter(({ id }) => id !== other)
  return (
    <Autocomplete
      options={found as readonly Choice[]}
      value={value}
      inputValue={text}
      onInputChange={(_event, next) => setText(next)}
      onChange={(_event, chosen) => onChange(chosen?.id ?? null)}
      getOptionLabel={({ name }) => name}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(one, two) => one.id === two.id}
      filterOptions={(options) => options}
      loading={isFetching}
      loadingText={translate('shell.loading')}
      noOptionsText={translate('campaigns.nothing_launched')}
      renderOption={({ key, ...props }, { name, launchedAt }) => (
        <li key={key} {...props}>
          <span style={{ overflowWrap: 'anywhere' }}>
            {name}
            {launchedAt && <small style={{ opacity: 0.75 }}> · {date(launchedAt)}</small>}
          </span>
        </li>
      )}
      renderInput={(props) => <TextField {...props} label={label} />}
    />
  )
}
