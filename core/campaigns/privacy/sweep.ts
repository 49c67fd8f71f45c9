import type { Core } from '../../context.ts'
import { systemActor } from '../../workspaces/actor.ts'
import { eraseContact } from './erase.ts'
import { ERASURE_COLUMNS, type Erasure, showErasure } from './erasures.ts'
import { finishErasure } from './finish.ts'

/**
 * Follows up all that are not finished, oldest first, and begins those that a legal hold made wait, once it is lifted; gives how many
 * are finished now. For the worker's sweep.
 */
export async function finishErasures(core: Core, limit = 100): Promise<number> {
  const { rows } = await core.db.directSystem((client) =>
    client.query(
      `SELECT ${ERASURE_COLUMNS} FROM erasures e WHERE finished_at IS NULL
         AND (waits_for IS NULL OR NOT EXISTS (SELECT FROM workspaces w WHERE w.id = e.workspace_id AND w.legal_hold))
       ORDER BY at LIMIT $1`,
      [limit],
    ),
  )
  let finished = 0
  for (const row of rows.map(showErasure)) if ((await followUp(core, row)).finishedAt) finished++
  return finished
}

const followUp = (core: Core, erasure: Erasure): Promise<Erasure> =>
  erasure.waitsFor
    ? eraseContact(core, systemActor(erasure.workspaceId, 'erasure'), erasure.contactId)
    : finishErasure(core, erasure)
