import { Problem } from '../errors.ts'

/** SQL: a time as microseconds since 1970, for cursors. JavaScript's dates hold milliseconds only and would skip rows. */
export const timeKey = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint`

/** SQL: back from such a number. */
export const fromTimeKey = (parameter: string) =>
  `(timestamptz 'epoch' + ${parameter}::bigint * interval '1 microsecond')`

/** A number that came back in a cursor; up to the year 2286. */
export function checkedTimeKey(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 10 ** 16) return value
  throw new Problem('bad_request', 'This cursor is not one that this list gave. Start again without it.')
}
