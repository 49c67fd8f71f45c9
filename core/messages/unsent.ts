import type { Database } from '../infra/postgres.ts'
import { type CountDelta, moveCounts } from './counts.ts'
import { STATE, UNSENT_STATES } from './states.ts'

const BATCH = 5_000

/**
 * Ends what has not left: `cancelled` by a person, or `expired` by the clock. 5,000 at a time, each with its counts in one
 * transaction. Messages of a chunk under lease are taken too: its worker finds them gone when it claims. Safe to repeat.
 */
export async function endUnsent(
  db: Database,
  workspaceId: string,
  runId: string,
  as: 'cancelled' | 'expired',
): Promise<number> {
  let ended = 0
  for (;;) {
    const count = await db.direct(workspaceId, async (client) => {
      const { rows } = await client.query(
        `WITH batch AS MATERIALIZED (SELECT contact_id, step, state FROM messages WHERE workspace_id = $1 AND run_id = $2 AND state = ANY($3::smallint[]) LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
         UPDATE messages m SET state = $4::smallint, reason = $5, not_before = NULL, at = now() FROM batch
         WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.contact_id = batch.contact_id AND m.step = batch.step RETURNING m.step, batch.state AS was`,
        [workspaceId, runId, UNSENT_STATES, STATE[as], as],
      )
      await moveCounts(
        client,
        workspaceId,
        runId,
        0,
        rows.flatMap((row) => [
          { step: row.step, state: row.was, by: -1 },
          { step: row.step, state: STATE[as], reason: as, by: 1 },
        ]),
      )
      return rows.length
    })
    ended += count
    if (!count) return ended
  }
}

/**
 * After a cancellation nobody leases the run's chunks any more: what a dead worker left in `sending` is listed for a person,
 * and chunks in which nothing is open are done.
 */
export async function settleCancelled(db: Database, workspaceId: string, runId: string): Promise<void> {
  await db.direct(workspaceId, async (client) => {
    const deltas: CountDelta[] = []
    for (const was of [STATE.sending, STATE.unknown]) {
      const { rows } = await client.query(
        `UPDATE messages m SET state = ${STATE.needs_review}, reason = 'unknown', not_before = NULL, at = now() FROM chunks c
         WHERE c.workspace_id = $1 AND c.run_id = $2 AND (c.state = 'open' OR (c.state = 'leased' AND c.lease_until < now()))
           AND m.workspace_id = $1 AND m.run_id = $2 AND m.step = c.step AND m.wave = c.wave AND m.contact_id BETWEEN c.from_contact AND c.to_contact
           AND m.state = ${was} RETURNING m.step`,
        [workspaceId, runId],
      )
      for (const { step } of rows)
        deltas.push({ step, state: was, by: -1 }, { step, state: STATE.needs_review, reason: 'unknown', by: 1 })
    }
    await client.query(
      `UPDATE chunks SET state = 'done', lease_owner = NULL, lease_token = NULL, lease_until = NULL
       WHERE workspace_id = $1 AND run_id = $2 AND (state = 'open' OR (state = 'leased' AND lease_until < now()))`,
      [workspaceId, runId],
    )
    await moveCounts(client, workspaceId, runId, 0, deltas)
  })
}
