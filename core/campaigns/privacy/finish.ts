import type { Core } from '../../context.ts'
import { persist } from '../../infra/retry.ts'
import { forgetMessages } from '../../messages/forget.ts'
import { ERASURE_COLUMNS, type Erasure, showErasure } from './erasures.ts'

/** While a run is open, a page of it may just be written; by then it is. */
const SETTLED_AFTER = '1 hour'

/**
 * Follows an erasure up: messages that were in flight and have settled, events that were written or shipped meanwhile, also those
 * in the far log. Finished when nothing is in flight and nothing can come any more. Safe to repeat.
 */
export async function finishErasure(core: Core, erasure: Erasure): Promise<Erasure> {
  const { id, workspaceId, contactId, anonymousId } = erasure
  const signal = AbortSignal.timeout(20_000)
  try {
    const { inFlight } = await persist(
      () => core.db.directSystem((client) => forgetMessages(client, { workspaceId, contactId, anonymousId })),
      { signal, graceMs: 0 },
    )
    await core.eventLog.forget({ workspaceId, contactId, anonymousId })
    if (inFlight > 0) return erasure
    const { rows } = await core.db.directSystem((client) =>
      client.query(
        `UPDATE erasures SET finished_at = now() WHERE workspace_id = $1 AND id = $2 AND (at < now() - interval '${SETTLED_AFTER}'
           OR NOT EXISTS (SELECT FROM runs WHERE workspace_id = $1 AND state IN ('expanding', 'running', 'paused')))
         RETURNING ${ERASURE_COLUMNS}`,
        [workspaceId, id],
      ),
    )
    return rows[0] ? showErasure(rows[0]) : erasure
  } catch (error) {
    // The person is gone already; what follows is done when the log answers again.
    core.log.warn({ err: error, erasure: id }, 'an erasure is not finished yet')
    return erasure
  }
}

/** Follows up all that are not finished, oldest first; gives how many are now. For the worker's sweep. */
export async function finishErasures(core: Core, limit = 100): Promise<number> {
  const { rows } = await core.db.directSystem((client) =>
    client.query(`SELECT ${ERASURE_COLUMNS} FROM erasures WHERE finished_at IS NULL ORDER BY at LIMIT $1`, [limit]),
  )
  let finished = 0
  for (const row of rows) if ((await finishErasure(core, showErasure(row))).finishedAt) finished++
  return finished
}
