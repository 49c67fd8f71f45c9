import type { Reading, ReadValue } from './values.ts'

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/
/** RFC 3339, with seconds optional; the offset must be said unless texts of a file are read, where UTC is meant. */
const ISO_MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2})?$/i
const YEAR_FIRST = /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$/
const YEAR_LAST = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/

const refuse = (message: string): ReadValue => ({ code: 'date', message })

/** `YYYY-MM-DD`, a day that exists. */
export function readDate(value: unknown, reading: Reading): ReadValue {
  if (typeof value !== 'string') return { code: 'type', message: 'must be a date, as text YYYY-MM-DD' }
  const text = reading.coerce ? value.trim() : value
  const iso = ISO_DATE.exec(text)
  if (iso) return day(text, Number(iso[1]), Number(iso[2]), Number(iso[3]))
  if (!reading.coerce) return refuse('must be a date, as text YYYY-MM-DD')
  const moment = ISO_MOMENT.exec(text)
  if (moment) return readDate(moment[1], {})
  const first = YEAR_FIRST.exec(text)
  if (first) return day(text, Number(first[1]), Number(first[2]), Number(first[3]))
  const last = YEAR_LAST.exec(text)
  if (!last) return refuse(`"${text.slice(0, 40)}" is not a date; YYYY-MM-DD is always understood`)
  return yearLast(text, last, reading.dateOrder)
}

/** 31.12.2026 can only be one day; with dots it is day first everywhere. 03/04/2026 needs to be told. */
function yearLast(text: string, [, one, mark, two, year]: RegExpExecArray, order: Reading['dateOrder']): ReadValue {
  const [a, b, y] = [Number(one), Number(two), Number(year)]
  const known = order ?? (mark === '.' || a > 12 || a === b ? 'dmy' : b > 12 ? 'mdy' : undefined)
  if (!known) return refuse(`"${text}" may be day or month first; say which`)
  return known === 'dmy' ? day(text, y, b, a) : day(text, y, a, b)
}

function day(text: string, year: number, month: number, date: number): ReadValue {
  const at = new Date(Date.UTC(year, month - 1, date))
  // Years below 100 mean 19xx to Date.UTC; nobody here was born before year 1.
  if (year < 100 || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== date)
    return refuse(`"${text.slice(0, 40)}" is not a day that exists`)
  return { value: at.toISOString().slice(0, 10) }
}

/** ISO 8601 with milliseconds, in UTC. */
export function readDateTime(value: unknown, reading: Reading): ReadValue {
  const wanted = 'must be a moment, as text YYYY-MM-DDTHH:MM:SSZ'
  if (typeof value !== 'string') return { code: 'type', message: wanted }
  const text = reading.coerce ? value.trim() : value
  const parts = ISO_MOMENT.exec(text)
  if (parts && (parts[6] || reading.coerce)) return moment(text, parts)
  if (!reading.coerce) return refuse(wanted)
  const date = readDate(text, reading)
  return 'value' in date ? { value: `${date.value}T00:00:00.000Z` } : date
}

function moment(
  text: string,
  [, date, hour, minute, second = '00', fraction = '', offset = 'Z']: RegExpExecArray,
): ReadValue {
  const real = readDate(date, {})
  if (!('value' in real)) return real
  const zone = offset.toUpperCase() === 'Z' ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(-2)}`
  const at = new Date(`${date}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`)
  const iso = Number.isNaN(at.getTime()) ? '' : at.toISOString()
  // A year beyond 9999 or before 1 is written with a sign and would no longer sort as text.
  if (!/^\d{4}-/.test(iso)) return refuse(`"${text.slice(0, 40)}" is not a time that exists`)
  return { value: iso }
}
