import type pg from 'pg'
import { parameters } from '../../consent/gate.ts'
import { STATE } from '../states.ts'
import { AT_ONCE, chosenSql } from './chosen.ts'
import type { Chosen, Decided, ReviewedRun } from './review.ts'

/** Reason of a message that a person did not want to send again. */
export const GIVEN_UP = 'given_up'

/** Counts what is uncertain as failed. */
export function giveUp(client: pg.PoolClient, run: ReviewedRun, chosen: Chosen): Promise<Decided[]> {
  return endReview(client, run, chosen, { state: STATE.failed, reason: GIVEN_UP })
}

/**
 * Erased people's messages stand under an id that no chunk covers: nobody would ever lease them, and there is nobody to
 * send them to.
 */
export function suppressErased(client: pg.PoolClient, run: ReviewedRun, chosen: Chosen): Promise<Decided[]> {
  const gone = 'NOT EXISTS (SELECT FROM contacts c WHERE c.workspace_id = $1 AND c.id = m.contact_id)'
  return endReview(client, run, chosen, { state: STATE.suppressed, reason: 'erased' }, gone)
}

async function endReview(
  client: pg.PoolClient,
  { workspaceId, runId }: ReviewedRun,
  chosen: Chosen,
  end: { readonly state: number; readonly reason: string },
  which = 'true',
): Promise<Decided[]> {
  const p = parameters([workspaceId, runId, STATE.needs_review])
  const { rows } = await client.query<{ contact_id: string; step: number; reason: string | null }>(
    `SELECT m.contact_id, m.step, m.reason FROM messages m WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.state = $3
       AND ${chosenSql(chosen, p)} AND ${which} ORDER BY m.contact_id, m.step LIMIT ${AT_ONCE} FOR UPDATE OF m`,
    p.values,
  )
  for (const [step, alike] of Map.groupBy(rows, (row) => row.step))
    await client.query(
      `UPDATE messages SET state = $5, reason = $6, not_before = NULL, at = now()
       WHERE workspace_id = $1 AND run_id = $2 AND step = $3 AND contact_id = ANY($4::uuid[])`,
      [workspaceId, runId, step, alike.map((row) => row.contact_id), end.state, end.reason],
    )
  return rows.map((row) => ({ contactId: row.contact_id, step: row.step, before: row.reason, ...end }))
}
