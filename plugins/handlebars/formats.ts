import { dateFormatter, numberFormatter, pluralRules } from './intl.ts'
import type { Run, Value } from './run.ts'

/** Stops the render of this person with a reason. */
export type Fail = (run: Run, reason: string) => never

/** One inline helper: a value, then options by place or by name. */
export interface Format {
  /** Option names that may also be given by place, after the value. */
  readonly positional: readonly string[]
  readonly required: readonly string[]
  /** Each option, with what is wrong with a value given to it (checked at compile when it is written out). */
  readonly options: Readonly<Record<string, (value: unknown) => string | undefined>>
  create(locale: string, value: Value, options: Readonly<Record<string, Value>>, fail: Fail): Value
}

const anything = () => undefined
const oneOf = (names: readonly string[]) => (value: unknown) =>
  names.includes(value as string) ? undefined : `must be one of ${names.join(', ')}`
const decimals = (value: unknown) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 20 ? undefined : 'must be 0 to 20'
const currency = (value: unknown) =>
  typeof value === 'string' && /^[A-Za-z]{3}$/.test(value) ? undefined : 'must be a code of three letters, like EUR'
const timezone = (value: unknown) =>
  typeof value === 'string' && value.length <= 64 && isTimeZone(value) ? undefined : 'must be a name like Europe/Paris'

const DATE_STYLES = ['none', 'short', 'medium', 'long', 'full'] as const
const NUMBER_STYLES = ['decimal', 'percent', 'compact'] as const
const PLURALS = ['zero', 'one', 'two', 'few', 'many', 'other'] as const

const date: Format = {
  positional: ['style'],
  required: [],
  options: { style: oneOf(DATE_STYLES), time: oneOf(DATE_STYLES), timezone },
  create: (locale, value, options, fail) => (run) => {
    const given = value(run)
    if (isMissing(given)) return ''
    const read = readDate(given)
    if (!read) return fail(run, `date: ${shown(given)} is not a date`)
    const style = choose(run, options, 'style', date, fail) ?? 'long'
    const time = choose(run, options, 'time', date, fail) ?? 'none'
    const zone = read.dateOnly ? 'UTC' : (choose(run, options, 'timezone', date, fail) ?? 'UTC')
    return dateFormatter(locale, style as string, read.dateOnly ? 'none' : (time as string), zone as string).format(
      read.at,
    )
  },
}

const number: Format = {
  positional: ['decimals'],
  required: [],
  options: { decimals, style: oneOf(NUMBER_STYLES) },
  create: (locale, value, options, fail) => (run) => {
    const amount = readNumber('number', run, value, fail)
    if (amount === undefined) return ''
    const places = choose(run, options, 'decimals', number, fail) as number | undefined
    const style = (choose(run, options, 'style', number, fail) as string | undefined) ?? 'decimal'
    return numberFormatter(locale, style, undefined, places).format(amount)
  },
}

const money: Format = {
  positional: ['currency'],
  required: ['currency'],
  options: { currency, decimals },
  create: (locale, value, options, fail) => (run) => {
    const amount = readNumber('money', run, value, fail)
    if (amount === undefined) return ''
    const code = choose(run, options, 'currency', money, fail)
    if (code === undefined) return fail(run, 'money: the currency is missing')
    const places = choose(run, options, 'decimals', money, fail) as number | undefined
    return numberFormatter(locale, 'currency', (code as string).toUpperCase(), places).format(amount)
  },
}

const plural: Format = {
  positional: [],
  required: ['other'],
  options: Object.fromEntries(PLURALS.map((name) => [name, anything])),
  create: (locale, value, options, fail) => (run) => {
    const count = readNumber('plural', run, value, fail)
    if (count === undefined) return ''
    const category = count === 0 && options.zero ? 'zero' : pluralRules(locale).select(Number(count))
    return (options[category] ?? options.other)!(run)
  },
}

const fallback: Format = {
  positional: ['fallback'],
  required: ['fallback'],
  options: { fallback: anything },
  create: (_locale, value, options) => (run) => {
    const given = value(run)
    return isMissing(given) ? options.fallback!(run) : given
  },
}

const ofText = (change: (text: string, locale: string) => string): Format => ({
  positional: [],
  required: [],
  options: {},
  create: (locale, value, _options, fail) => (run) => {
    const given = value(run)
    if (isMissing(given)) return ''
    if (typeof given === 'object' || typeof given === 'function') fail(run, `${shown(given)} is not a text`)
    const text = String(given)
    // Longer than a whole result may be: refused before it is copied.
    if (text.length > run.budget.outputChars) fail(run, 'the value is too long')
    return change(text, locale)
  },
})

/** The inline helpers by name. A map: names such as 'constructor' must find nothing. */
export const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['date', date],
  ['number', number],
  ['money', money],
  ['plural', plural],
  ['default', fallback],
  ['upper', ofText((text, locale) => text.toLocaleUpperCase(locale))],
  ['lower', ofText((text, locale) => text.toLocaleLowerCase(locale))],
  ['encode', ofText((text) => encodeURIComponent(text.toWellFormed()))],
])

export const BLOCK_NAMES = ['if', 'unless', 'each'] as const
export const HELPER_NAMES: readonly string[] = [...FORMATS.keys(), ...BLOCK_NAMES]

const isMissing = (value: unknown) =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/** The kind of a value, never the value: reasons are stored and logged, and people's data may be sealed. */
const shown = (value: unknown) => `this ${value === null ? 'nothing' : typeof value}`

/** An option's value for this person; missing is `undefined`, a wrong one stops the render. */
function choose(run: Run, options: Readonly<Record<string, Value>>, name: string, format: Format, fail: Fail): unknown {
  const given = options[name]?.(run)
  if (given === undefined || given === null || given === '') return undefined
  const wrong = format.options[name]!(given)
  if (wrong) fail(run, `${name} ${wrong}, which ${shown(given)} is not`)
  return given
}

function readNumber(helper: string, run: Run, value: Value, fail: Fail): number | bigint | undefined {
  const given = value(run)
  if (isMissing(given)) return undefined
  if (typeof given === 'bigint') return given
  const amount = typeof given === 'string' && given.length <= 64 ? Number(given) : given
  if (typeof amount !== 'number' || !Number.isFinite(amount)) fail(run, `${helper}: ${shown(given)} is not a number`)
  return amount as number
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/

/** A day ('2026-03-01': the same day everywhere) or a moment (ISO 8601, in UTC where it names no zone; Date; epoch ms). */
function readDate(value: unknown): { at: Date; dateOnly: boolean } | undefined {
  if (value instanceof Date || typeof value === 'number') return valid(new Date(value), false)
  if (typeof value !== 'string') return undefined
  if (DAY.test(value)) {
    const at = new Date(`${value}T00:00:00Z`)
    return valid(at, true) && at.toISOString().startsWith(value) ? { at, dateOnly: true } : undefined
  }
  const parts = MOMENT.exec(value)
  return parts ? valid(new Date(`${parts[1]}T${parts[2]}${parts[3] ?? 'Z'}`), false) : undefined
}

const valid = (at: Date, dateOnly: boolean) => (Number.isNaN(at.getTime()) ? undefined : { at, dateOnly })

function isTimeZone(name: string): boolean {
  try {
    dateFormatter('en', 'short', 'none', name)
    return true
  } catch {
    return false
  }
}
