import type { Core } from '../../../context.ts'
import type { Actor } from '../../../workspaces/actor.ts'
import { audit } from '../../../workspaces/audit.ts'
import { refuseUnderHold } from '../../../workspaces/workspace.ts'
import { findImport } from '../model.ts'
import { readMarks } from './marks.ts'
import { previewUndo } from './preview.ts'
import { noCounts, type UndoProgress } from './progress.ts'
import type { ImportUndo } from './schema.ts'

/** What an undo would do, does, or has done. @throws Problem not_found; conflict where there is nothing that can be undone. */
export async function showUndo(core: Core, workspaceId: string, importId: string): Promise<ImportUndo> {
  return core.db.setwise(workspaceId, async (client) => {
    const marks = await readMarks(client, workspaceId, importId)
    const { rows } = await client.query<{ state: string; undo: UndoProgress | null }>(
      'SELECT state, undo FROM imports WHERE workspace_id = $1 AND id = $2',
      [workspaceId, importId],
    )
    const { state, undo } = rows[0]!
    if (undo) return { state: state === 'undone' ? 'undone' : 'undoing', at: undo.at, ...undo.counts }
    return { state: 'possible', at: null, ...(await previewUndo(client, marks)) }
  })
}

/** Asks for an import to be taken back; a worker does it. Asking again changes nothing. */
export async function requestUndo(core: Core, actor: Actor, importId: string): Promise<void> {
  const { workspaceId } = actor
  await core.db.direct(workspaceId, (client) => readMarks(client, workspaceId, importId))
  await core.db.tenant(workspaceId, async (trx) => {
    const one = await findImport(trx, workspaceId, importId, true)
    if (one.state === 'undoing' || one.state === 'undone') return
    await refuseUnderHold(trx, workspaceId)
    const undo: UndoProgress = {
      by: { kind: actor.kind, id: actor.id, name: actor.name },
      at: new Date().toISOString(),
      phase: 'consents',
      after: null,
      counts: noCounts(),
    }
    // Not while it runs: a start in this very moment came first, and this one finds it.
    const count = await trx('imports')
      .where({ workspace_id: workspaceId, id: importId })
      .whereIn('state', ['completed', 'cancelled', 'failed'])
      .update({ state: 'undoing', undo: JSON.stringify(undo), lease_token: null, lease_until: null })
    if (count === 0) return void (await refuseRunning(core, workspaceId, importId))
    await audit(trx, actor, { action: 'import.undo', objectType: 'import', objectId: importId })
  })
}

/** Somebody started it again between the look and the lock. */
const refuseRunning = (core: Core, workspaceId: string, importId: string) =>
  core.db.direct(workspaceId, (client) => readMarks(client, workspaceId, importId))
