import type { Trx } from '../infra/postgres.ts'

/** A statement or a part of one, in PostgreSQL's own notation: `$1`, `$2` … */
export interface Sql {
  readonly text: string
  readonly values: readonly unknown[]
}

/** Collects values and gives their numbers; a text never holds a value. */
export interface Numbered {
  readonly values: unknown[]
  /** @param type cast, from our own code only. */
  add(value: unknown, type?: string): string
  /** Number that the next value gets. */
  next(): number
}

export function numbered(first = 1): Numbered {
  const values: unknown[] = []
  return {
    values,
    next: () => first + values.length,
    add(value, type) {
      values.push(value)
      return `$${first + values.length - 1}${type ? `::${type}` : ''}`
    },
  }
}

/** Runs a numbered statement in an ordinary transaction; knex counts its placeholders otherwise. */
export async function runSql<Row = Record<string, unknown>>(trx: Trx, { text, values }: Sql): Promise<Row[]> {
  const bindings: unknown[] = []
  const translated = text.replaceAll('?', '\\?').replace(/\$(\d+)/g, (_, number) => {
    bindings.push(values[Number(number) - 1])
    return '?'
  })
  const { rows } = await trx.raw(translated, bindings as any[])
  return rows as Row[]
}
