import type { Core } from '../context.ts'
import { Problem } from '../errors.ts'
import { resolveAlert } from '../events/alerts.ts'
import { uuid7 } from '../infra/ids.ts'
import type { Actor } from '../workspaces/actor.ts'
import { audit } from '../workspaces/audit.ts'
import { forgetAlarm } from './alarm.ts'
import { cancelUnsent, pauseRun } from './control.ts'
import { findCampaign } from './launch.ts'
import { CampaignRow } from './model.ts'
import type { CampaignState } from './schema.ts'

/** Pause: answered once no new message can be claimed; what is on the wire finishes. A scheduled campaign that is paused does not start. */
export async function pauseCampaign(core: Core, actor: Actor, id: string): Promise<CampaignRow> {
  const row = await inState(core, actor, id, ['running', 'scheduled'], 'paused')
  await pauseRun(core, actor.workspaceId, row.runId!, null)
  return change(core, actor, id, 'campaign.pause', row, { state: 'paused', pauseReason: 'person' })
}

/** Resume: the same run goes on; nobody who was accepted is sent to again. */
export async function resumeCampaign(core: Core, actor: Actor, id: string): Promise<CampaignRow> {
  const { workspaceId } = actor
  const row = await inState(core, actor, id, ['paused'], 'resumed')
  await forgetAlarm(core, workspaceId, row.runId!)
  const started = await core.db.tenant(workspaceId, async (trx) => {
    const run = await trx('runs').where({ workspace_id: workspaceId, id: row.runId }).forUpdate().first()
    await trx('runs')
      .where({ workspace_id: workspaceId, id: row.runId, state: 'paused' })
      .update({ state: run.started_at ? 'running' : 'expanding' })
    await resolveAlert(trx, { workspaceId, kind: 'campaign_paused', objectType: 'campaign', objectId: id }, actor.name)
    return Boolean(run.started_at)
  })
  return change(core, actor, id, 'campaign.resume', row, {
    state: started || row.dueAt! <= new Date() ? 'running' : 'scheduled',
    pauseReason: null,
  })
}

/** Cancel for good: what has not left never will; what is on the wire is settled. */
export async function cancelCampaign(core: Core, actor: Actor, id: string): Promise<CampaignRow> {
  const { workspaceId } = actor
  const row = await inState(core, actor, id, ['running', 'scheduled', 'paused'], 'cancelled')
  await core.db.tenant(workspaceId, async (trx) => {
    await trx('runs')
      .where({ workspace_id: workspaceId, id: row.runId })
      .whereNotIn('state', ['completed', 'cancelled'])
      .update({ state: 'cancelled', finished_at: trx.fn.now() })
  })
  const changed = await change(core, actor, id, 'campaign.cancel', row, {
    state: 'cancelled',
    finishedAt: new Date(),
    pauseReason: null,
  })
  await cancelUnsent(core, workspaceId, row.runId!)
  return changed
}

/** A new draft with the same plan. */
export async function duplicateCampaign(core: Core, actor: Actor, id: string, name?: string): Promise<CampaignRow> {
  const { workspaceId } = actor
  return core.db.tenant(workspaceId, async (trx) => {
    const row = await findCampaign(trx, workspaceId, id)
    const copy = await CampaignRow.query(trx).insertAndFetch({
      workspaceId,
      id: uuid7(),
      name: (name ?? `${row.name} (2)`).slice(0, 200),
      plan: row.plan,
      createdBy: actor.id,
    } as any)
    await audit(trx, actor, {
      action: 'campaign.duplicate',
      objectType: 'campaign',
      objectId: copy.id,
      after: { from: id },
    })
    return copy
  })
}

async function inState(
  core: Core,
  actor: Actor,
  id: string,
  states: readonly CampaignState[],
  what: string,
): Promise<CampaignRow> {
  const row = await core.db.tenant(actor.workspaceId, (trx) => findCampaign(trx, actor.workspaceId, id))
  if (!states.includes(row.state))
    throw new Problem('conflict', `The campaign is ${row.state}; it cannot be ${what} now.`)
  return row
}

async function change(
  core: Core,
  actor: Actor,
  id: string,
  action: string,
  before: CampaignRow,
  patch: Partial<CampaignRow>,
): Promise<CampaignRow> {
  const { workspaceId } = actor
  return core.db.tenant(workspaceId, async (trx) => {
    await CampaignRow.query(trx)
      .where({ workspace_id: workspaceId, id })
      .patch({ ...patch, updatedAt: new Date() })
    await audit(trx, actor, {
      action,
      objectType: 'campaign',
      objectId: id,
      before: { state: before.state },
      after: { state: patch.state },
    })
    return findCampaign(trx, workspaceId, id)
  })
}
