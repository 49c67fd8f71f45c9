import { textProblem } from '../../contacts/text.ts'
import type { Json } from '../../contracts/index.ts'
import { LONGEST_DAYS, MOST_VALUES } from '../rules.ts'
import type { Compiling } from './condition.ts'

type Reader = (value: unknown, place: string) => Json | undefined

/** For LIKE: the text with its own `%`, `_` and `\` made harmless, open at the end. */
export function likePattern(state: Compiling, value: unknown, place: string, before: '' | '%'): string {
  const text = readText(state, value, place)
  return text === undefined ? '' : `${before}${text.replace(/[\\%_]/g, '\\$&')}%`
}

export function readText(state: Compiling, value: unknown, place: string): string | undefined {
  if (typeof value !== 'string' || value === '') {
    state.refuse(place, 'type', 'must be a text')
    return undefined
  }
  const problem = textProblem(value, 500)
  if (!problem) return value
  state.refuse(place, problem.code, problem.message)
  return undefined
}

/** Values of `in`. */
export function readSeveral(state: Compiling, value: unknown, place: string, read: Reader): Json[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_VALUES) {
    state.refuse(place, 'type', `must be a list of 1 to ${MOST_VALUES} values`)
    return []
  }
  return value.flatMap((one, index) => read(one, `${place}/${index}`) ?? [])
}

/** `[from, to]`, both included. */
export function readPair(state: Compiling, value: unknown, place: string, read: Reader): [Json, Json] | undefined {
  if (!Array.isArray(value) || value.length !== 2) {
    state.refuse(place, 'type', 'must be a list of two values: from and to')
    return undefined
  }
  const [from, until] = value.map((one, index) => read(one, `${place}/${index}`))
  if (from === undefined || until === undefined) return undefined
  if (from! > until!) state.refuse(place, 'order', 'has its end before its start')
  return [from, until]
}

export function readDays(state: Compiling, value: unknown, place: string): number | undefined {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LONGEST_DAYS) return value
  state.refuse(place, 'days', `must be a whole number of days from 1 to ${LONGEST_DAYS}`)
  return undefined
}
