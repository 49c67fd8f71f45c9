import type { Core } from '../context.ts'
import { resolveAlert } from '../events/alerts.ts'
import { endUnsent } from '../messages/unsent.ts'
import { reportProgress } from './progress.ts'

const NOTHING_OPEN = `r.state = 'running' AND r.expanded_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM chunks c WHERE c.workspace_id = r.workspace_id AND c.run_id = r.id AND c.state <> 'done')`

/**
 * Ends the runs in which nothing is open any more, each once. Looked at again under the lock, in a statement of its own: a
 * person may have opened messages again between the look and the lock.
 */
export async function finishRuns(core: Core): Promise<number> {
  const ended = await core.db.directSystem(async (client) => {
    const idle = await client.query(`SELECT r.id FROM runs r WHERE ${NOTHING_OPEN} FOR NO KEY UPDATE SKIP LOCKED`)
    if (!idle.rows.length) return []
    const { rows } = await client.query(
      `UPDATE runs r SET state = 'completed', finished_at = now() WHERE r.id = ANY($1::uuid[]) AND ${NOTHING_OPEN}
       RETURNING r.workspace_id AS "workspaceId", r.id, r.campaign_id AS "campaignId"`,
      [idle.rows.map((row) => row.id)],
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

/** What has not left by the run's end of validity never will: marked `expired`. */
export async function expireRuns(core: Core): Promise<number> {
  const late = await core.db.directSystem(async (client) => {
    const { rows } = await client.query(
      `SELECT workspace_id AS "workspaceId", id FROM runs WHERE state IN ('running', 'paused') AND expires_at < now() LIMIT 20`,
    )
    return rows as { workspaceId: string; id: string }[]
  })
  let expired = 0
  for (const { workspaceId, id } of late) {
    expired += await endUnsent(core.db, workspaceId, id, 'expired')
    // Chunks that waited for a later time have nothing left to wait for.
    await core.db.direct(workspaceId, (client) =>
      client.query(
        `UPDATE chunks SET due_at = now() WHERE workspace_id = $1 AND run_id = $2 AND state = 'open' AND due_at > now()`,
        [workspaceId, id],
      ),
    )
  }
  return expired
}
