import type { Core } from '../../../context.ts'
import { systemActor } from '../../../workspaces/actor.ts'
import { audit } from '../../../workspaces/audit.ts'
import { type Marks, readMarks } from './marks.ts'
import { countKept } from './preview.ts'
import { addCounts, PHASES, type Phase, type UndoProgress } from './progress.ts'
import { removeAddresses, removeMemberships, removePeople, type Step, withdrawConsents } from './steps.ts'

const STEPS: Readonly<Record<Exclude<Phase, 'done'>, Step>> = {
  consents: withdrawConsents,
  people: removePeople,
  memberships: removeMemberships,
  addresses: removeAddresses,
}

/** Rows that are taken back together: what a kill repeats, and how long a row is locked (some 20 ms). */
const PAGE_ROWS = 1_000

/**
 * Takes back every import that somebody asked to undo. Each page is one transaction with the place where the next begins, so
 * that a kill at any instant leaves whole pages, and any worker goes on. Gives how many are undone now.
 */
export async function sweepUndos(core: Core, signal: AbortSignal, pageRows = PAGE_ROWS): Promise<number> {
  const waiting: { workspace_id: string; id: string }[] = await core.db.system((trx) =>
    trx('imports as i')
      .join('workspaces as w', 'w.id', 'i.workspace_id')
      // A legal hold that came in between stops it where it is.
      .where({ 'i.state': 'undoing', 'w.legal_hold': false })
      .orderBy('i.id')
      .limit(50)
      .select('i.workspace_id', 'i.id'),
  )
  let undone = 0
  for (const { workspace_id, id } of waiting) {
    if (signal.aborted) break
    if (await undoImport(core, workspace_id, id, signal, pageRows)) undone++
  }
  return undone
}

/** False when it was told to stop, or when another worker is at it. */
async function undoImport(
  core: Core,
  workspaceId: string,
  importId: string,
  signal: AbortSignal,
  pageRows: number,
): Promise<boolean> {
  const marks = await core.db.direct(workspaceId, (client) => readMarks(client, workspaceId, importId))
  while (!signal.aborted) {
    const progress = await undoPage(core, marks, pageRows)
    if (!progress) return false
    const state = progress.phase === 'done' ? 'undone' : 'undoing'
    core.live.publish({ workspaceId, topic: `import:${importId}`, data: { state, undo: progress.counts } })
    if (state === 'undone') return true
  }
  return false
}

/** One page; null when another worker holds the import, or it is done. */
async function undoPage(core: Core, marks: Marks, size: number): Promise<UndoProgress | null> {
  const { workspaceId, importId } = marks
  // Some hundred keys of tables that may just have been filled: indexes only, and no nested loops.
  const progress = await core.db.probing(
    workspaceId,
    async (client) => {
      const { rows } = await client.query<{ undo: UndoProgress }>(
        `SELECT undo FROM imports WHERE workspace_id = $1 AND id = $2 AND state = 'undoing' FOR UPDATE SKIP LOCKED`,
        [workspaceId, importId],
      )
      if (!rows[0]) return null
      const { phase, after, counts, ...asked } = rows[0].undo
      if (phase === 'done') return rows[0].undo
      const page = await STEPS[phase](client, marks, after, size, asked.by)
      const next: UndoProgress = {
        ...asked,
        phase: page.after ? phase : PHASES[PHASES.indexOf(phase) + 1]!,
        after: page.after,
        counts: addCounts(counts, page.counts),
      }
      await client.query('UPDATE imports SET undo = $3 WHERE workspace_id = $1 AND id = $2', [
        workspaceId,
        importId,
        JSON.stringify(next),
      ])
      return next
    },
    { hashed: true },
  )
  return progress?.phase === 'done' ? finish(core, marks) : progress
}

async function finish(core: Core, marks: Marks): Promise<UndoProgress | null> {
  const { workspaceId, importId } = marks
  const kept = await core.db.setwise(workspaceId, (client) => countKept(client, marks))
  return core.db.tenant(workspaceId, async (trx) => {
    const row = await trx('imports')
      .where({ workspace_id: workspaceId, id: importId, state: 'undoing' })
      .forUpdate()
      .first('undo')
    if (!row) return null
    const undo: UndoProgress = { ...row.undo, counts: { ...row.undo.counts, ...kept } }
    await trx('imports')
      .where({ workspace_id: workspaceId, id: importId })
      .update({ state: 'undone', undo: JSON.stringify(undo) })
    await audit(trx, systemActor(workspaceId, 'import'), {
      action: 'import.undone',
      objectType: 'import',
      objectId: importId,
      after: undo.counts,
    })
    return undo
  })
}
