import type { Core } from '../../../context.ts'
import { Problem, sqlState } from '../../../errors.ts'
import { systemActor } from '../../../workspaces/actor.ts'
import { audit } from '../../../workspaces/audit.ts'
import type { Totals } from '../options.ts'
import { type Claimed, LeaseLost, release } from './lease.ts'
import type { RunResult } from './run.ts'

/** Ends an import whose last row is merged, unless somebody else has it by now. */
export async function finish(core: Core, claimed: Claimed, totals: Totals): Promise<RunResult> {
  const { workspaceId, id, token } = claimed
  const ended = await core.db.tenant(workspaceId, async (trx) => {
    const count = await trx('imports')
      .where({ workspace_id: workspaceId, id, lease_token: token, state: 'running' })
      .update({ state: 'completed', finished_at: trx.fn.now(), lease_token: null, lease_until: null })
    if (count === 1)
      await audit(trx, systemActor(workspaceId, 'import'), {
        action: 'import.complete',
        objectType: 'import',
        objectId: id,
        after: totals,
      })
    return count === 1
  })
  // What was just filled is known to the planner before somebody launches a campaign at it.
  if (ended) await core.db.directSystem((client) => client.query('SELECT analyze_people()')).catch(() => {})
  if (ended) tell(core, claimed, totals, claimed.fileSize, 'completed')
  return ended ? 'completed' : 'lost'
}

/** A fault of the file or its options ends the import; anything else is left for the next try. */
export async function giveUp(core: Core, claimed: Claimed, error: unknown): Promise<RunResult> {
  if (error instanceof LeaseLost) return 'lost'
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
  // Data exceptions and broken constraints would meet every try again; a lost connection would not.
  const unstorable = /^(22|23|42)/.test(sqlState(error) ?? '')
  if (unstorable) core.log.error({ err: error, importId: claimed.id }, 'a part of an import cannot be stored')
  if (!(error instanceof Problem) && !missing && !unstorable) {
    core.log.error({ err: error, importId: claimed.id }, 'an import was interrupted and will be taken up again')
    await release(core, claimed).catch(() => {})
    throw error
  }
  const problem = unstorable
    ? {
        code: 'unstorable',
        message: `A part of the file could not be stored (PostgreSQL ${sqlState(error)}). What came before it is in.`,
      }
    : missing
      ? { code: 'file_missing', message: 'The uploaded file is not on this machine any more. Upload it again.' }
      : { code: (error as Problem).code, message: (error as Problem).message }
  const { workspaceId, id, token } = claimed
  await core.db.tenant(workspaceId, async (trx) => {
    await trx('imports')
      .where({ workspace_id: workspaceId, id, lease_token: token })
      .update({
        state: 'failed',
        problem: JSON.stringify(problem),
        finished_at: trx.fn.now(),
        lease_token: null,
        lease_until: null,
      })
    await audit(trx, systemActor(workspaceId, 'import'), {
      action: 'import.fail',
      objectType: 'import',
      objectId: id,
      after: problem,
    })
  })
  core.live.publish({ workspaceId, topic: `import:${id}`, data: { state: 'failed', problem } })
  return 'failed'
}

/** Says over the live connection how far it is. */
export function tell(core: Core, claimed: Claimed, totals: Totals, offset: number, state: string): void {
  const progress = claimed.fileSize ? Math.min(1, offset / claimed.fileSize) : 1
  const { rows, created, updated, unchanged, skipped, refused, consentGiven, consentWithheld, suppressed } = totals
  core.live.publish({
    workspaceId: claimed.workspaceId,
    topic: `import:${claimed.id}`,
    data: {
      state,
      rowsDone: rows,
      progress,
      totals: { rows, created, updated, unchanged, skipped, refused, consentGiven, consentWithheld, suppressed },
    },
  })
}
