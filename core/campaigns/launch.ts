import type { Core } from '../context.ts'
import { notFound, Problem } from '../errors.ts'
import { uuid7 } from '../infra/ids.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Actor } from '../workspaces/actor.ts'
import { audit } from '../workspaces/audit.ts'
import { readFindings } from './check/findings.ts'
import { explainAudience } from './explain.ts'
import { type FrozenPlan, freezePlan } from './freeze.ts'
import { CampaignRow } from './model.ts'
import { type Schedule, scheduleOf } from './schedule.ts'
import type { Explanation, Plan } from './schema.ts'
import { explainWaiting } from './waiting.ts'

const EXPIRES_HOURS = 168

export interface Launched {
  readonly runId: string
  readonly state: 'scheduled' | 'running'
  readonly dueAt: string
  readonly explanation: Explanation
}

/** What stands between this campaign and its launch, and who would get it: the page before the button. */
export async function checkLaunch(core: Core, workspaceId: string, campaignId: string) {
  const judged = await core.db.tenant(workspaceId, async (trx) => {
    const { plan } = await findCampaign(trx, workspaceId, campaignId)
    return { plan, ...(await judgePlan(core, trx, workspaceId, plan)) }
  })
  const { problems, explanation } = judged
  const findings = await readFindings(core, workspaceId, judged)
  return { ready: problems.length === 0, problems, findings, explanation }
}

async function judgePlan(core: Core, trx: Trx, workspaceId: string, plan: Plan) {
  const { problems, frozen } = await freezePlan(core, trx, workspaceId, plan)
  const explained = frozen ? await explainAudience(core, workspaceId, frozen, plan.limits) : null
  const explanation = frozen && explained ? await explainWaiting(core, workspaceId, frozen, plan, explained) : null
  if (explanation && explanation.reachable === 0)
    problems.push({ field: '/plan/audience', code: 'empty', message: 'Nobody would get it.' })
  return { problems, frozen, explanation }
}

/**
 * Launches once. The campaign row is the lock: whoever moves it out of `draft` made the run, everybody else gets 409.
 * Template versions, accounts and audience definition are frozen under the run in the same transaction.
 */
export async function launchCampaign(core: Core, actor: Actor, campaignId: string, trx: Trx): Promise<Launched> {
  const { workspaceId } = actor
  const row = await CampaignRow.query(trx).where({ workspace_id: workspaceId, id: campaignId }).forUpdate().first()
  if (!row) throw notFound('campaign')
  if (row.state !== 'draft')
    throw new Problem('conflict', `The campaign is ${row.state}; only a draft can be launched.`)
  // Under the lock: of many who press the button only one has the audience judged.
  const { frozen, ...check } = await judgePlan(core, trx, workspaceId, row.plan)
  if (!frozen || check.problems.length)
    throw new Problem('not_ready', 'The campaign cannot be launched yet.', { errors: check.problems })
  const runId = uuid7()
  const schedule = await scheduleOf(trx, workspaceId, row.plan)
  await insertRun(trx, { workspaceId, runId, campaignId, plan: row.plan, frozen, schedule })
  const state = schedule.dueAt > new Date() ? 'scheduled' : 'running'
  await CampaignRow.query(trx)
    .where({ workspace_id: workspaceId, id: campaignId })
    .patch({
      state,
      runId,
      dueAt: schedule.dueAt,
      launchedAt: new Date(),
      version: row.version + 1,
      updatedAt: new Date(),
    })
  await audit(trx, actor, {
    action: 'campaign.launch',
    objectType: 'campaign',
    objectId: campaignId,
    after: { runId, dueAt: schedule.dueAt.toISOString(), reachable: check.explanation?.reachable },
  })
  return { runId, state, dueAt: schedule.dueAt.toISOString(), explanation: check.explanation! }
}

export async function findCampaign(trx: Trx, workspaceId: string, id: string): Promise<CampaignRow> {
  const row = await CampaignRow.query(trx).where({ workspace_id: workspaceId, id }).first()
  if (!row) throw notFound('campaign')
  return row
}

async function insertRun(
  trx: Trx,
  input: { workspaceId: string; runId: string; campaignId: string; plan: Plan; frozen: FrozenPlan; schedule: Schedule },
): Promise<void> {
  const { workspaceId, runId, campaignId, plan, frozen, schedule } = input
  const last = Math.max(...schedule.waves.map((wave) => wave.dueAt.getTime()))
  await trx('runs').insert({
    workspace_id: workspaceId,
    id: runId,
    campaign_id: campaignId,
    kind: 'campaign',
    state: 'expanding',
    purpose: frozen.purpose,
    basis: frozen.basis,
    snapshot: JSON.stringify({
      runId,
      audience: frozen.audience,
      limits: plan.limits ?? {},
      schedule: plan.schedule ?? { kind: 'now' },
    }),
    expires_at: new Date(last + (plan.limits?.expiresHours ?? EXPIRES_HOURS) * 3_600_000),
  })
  await trx('run_steps').insert(
    frozen.steps.map((step, index) => ({
      workspace_id: workspaceId,
      run_id: runId,
      step: index,
      channel: step.channel,
      account_id: step.accountId,
      policy: step.policy,
      template_id: step.templateId,
      template_version: step.templateVersion,
      content: JSON.stringify(step.content),
    })),
  )
  await trx('run_waves').insert(
    schedule.waves.map((wave) => ({
      workspace_id: workspaceId,
      run_id: runId,
      wave: wave.wave,
      time_zone: wave.timeZone,
      due_at: wave.dueAt,
    })),
  )
}
