import { expect } from 'vitest'
import type { TestApp } from '../support/app.ts'

/** Waits for a condition that something else brings about. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`it never came that ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

export const rowsOf = (t: TestApp, table: string, where: object = {}): Promise<any[]> =>
  t.core.db.tenant(t.workspaceId, (trx) => trx(table).where(where).select()) as Promise<any[]>

/** The ledger and its counts say the same, run by run, and states and reasons add up. */
export async function expectExactSums(t: TestApp): Promise<void> {
  const { rows } = await t.core.db.tenant(t.workspaceId, (trx) =>
    trx.raw(`
      SELECT run_id, step, state, reason, sum(ledger)::int AS ledger, sum(counted)::int AS counted FROM (
        SELECT run_id, step, state, CASE WHEN state IN (20, 22, 30, 31, 32) THEN coalesce(reason, '') ELSE '' END AS reason, 1 AS ledger, 0 AS counted FROM messages
        UNION ALL SELECT run_id, step, state, reason, 0, count FROM run_counts) x
      GROUP BY 1, 2, 3, 4 HAVING sum(ledger) <> sum(counted)`),
  )
  expect(rows).toEqual([])
}

/** Rows of any table of the database that hold one of the words, in text, JSON, arrays or bytes. */
export async function rowsHolding(t: TestApp, words: readonly string[]): Promise<string[]> {
  const { rows: tables } = await t.core.db.system((trx) =>
    trx.raw(`SELECT format('%I.%I', n.nspname, c.relname) AS name, has_table_privilege(c.oid, 'SELECT') AS open
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema')`),
  )
  const client = new (await import('pg')).default.Client({ connectionString: t.config.databaseUrl })
  await client.connect()
  try {
    const forms = words.flatMap((word) => [word.toLowerCase(), Buffer.from(word).toString('hex')])
    const found: string[] = []
    expect(tables.length).toBeGreaterThan(35)
    for (const { name } of tables) {
      const { rows } = await client.query(
        `SELECT x::text AS row FROM ${name} x WHERE EXISTS (SELECT FROM unnest($1::text[]) w WHERE strpos(lower(x::text), w) > 0)`,
        [forms],
      )
      found.push(...rows.map(({ row }) => `${name}: ${row.slice(0, 300)}`))
    }
    return found
  } finally {
    await client.end()
  }
}
