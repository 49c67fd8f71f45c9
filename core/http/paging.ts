import { Problem } from '../errors.ts'

/** A keyset cursor: the sort values of the last row of a page. Opaque to clients, checked when it comes back. */
export function encodeCursor(values: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/** @throws Problem bad_request when it is not a cursor of `length` values. */
export function decodeCursor(cursor: string, length: number): (string | number | null)[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    const plain = (v: unknown) => v === null || typeof v === 'number' || (typeof v === 'string' && v.length <= 500)
    if (Array.isArray(values) && values.length === length && values.every(plain)) return values
  } catch {}
  throw new Problem('bad_request', 'This cursor is not one that this list gave. Start again without it.')
}

/** Rows were asked for with limit + 1: cuts the extra one off and makes the cursor of the next page. */
export function page<T>(
  rows: T[],
  limit: number,
  key: (row: T) => readonly (string | number | null)[],
): { data: T[]; next: string | null } {
  if (rows.length <= limit) return { data: rows, next: null }
  const data = rows.slice(0, limit)
  return { data, next: encodeCursor(key(data[limit - 1]!)) }
}
