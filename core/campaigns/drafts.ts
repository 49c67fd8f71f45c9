import type { Core } from '../context.ts'
import { type FieldProblem, invalid, Problem } from '../errors.ts'
import { uuid7 } from '../infra/ids.ts'
import type { Actor } from '../workspaces/actor.ts'
import { audit } from '../workspaces/audit.ts'
import { findCampaign } from './launch.ts'
import { CampaignRow } from './model.ts'
import { instantOf } from './schedule.ts'
import type { Plan } from './schema.ts'

export async function createCampaign(
  core: Core,
  actor: Actor,
  input: { name: string; plan?: Plan },
): Promise<CampaignRow> {
  checkPlan(core, input.plan)
  const { workspaceId } = actor
  return core.db.tenant(workspaceId, async (trx) => {
    const id = uuid7()
    await CampaignRow.query(trx).insert({
      workspaceId,
      id,
      name: input.name,
      plan: input.plan ?? {},
      createdBy: actor.id,
    })
    await audit(trx, actor, {
      action: 'campaign.create',
      objectType: 'campaign',
      objectId: id,
      after: { name: input.name, plan: input.plan },
    })
    return findCampaign(trx, workspaceId, id)
  })
}

/** Only drafts change, and only from the version the caller saw: the second of two editors is told. */
export async function updateCampaign(
  core: Core,
  actor: Actor,
  id: string,
  input: { version: number; name?: string; plan?: Plan },
): Promise<CampaignRow> {
  checkPlan(core, input.plan)
  const { workspaceId } = actor
  return core.db.tenant(workspaceId, async (trx) => {
    const before = await findCampaign(trx, workspaceId, id)
    if (before.state !== 'draft')
      throw new Problem(
        'conflict',
        `The campaign is ${before.state}; only a draft can be changed. Duplicate it to make another.`,
      )
    const patch = { ...(input.name ? { name: input.name } : {}), ...(input.plan ? { plan: input.plan } : {}) }
    const changed = await CampaignRow.query(trx)
      .where({ workspace_id: workspaceId, id, version: input.version, state: 'draft' })
      .patch({ ...patch, version: input.version + 1, updatedAt: new Date() })
    if (!changed)
      throw new Problem(
        'stale',
        `This draft is at version ${before.version} now; you changed version ${input.version}.`,
      )
    await audit(trx, actor, {
      action: 'campaign.update',
      objectType: 'campaign',
      objectId: id,
      before: { name: before.name, plan: before.plan },
      after: patch,
    })
    return findCampaign(trx, workspaceId, id)
  })
}

export async function deleteCampaign(core: Core, actor: Actor, id: string): Promise<void> {
  const { workspaceId } = actor
  await core.db.tenant(workspaceId, async (trx) => {
    const before = await findCampaign(trx, workspaceId, id)
    const deleted = await CampaignRow.query(trx).where({ workspace_id: workspaceId, id, state: 'draft' }).delete()
    if (!deleted) throw new Problem('conflict', 'Only a draft can be deleted: what was launched stays on record.')
    await audit(trx, actor, {
      action: 'campaign.delete',
      objectType: 'campaign',
      objectId: id,
      before: { name: before.name, plan: before.plan },
    })
  })
}

/** What can be told at once, whoever edits: channels that exist, an instant that is one. The rest is the launch check's. */
function checkPlan(core: Core, plan: Plan | undefined): void {
  const problems: FieldProblem[] = []
  plan?.steps?.forEach((step, index) => {
    if (!core.registries.channels.has(step.channel))
      problems.push({
        field: `/plan/steps/${index}/channel`,
        code: 'unknown',
        message: `There is no channel "${step.channel}" here.`,
      })
  })
  if (plan?.schedule?.kind === 'local' && !instantOf(plan.schedule.at, 'UTC'))
    problems.push({ field: '/plan/schedule/at', code: 'date', message: 'This day does not exist.' })
  if (problems.length) throw invalid(problems)
}
