import type { Json } from '../../contracts/index.ts'
import { textProblem } from '../text.ts'
import { readDate, readDateTime } from './dates.ts'

export const ATTRIBUTE_TYPES = ['text', 'number', 'boolean', 'date', 'datetime', 'choice', 'list'] as const
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number]

export const LONGEST_TEXT = 2000
export const LONGEST_ENTRY = 200
export const MOST_ENTRIES = 100

/** How texts of a file are read; without `coerce` only JSON of the right type is taken. */
export interface Reading {
  readonly coerce?: boolean | undefined
  /** What separates decimals in numbers; default '.'. The other one of `.` and `,` then groups thousands. */
  readonly decimal?: '.' | ',' | undefined
  /** Order in dates such as 03/04/2026; without it a date that could be either is refused, never guessed. */
  readonly dateOrder?: 'dmy' | 'mdy' | undefined
}

export type ReadValue = { readonly value: Json } | { readonly code: string; readonly message: string }

const refuse = (code: string, message: string): ReadValue => ({ code, message })

/** One value in its one stored form: dates `YYYY-MM-DD`, moments ISO 8601 in UTC, lists without doubles. */
export function readAttribute(
  type: AttributeType,
  choices: readonly string[],
  value: unknown,
  reading: Reading,
): ReadValue {
  switch (type) {
    case 'text':
      return readText(value, reading)
    case 'number':
      return readNumber(value, reading)
    case 'boolean':
      return readBoolean(value, reading)
    case 'date':
      return readDate(value, reading)
    case 'datetime':
      return readDateTime(value, reading)
    case 'choice':
      return readChoice(choices, value, reading)
    case 'list':
      return readList(value, reading)
  }
}

function readText(value: unknown, { coerce }: Reading): ReadValue {
  if (coerce && (typeof value === 'number' || typeof value === 'boolean')) return { value: String(value) }
  if (typeof value !== 'string') return refuse('type', 'must be a text')
  return textProblem(value, LONGEST_TEXT) ?? { value }
}

const PLAIN_NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/

function readNumber(value: unknown, { coerce, decimal = '.' }: Reading): ReadValue {
  if (typeof value === 'number') return checkedNumber(value)
  if (!coerce || typeof value !== 'string') return refuse('type', 'must be a number')
  if (value.length > 60) return refuse('number', 'is not a number')
  const tight = value.replace(/[\s\u00a0\u202f'’]/g, '')
  const english = decimal === ',' ? tight.replace(/[.,]/g, (mark) => (mark === ',' ? '.' : ',')) : tight
  if (PLAIN_NUMBER.test(english)) return checkedNumber(Number(english))
  if (GROUPED.test(english)) return checkedNumber(Number(english.replaceAll(',', '')))
  return refuse('number', `"${value.slice(0, 60)}" is not a number with decimals after "${decimal}"`)
}

function checkedNumber(value: number): ReadValue {
  if (!Number.isFinite(value)) return refuse('number', 'must be a finite number')
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
    return refuse('too_large', 'is beyond 2^53 and would lose digits; declare the attribute as text')
  return { value: value === 0 ? 0 : value }
}

const YES = new Set(['true', 'yes', 'y', '1', 'on', 'oui', 'vrai', 'si', 'sí', 'verdadero'])
const NO = new Set(['false', 'no', 'n', '0', 'off', 'non', 'faux', 'falso'])

function readBoolean(value: unknown, { coerce }: Reading): ReadValue {
  if (typeof value === 'boolean') return { value }
  if (!coerce) return refuse('type', 'must be true or false')
  const word = String(value).trim().toLowerCase()
  if (YES.has(word)) return { value: true }
  if (NO.has(word)) return { value: false }
  return refuse('boolean', `"${word.slice(0, 60)}" is neither yes nor no`)
}

function readChoice(choices: readonly string[], value: unknown, { coerce }: Reading): ReadValue {
  if (typeof value === 'string') {
    if (choices.includes(value)) return { value }
    const word = value.trim().toLowerCase()
    const near = coerce ? choices.find((choice) => choice.toLowerCase() === word) : undefined
    if (near !== undefined) return { value: near }
  }
  return refuse('choice', `must be one of: ${choices.join(', ')}`.slice(0, 500))
}

function readList(value: unknown, { coerce }: Reading): ReadValue {
  const entries = coerce && typeof value === 'string' ? splitList(value) : value
  if (!Array.isArray(entries)) return refuse('type', 'must be a list of texts')
  const kept = new Set<string>()
  for (const entry of entries) {
    if (typeof entry !== 'string') return refuse('type', 'must be a list of texts')
    const trimmed = entry.trim()
    const problem = textProblem(trimmed, LONGEST_ENTRY)
    if (problem) return refuse(problem.code, `has an entry that ${problem.message}`)
    if (trimmed) kept.add(trimmed)
    if (kept.size > MOST_ENTRIES) return refuse('too_many', `has more than ${MOST_ENTRIES} entries`)
  }
  return { value: [...kept] }
}

/** `a;b`, `a|b` (HubSpot), `a,b` and `"a","b"` (Mailchimp's tags), or a JSON list (listmonk). */
function splitList(text: string): unknown {
  if (text.length > MOST_ENTRIES * (LONGEST_ENTRY + 3)) return undefined
  if (text.trimStart().startsWith('[')) {
    try {
      return JSON.parse(text)
    } catch {}
  }
  // Marks inside quotes are part of an entry.
  const bare = text.replace(/"[^"]*"/g, '')
  const mark = bare.includes(';') ? ';' : bare.includes('|') ? '|' : ','
  const entries = text.match(mark === ';' ? /"[^"]*"|[^;]+/g : mark === '|' ? /"[^"]*"|[^|]+/g : /"[^"]*"|[^,]+/g) ?? []
  return entries.map((entry) => entry.trim().replace(/^"(.*)"$/s, '$1'))
}
