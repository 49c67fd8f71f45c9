import type pg from 'pg'
import type { Core } from '../context.ts'
import { raiseAlert } from '../events/alerts.ts'
import { moveCounts } from '../messages/counts.ts'
import { STATE, UNSENT_STATES } from '../messages/states.ts'

/** Stops new claims at once: a group asks for the run's state in the statement that claims it. What is on the wire finishes. */
export async function pauseRun(
  core: Core,
  workspaceId: string,
  runId: string,
  reason: { code: string; message: string } | null,
): Promise<boolean> {
  const paused = await core.db.tenant(workspaceId, async (trx) => {
    const changed = await trx('runs')
      .where({ workspace_id: workspaceId, id: runId })
      .whereIn('state', ['running', 'expanding'])
      .whereNot({ kind: 'transactional' })
      .update({ state: 'paused' })
    if (!changed) return false
    await trx('campaigns')
      .where({ workspace_id: workspaceId, run_id: runId, state: 'running' })
      .update({ state: 'paused', pause_reason: reason?.code ?? null, updated_at: trx.fn.now() })
    if (reason) {
      const campaign = await trx('campaigns').where({ workspace_id: workspaceId, run_id: runId }).first('id', 'name')
      await raiseAlert(trx, {
        workspaceId,
        kind: 'campaign_paused',
        severity: 'error',
        objectType: 'campaign',
        objectId: campaign?.id ?? runId,
        data: { code: reason.code, message: reason.message, name: campaign?.name ?? '' },
      })
    }
    return true
  })
  if (paused) core.log.warn({ run: runId, reason }, 'run paused')
  return paused
}

/**
 * Marks what has not left as cancelled, 5,000 at a time, and ends the chunks that nobody holds. Messages of a chunk under
 * lease are taken too: its worker finds them gone when it claims. Safe to run again after a crash.
 */
export async function cancelUnsent(core: Core, workspaceId: string, runId: string): Promise<number> {
  let cancelled = 0
  for (;;) {
    const count = await core.db.direct(workspaceId, async (client) => {
      const { rows } = await client.query(
        `WITH some AS MATERIALIZED (SELECT contact_id, step, state FROM messages WHERE workspace_id = $1 AND run_id = $2 AND state = ANY($3::smallint[]) LIMIT 5000 FOR UPDATE SKIP LOCKED)
         UPDATE messages m SET state = ${STATE.cancelled}, reason = 'cancelled', not_before = NULL, at = now() FROM some
         WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.contact_id = some.contact_id AND m.step = some.step RETURNING m.step, some.state AS was`,
        [workspaceId, runId, UNSENT_STATES],
      )
      await moveCounts(
        client,
        workspaceId,
        runId,
        0,
        rows.flatMap((row) => [
          { step: row.step, state: row.was, by: -1 },
          { step: row.step, state: STATE.cancelled, reason: 'cancelled', by: 1 },
        ]),
      )
      return rows.length
    })
    cancelled += count
    if (count === 0) break
  }
  await core.db.direct(workspaceId, (client) => endOpenChunks(client, workspaceId, runId))
  return cancelled
}

async function endOpenChunks(client: pg.PoolClient, workspaceId: string, runId: string): Promise<void> {
  // A chunk that still has a message on the wire or of unknown fate stays, so that it is settled.
  await client.query(
    `UPDATE chunks c SET state = 'done' WHERE workspace_id = $1 AND run_id = $2 AND state = 'open' AND NOT EXISTS (
       SELECT FROM messages m WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.step = c.step AND m.contact_id BETWEEN c.from_contact AND c.to_contact AND m.wave = c.wave
         AND m.state IN (${STATE.sending}, ${STATE.unknown}))`,
    [workspaceId, runId],
  )
}
