import SearchIcon from '@mui/icons-material/Search'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import InputAdornment from '@mui/material/InputAdornment'
import MenuItem from '@mui/material/MenuItem'
import Stack from '@mui/material/Stack'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import { useListContext, useTranslate } from 'ra-core'
import { type ReactNode, useEffect, useState } from 'react'
import { DateFilter } from './DateFilter.tsx'
import type { Filter } from './types.ts'

/** The row over a list: what narrows it, and tools on the right. */
export function Filters({ filters, children }: { filters: readonly Filter[]; children?: ReactNode }) {
  const translate = useTranslate()
  const { filterValues, setFilters } = useListContext()
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...others } = filterValues
    setFilters(value === '' || value === false || value === undefined ? others : { ...others, [name]: value })
  }
  return (
    <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1, alignItems: 'center', mb: 1.5 }}>
      {filters.map((filter) => (
        <One
          key={filter.name}
          filter={filter}
          value={filterValues[filter.name]}
          onChange={(value) => set(filter.name, value)}
        />
      ))}
      {Object.keys(filterValues).length > 0 && (
        <Button size="small" onClick={() => setFilters({})}>
          {translate('parts.clear_filters')}
        </Button>
      )}
      <Stack direction="row" sx={{ ml: 'auto', gap: 0.5, alignItems: 'center' }}>
        {children}
      </Stack>
    </Stack>
  )
}

interface OneProps {
  readonly filter: Filter
  readonly value: unknown
  readonly onChange: (value: unknown) => void
}

function One({ filter, value, onChange }: OneProps) {
  const translate = useTranslate()
  const label = translate(filter.label)
  if (filter.kind === 'switch')
    return (
      <FormControlLabel
        label={label}
        sx={{ ml: 0 }}
        control={<Switch checked={value === true} onChange={(_event, on) => onChange(on)} size="small" />}
      />
    )
  if (filter.kind === 'select')
    return (
      <TextField
        select
        label={label}
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value)}
        sx={{ width: 'auto', minWidth: 150, m: 0 }}
      >
        <MenuItem value="">{translate('parts.any')}</MenuItem>
        {filter.choices.map((choice) => (
          <MenuItem key={choice.value} value={choice.value}>
            {choice.label}
          </MenuItem>
        ))}
      </TextField>
    )
  if (filter.kind === 'date')
    return <DateFilter label={label} until={filter.until === true} value={value} onChange={onChange} />
  return <Typed filter={filter} value={value} onChange={onChange} />
}

/** Shows at once what is typed, while the list follows after a pause. */
function Typed({ filter, value, onChange }: OneProps) {
  const label = useTranslate()(filter.label)
  const [text, setText] = useState(String(value ?? ''))
  useEffect(() => setText(String(value ?? '')), [value])
  const search = filter.kind === 'search'
  return (
    <TextField
      label={label}
      type={search ? 'search' : 'text'}
      value={text}
      onChange={(event) => {
        setText(event.target.value)
        const wanted = event.target.value.trim()
        // The API searches from two characters on.
        if (!search || wanted.length !== 1) onChange(wanted)
      }}
      sx={{ width: search ? { xs: '100%', sm: 280 } : 160, m: 0 }}
      slotProps={
        search
          ? {
              input: {
                startAdornment: (
                  <InputAdornment position="start">
                    <SearchIcon fontSize="small" />
                  </InputAdornment>
                ),
              },
            }
          : {}
      }
    />
  )
}
