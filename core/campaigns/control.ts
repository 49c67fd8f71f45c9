import type { Core } from '../context.ts'
import { raiseAlert } from '../events/alerts.ts'
import { endUnsent, settleCancelled } from '../messages/unsent.ts'

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
      .where({ kind: 'campaign' })
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

/** What has not left never will; what nobody will settle any more is listed. Safe to run again after a crash. */
export async function cancelUnsent(core: Core, workspaceId: string, runId: string): Promise<number> {
  const cancelled = await endUnsent(core.db, workspaceId, runId, 'cancelled')
  await settleCancelled(core.db, workspaceId, runId)
  return cancelled
}
