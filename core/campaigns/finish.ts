import type { Core } from '../context.ts'
import { resolveAlert } from '../events/alerts.ts'
import { moveCounts } from '../messages/counts.ts'
import { STATE, UNSENT_STATES } from '../messages/states.ts'
import { reportProgress } from './progress.ts'

/** Ends the runs in which nothing is open any more. A run ends once: the update's own condition is the lock. */
export async function finishRuns(core: Core): Promise<number> {
  const ended = await core.db.directSystem(async (client) => {
    const { rows } = await client.query(
      `UPDATE runs r SET state = 'completed', finished_at = now() WHERE r.state = 'running' AND r.expanded_at IS NOT NULL
         AND NOT EXISTS (SELECT FROM chunks c WHERE c.workspace_id = r.workspace_id AND c.run_id = r.id AND c.state <> 'done')
       RETURNING r.workspace_id AS "workspaceId", r.id, r.campaign_id AS "campaignId"`,
    )
    for (const run of rows)
      if (run.campaignId)
        await client.query(
          `UPDATE campaigns SET state = 'completed', finished_at = now(), updated_at = now() WHERE workspace_id = $1 AND id = $2 AND run_id = $3 AND state IN ('running', 'paused')`,
          [run.workspaceId, run.campaignId, run.id],
        )
    return rows
  })
  for (const run of ended) {
    if (run.campaignId)
      await core.db.tenant(run.workspaceId, (trx) =>
        resolveAlert(trx, {
          workspaceId: run.workspaceId,
          kind: 'campaign_paused',
          objectType: 'campaign',
          objectId: run.campaignId,
        }),
      )
    await reportProgress(core, run.workspaceId, run.id)
  }
  return ended.length
}

/** What has not left by the run's end of validity never will: marked `expired`, 5,000 at a time. */
export async function expireRuns(core: Core): Promise<number> {
  const late = await core.db.directSystem(async (client) => {
    const { rows } = await client.query(
      `SELECT workspace_id AS "workspaceId", id FROM runs WHERE state IN ('running', 'paused') AND expires_at < now() LIMIT 20`,
    )
    return rows as { workspaceId: string; id: string }[]
  })
  let expired = 0
  for (const { workspaceId, id } of late)
    for (;;) {
      const count = await core.db.direct(workspaceId, async (client) => {
        const { rows } = await client.query(
          `WITH some AS MATERIALIZED (SELECT contact_id, step, state FROM messages WHERE workspace_id = $1 AND run_id = $2 AND state = ANY($3::smallint[]) LIMIT 5000 FOR UPDATE SKIP LOCKED)
           UPDATE messages m SET state = ${STATE.expired}, reason = 'expired', not_before = NULL, at = now() FROM some
           WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.contact_id = some.contact_id AND m.step = some.step RETURNING m.step, some.state AS was`,
          [workspaceId, id, UNSENT_STATES],
        )
        await moveCounts(
          client,
          workspaceId,
          id,
          0,
          rows.flatMap((row) => [
            { step: row.step, state: row.was, by: -1 },
            { step: row.step, state: STATE.expired, reason: 'expired', by: 1 },
          ]),
        )
        if (!rows.length)
          await client.query(
            `UPDATE chunks SET due_at = now() WHERE workspace_id = $1 AND run_id = $2 AND state = 'open' AND due_at > now()`,
            [workspaceId, id],
          )
        return rows.length
      })
      expired += count
      if (!count) break
    }
  return expired
}
