import Autocomplete from '@mui/material/Autocomplete'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import type { Askable } from '../rules/useWorld.ts'
import { Choice } from './Choice.tsx'
import { Days } from './Days.tsx'
import type { ValueProps } from './ValueEditor.tsx'

interface PlainProps extends ValueProps<any> {
  readonly asked: Askable
  readonly operator: string
}

/** A value of an attribute or of the person: by its type, and by how it is asked. */
export function PlainValue({ asked, operator, value, onChange }: PlainProps) {
  const translate = useTranslate()
  if (operator.startsWith('is_')) return null
  if (operator === 'within_days' || operator === 'next_days')
    return (
      <Days
        label={translate('segments.value')}
        value={typeof value === 'number' ? value : undefined}
        onChange={(days) => onChange(days ?? '')}
      />
    )
  if (operator === 'in') return <Several asked={asked} value={value} onChange={onChange} />
  if (operator === 'between') {
    const [from = '', to = ''] = Array.isArray(value) ? value : []
    return (
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
        <One asked={asked} label={translate('segments.from')} value={from} onChange={(one) => onChange([one, to])} />
        <One asked={asked} label={translate('segments.to')} value={to} onChange={(one) => onChange([from, one])} />
      </Stack>
    )
  }
  const plain = Array.isArray(value) ? '' : value
  return <One asked={asked} label={translate('segments.value')} value={plain} onChange={onChange} />
}

const INPUT: Readonly<Record<string, string>> = { number: 'number', date: 'date', datetime: 'date' }

function One({ asked, label, value, onChange }: ValueProps<any> & { asked: Askable; label: string }) {
  const translate = useTranslate()
  if (asked.type === 'boolean')
    return (
      <Choice
        label={label}
        value={value === '' || value === undefined ? '' : String(value)}
        choices={[
          ['true', translate('ra.boolean.true')],
          ['false', translate('ra.boolean.false')],
        ]}
        onChange={(text) => onChange(text === 'true')}
      />
    )
  if (asked.choices?.length)
    return (
      <Choice
        label={label}
        value={String(value ?? '')}
        choices={asked.choices.map((one) => [one, one])}
        onChange={onChange}
      />
    )
  const type = INPUT[asked.type] ?? 'text'
  // Where a moment is asked, a day is enough: its first moment counts.
  const shown = type === 'date' ? String(value ?? '').slice(0, 10) : (value ?? '')
  const read = (text: string) => (type === 'number' && text !== '' ? Number(text) : text)
  return (
    <TextField
      type={type}
      label={label}
      value={shown}
      onChange={(event) => onChange(read(event.target.value))}
      sx={{ width: { xs: '100%', sm: type === 'text' ? 240 : 170 }, m: 0 }}
      slotProps={{ inputLabel: type === 'date' ? { shrink: true } : {}, htmlInput: { maxLength: 500 } }}
    />
  )
}

/** Values one after the other: Enter adds one. */
function Several({ asked, value, onChange }: ValueProps<any> & { asked: Askable }) {
  const translate = useTranslate()
  const values: (string | number)[] = Array.isArray(value) ? value : value === '' || value === undefined ? [] : [value]
  const read = (one: string | number) => {
    const number = asked.type === 'number' && String(one).trim() !== '' ? Number(one) : Number.NaN
    return Number.isNaN(number) ? one : number
  }
  return (
    <Autocomplete
      multiple
      freeSolo
      autoSelect
      options={asked.choices ?? []}
      value={values.map(String)}
      onChange={(_event, chosen) => onChange(chosen.map(read))}
      renderInput={(props) => (
        <TextField
          {...props}
          label={translate('segments.values')}
          helperText={translate('segments.values_hint')}
          sx={{ m: 0 }}
        />
      )}
      sx={{ minWidth: { xs: '100%', sm: 240 } }}
    />
  )
}
