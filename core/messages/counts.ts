import type pg from 'pg'
import { STATE, stateName } from './states.ts'

/** How many more (or fewer) messages of one run stand in a state. */
export interface CountDelta {
  readonly step: number
  readonly state: number
  readonly reason?: string | null
  readonly by: number
}

/** Writers are spread over this many rows per state, so that lanes and workers do not wait for each other. */
export const COUNT_SLOTS = 16

/**
 * Moves the run's counts in the transaction of the messages themselves. Always the last statement of a transaction, and
 * always in key order: two transactions can then wait for each other, but not in a circle.
 */
export async function moveCounts(
  client: pg.PoolClient,
  workspaceId: string,
  runId: string,
  slot: number,
  deltas: readonly CountDelta[],
): Promise<void> {
  const merged = new Map<string, { step: number; state: number; reason: string; by: number }>()
  for (const { step, state, reason, by } of deltas) {
    const key = `${step}/${state}/${reason ?? ''}`
    const entry = merged.get(key)
    if (entry) entry.by += by
    else merged.set(key, { step, state, reason: reason ?? '', by })
  }
  const rows = [...merged.values()].filter((row) => row.by !== 0)
  if (!rows.length) return
  await client.query({
    name: 'move-counts',
    text: `INSERT INTO run_counts AS r (workspace_id, run_id, step, state, reason, slot, count)
      SELECT $1, $2, step, state, reason, $3, by FROM unnest($4::smallint[], $5::smallint[], $6::text[], $7::bigint[]) u(step, state, reason, by)
      ORDER BY step, state, reason
      ON CONFLICT (workspace_id, run_id, step, state, reason, slot) DO UPDATE SET count = r.count + excluded.count`,
    values: [
      workspaceId,
      runId,
      slot,
      rows.map((r) => r.step),
      rows.map((r) => r.state),
      rows.map((r) => r.reason),
      rows.map((r) => r.by),
    ],
  })
}

/** Totals of a run: by state, and by reason within a state. */
export interface RunTotals {
  readonly audience: number
  readonly states: Record<string, number>
  readonly reasons: Record<string, number>
  /** Those that failed, by class. */
  readonly failures: Record<string, number>
  readonly steps: Record<number, Record<string, number>>
}

export async function runTotals(
  query: (text: string, values: unknown[]) => Promise<{ rows: any[] }>,
  workspaceId: string,
  runId: string,
): Promise<RunTotals> {
  const { rows } = await query(
    `SELECT step, state, reason, sum(count)::bigint AS count FROM run_counts WHERE workspace_id = $1 AND run_id = $2 GROUP BY step, state, reason HAVING sum(count) <> 0`,
    [workspaceId, runId],
  )
  const totals = {
    audience: 0,
    states: {} as Record<string, number>,
    reasons: {} as Record<string, number>,
    failures: {} as Record<string, number>,
    steps: {} as Record<number, Record<string, number>>,
  }
  for (const row of rows) {
    const name = stateName(row.state)
    const count = Number(row.count)
    totals.audience += count
    totals.states[name] = (totals.states[name] ?? 0) + count
    if (row.reason) totals.reasons[row.reason] = (totals.reasons[row.reason] ?? 0) + count
    if (row.state === STATE.failed) totals.failures[row.reason] = (totals.failures[row.reason] ?? 0) + count
    totals.steps[row.step] ??= {}
    const step = totals.steps[row.step]!
    step[name] = (step[name] ?? 0) + count
  }
  return totals
}
