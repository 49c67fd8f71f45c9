import type { Core } from '../../context.ts'
import { persist } from '../../infra/retry.ts'
import { forgetMessages } from '../../messages/forget.ts'
import { ERASURE_COLUMNS, type Erasure, showErasure } from './erasures.ts'
import { searchFiles } from './search.ts'

/** While a run is open, a page of it may just be written; by then it is. */
const SETTLED_AFTER = '1 hour'

/**
 * Follows an erasure up: messages that were in flight and have settled, events that were written or shipped meanwhile, also those
 * in the far log, and stored files. Finished when nothing is in flight and nothing can come any more. Safe to repeat.
 */
export async function finishErasure(
  core: Core,
  erasure: Erasure,
  options: { atOnce: boolean } = { atOnce: false },
): Promise<Erasure> {
  const { id, workspaceId, contactId, anonymousId } = erasure
  const signal = AbortSignal.timeout(20_000)
  try {
    const { inFlight } = await persist(
      () => core.db.directSystem((client) => forgetMessages(client, { workspaceId, contactId, anonymousId })),
      { signal, graceMs: 0 },
    )
    await core.eventLog.forget({ workspaceId, contactId, anonymousId })
    // The report is written with each search: what is shown is read anew below.
    const searched = await searchFiles(core, erasure, options)
    if (inFlight > 0 || !searched) return await readErasure(core, erasure)
    const { rows } = await core.db.directSystem((client) =>
      client.query(
        `UPDATE erasures SET finished_at = now() WHERE workspace_id = $1 AND id = $2 AND waits_for IS NULL AND (at < now() - interval '${SETTLED_AFTER}'
           OR NOT EXISTS (SELECT FROM runs WHERE workspace_id = $1 AND state IN ('expanding', 'running', 'paused')))
         RETURNING ${ERASURE_COLUMNS}`,
        [workspaceId, id],
      ),
    )
    return rows[0] ? showErasure(rows[0]) : await readErasure(core, erasure)
  } catch (error) {
    // The person is gone already; what follows is done when the log answers again.
    core.log.warn({ err: error, erasure: id }, 'an erasure is not finished yet')
    return erasure
  }
}

async function readErasure(core: Core, { workspaceId, id }: Erasure): Promise<Erasure> {
  const { rows } = await core.db.directSystem((client) =>
    client.query(`SELECT ${ERASURE_COLUMNS} FROM erasures WHERE workspace_id = $1 AND id = $2`, [workspaceId, id]),
  )
  return showErasure(rows[0])
}
