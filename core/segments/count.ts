import { numbered, runSql, type Sql } from '../contacts/sql.ts'
import { sqlState } from '../errors.ts'
import type { Trx } from '../infra/postgres.ts'
import type { PeopleCount } from './schema.ts'

/** How long a person at a screen waits for an exact number. */
const PATIENCE_MS = 2000
const CANCELLED = '57014'

/** Rows of a query: exact while that takes at most two seconds, else what the planner expects. */
export async function countPeople(trx: Trx, { text, values }: Sql, patienceMs = PATIENCE_MS): Promise<PeopleCount> {
  const counted = await patiently(trx, patienceMs, async (inner) => {
    const [row] = await runSql<{ count: number }>(inner, {
      text: `SELECT count(*) AS count FROM (${text}) people`,
      values,
    })
    return Number(row!.count)
  })
  if (counted !== undefined) return { count: counted, is: 'exact' }
  const [plan] = await runSql(trx, { text: `EXPLAIN (FORMAT JSON) ${text}`, values })
  return { count: Math.round((plan as any)['QUERY PLAN'][0].Plan['Plan Rows']), is: 'estimated' }
}

/** The first people of a query by id; none when finding them takes too long. */
export async function samplePeople(
  trx: Trx,
  { text, values }: Sql,
  size: number,
  patienceMs = PATIENCE_MS,
): Promise<string[]> {
  const to = numbered(values.length + 1)
  const limited = `SELECT contact_id FROM (${text}) people ORDER BY contact_id LIMIT ${to.add(size, 'int')}`
  const rows = await patiently(trx, patienceMs, (inner) =>
    runSql<{ contact_id: string }>(inner, { text: limited, values: [...values, ...to.values] }),
  )
  return rows?.map((row) => row.contact_id) ?? []
}

/** Undefined when the time was up; the transaction goes on as if nothing had been asked. */
async function patiently<T>(trx: Trx, ms: number, work: (inner: Trx) => Promise<T>): Promise<T | undefined> {
  try {
    return await trx.transaction(async (inner) => {
      await inner.raw("SELECT set_config('statement_timeout', ?, true)", [String(ms)])
      const result = await work(inner)
      // A savepoint that is released keeps its settings.
      await inner.raw('SET LOCAL statement_timeout TO DEFAULT')
      return result
    })
  } catch (error) {
    if (sqlState(error) === CANCELLED) return undefined
    throw error
  }
}
