import { expect } from 'vitest'
import { COUNT_SLOTS } from '../../core/messages/counts.ts'
import { STATE, stateName } from '../../core/messages/states.ts'
import type { TestApp } from './app.ts'

export interface LedgerRow {
  readonly contactId: string
  readonly address: string | null
  readonly step: number
  readonly state: string
  readonly reason: string | null
  readonly attempt: number
  readonly notBefore: Date | null
}

/** The messages of a run, in the order of addresses. */
export async function ledgerOf(t: TestApp, runId: string): Promise<LedgerRow[]> {
  const { rows } = await t.core.db.direct(t.workspaceId, (client) =>
    client.query(
      `SELECT m.contact_id AS "contactId", a.value AS address, m.step, m.state, m.reason, m.attempt, m.not_before AS "notBefore"
       FROM messages m LEFT JOIN addresses a ON a.workspace_id = m.workspace_id AND a.contact_id = m.contact_id AND a.is_primary AND a.kind = 'email'
       WHERE m.workspace_id = $1 AND m.run_id = $2 ORDER BY a.value, m.contact_id, m.step`,
      [t.workspaceId, runId],
    ),
  )
  return rows.map((row) => ({ ...row, state: stateName(row.state) }))
}

/** How many messages stand in each state. */
export function tally(rows: readonly LedgerRow[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

/** The counts that people see are those of the rows, state by state and reason by reason; no slot is out of range. */
export async function expectExactCounts(t: TestApp, runId: string): Promise<void> {
  const { kept, counted } = await t.core.db.direct(t.workspaceId, async (client) => {
    const values = [t.workspaceId, runId]
    const kept = await client.query(
      `SELECT step, state, reason, sum(count)::int AS count, max(slot) AS slot FROM run_counts WHERE workspace_id = $1 AND run_id = $2
       GROUP BY step, state, reason HAVING sum(count) <> 0 ORDER BY step, state, reason`,
      values,
    )
    const counted = await client.query(
      `SELECT step, state, CASE WHEN state >= ${STATE.failed} AND state <> ${STATE.unknown} THEN coalesce(reason, '') ELSE '' END AS reason, count(*)::int AS count
       FROM messages WHERE workspace_id = $1 AND run_id = $2 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      values,
    )
    return { kept: kept.rows, counted: counted.rows }
  })
  expect(kept.every(({ slot }) => slot < COUNT_SLOTS)).toBe(true)
  expect(kept.map(({ slot: _, ...row }) => row)).toEqual(counted)
}

/** What waits for a later time is due now: nobody in a test waits five minutes for greylisting. */
export async function hurry(t: TestApp, runId: string): Promise<void> {
  await t.core.db.direct(t.workspaceId, async (client) => {
    const run = [t.workspaceId, runId]
    await client.query(
      'UPDATE messages SET not_before = now() WHERE workspace_id = $1 AND run_id = $2 AND not_before IS NOT NULL',
      run,
    )
    await client.query('UPDATE account_breakers SET open_until = now() WHERE workspace_id = $1', [t.workspaceId])
    await client.query(
      "UPDATE chunks SET due_at = now() WHERE workspace_id = $1 AND run_id = $2 AND state = 'open'",
      run,
    )
    await client.query("SELECT pg_notify('carillon_work', '')")
  })
}

/** Ends when `look` gives something other than undefined or false. Looked at often; fails by the test's own time limit. */
export async function until<T>(look: () => T | Promise<T>): Promise<Exclude<T, undefined | false>> {
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

/** Ends when nothing of the run is on the wire, and these states hold exactly these numbers. */
export async function settled(t: TestApp, runId: string, states: Record<string, number>): Promise<LedgerRow[]> {
  return until(async () => {
    const rows = await ledgerOf(t, runId)
    const now = tally(rows)
    const same = Object.keys({ ...now, ...states }).every((name) => now[name] === states[name])
    return same && (await noLease(t, runId)) ? rows : undefined
  })
}

async function noLease(t: TestApp, runId: string): Promise<boolean> {
  const row = await t.core.db.tenant(t.workspaceId, (trx) =>
    trx('chunks').where({ run_id: runId, state: 'leased' }).first('number'),
  )
  return !row
}
