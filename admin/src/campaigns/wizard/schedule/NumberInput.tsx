import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { useFormat } from '../../../i18n/useFormat.ts'

interface NumberInputProps {
  readonly label: string
  readonly value: number | undefined
  readonly min: number
  readonly max: number
  readonly whole?: boolean
  /** Only what is between the two. */
  readonly onChange: (value: number) => void
}

/** A number between two others. What is half typed is shown, and not taken. */
export function NumberInput({ label, value, min, max, whole = false, onChange }: NumberInputProps) {
  const translate = useTranslate()
  const { number } = useFormat()
  const [text, setText] = useState(value === undefined ? '' : String(value))
  const fits = (next: number) => next >= min && next <= max && (!whole || Number.isInteger(next))
  const wrong = text.trim() === '' || !fits(Number(text))
  return (
    <TextField
      type="number"
      label={label}
      value={Number(text) === value || wrong ? text : String(value)}
      onChange={(event) => {
        setText(event.target.value)
        const next = Number(event.target.value)
        if (event.target.value.trim() !== '' && fits(next)) onChange(next)
      }}
      error={wrong}
      helperText={wrong ? translate('campaigns.hints.between', { min: number(min), max: number(max) }) : undefined}
      slotProps={{ htmlInput: { min, max, step: whole ? 1 : 'any' } }}
      sx={{ width: 220 }}
    />
  )
}
