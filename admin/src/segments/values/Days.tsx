import InputAdornment from '@mui/material/InputAdornment'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'

interface NumberProps {
  readonly label: string
  readonly value: number | undefined
  readonly onChange: (value: number | undefined) => void
  readonly unit?: string
}

/** A whole number from 1; empty is none. */
export function Whole({ label, value, onChange, unit }: NumberProps) {
  return (
    <TextField
      type="number"
      label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? undefined : Math.trunc(Number(event.target.value)))}
      sx={{ width: { xs: '100%', sm: 150 }, m: 0 }}
      slotProps={{
        htmlInput: { min: 1, step: 1 },
        input: unit ? { endAdornment: <InputAdornment position="end">{unit}</InputAdornment> } : {},
      }}
    />
  )
}

export function Days(props: Omit<NumberProps, 'unit'>) {
  const translate = useTranslate()
  return <Whole {...props} unit={translate('segments.days')} />
}
