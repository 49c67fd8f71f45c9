import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly choices: readonly (readonly [value: string, label: string])[]
  readonly onChange: (value: string) => void
  /** Offers "any", which is nothing. */
  readonly optional?: boolean
}

/** One of a few. */
export function Choice({ label, value, choices, onChange, optional }: ChoiceProps) {
  const translate = useTranslate()
  const known = value === '' || choices.some(([one]) => one === value)
  return (
    <TextField
      select
      label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      sx={{ width: { xs: '100%', sm: 170 }, m: 0 }}
    >
      {optional && <MenuItem value="">{translate('parts.any')}</MenuItem>}
      {!known && <MenuItem value={value}>{value}</MenuItem>}
      {choices.map(([one, text]) => (
        <MenuItem key={one} value={one}>
          {text}
        </MenuItem>
      ))}
    </TextField>
  )
}
