import TextField from '@mui/material/TextField'
import { useEffect, useState } from 'react'

interface DateFilterProps {
  readonly label: string
  /** The last day that counts: the filter then holds the beginning of the next one. */
  readonly until: boolean
  readonly value: unknown
  readonly onChange: (value: string) => void
}

/** A day of this browser's time zone; the filter holds the moment in which it begins, or after which it is over. */
export function DateFilter({ label, until, value, onChange }: DateFilterProps) {
  const [text, setText] = useState(() => dayOf(value, until))
  useEffect(() => setText(dayOf(value, until)), [value, until])
  const change = (typed: string) => {
    setText(typed)
    const moment = momentOf(typed, until)
    if (moment !== null) onChange(moment)
  }
  return (
    <TextField
      type="date"
      label={label}
      value={text}
      onChange={(event) => change(event.target.value)}
      slotProps={{ inputLabel: { shrink: true } }}
      sx={{ width: 160, m: 0 }}
    />
  )
}

/** Null while a year is being typed: 0002 and 0020 come before 2026. */
function momentOf(day: string, until: boolean): string | null {
  if (day === '') return ''
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  if (!(year >= 1970) || !month || !date) return null
  return new Date(year, month - 1, date + (until ? 1 : 0)).toISOString()
}

function dayOf(value: unknown, until: boolean): string {
  const time = new Date(String(value ?? '')).getTime() - (until ? 1 : 0)
  if (Number.isNaN(time)) return ''
  const day = new Date(time)
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((n) => String(n).padStart(2, '0')).join('-')
}
