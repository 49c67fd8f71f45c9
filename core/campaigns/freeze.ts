import { quietHoursProblem } from '../consent/quiet-hours.ts'
import type { Core } from '../context.ts'
import type { FieldProblem } from '../errors.ts'
import type { Trx } from '../infra/postgres.ts'
import { freezeAudience } from '../segments/audience-sql.ts'
import type { FrozenContent } from '../templates/render.ts'
import type { Plan } from './schema.ts'

/** A step as it is launched: nothing in it changes any more. */
export interface FrozenStep {
  readonly channel: string
  readonly accountId: string
  readonly policy: 'at_least_once' | 'at_most_once'
  readonly templateId: string
  readonly templateVersion: number
  readonly content: FrozenContent
}

export interface FrozenPlan {
  readonly audience: NonNullable<Plan['audience']>
  readonly purpose: string
  readonly basis: NonNullable<Plan['basis']>
  readonly steps: readonly FrozenStep[]
}

/** Everything that is missing or wrong before launch, as a list; and, when nothing is, the plan as it will run. */
export async function freezePlan(
  core: Core,
  trx: Trx,
  workspaceId: string,
  plan: Plan,
): Promise<{ problems: FieldProblem[]; frozen: FrozenPlan | null }> {
  const problems: FieldProblem[] = []
  const missing = (field: string, message: string) => problems.push({ field, code: 'missing', message })
  if (!plan.basis) missing('/plan/basis', 'Say on which lawful basis people are written to.')
  if (!plan.purpose) missing('/plan/purpose', 'Say for which purpose people are written to.')
  let audience: FrozenPlan['audience'] | undefined
  if (!plan.audience?.include.length) missing('/plan/audience', 'Choose at least one list or segment.')
  else {
    const result = await freezeAudience(trx, workspaceId, plan.audience, core.registries)
    problems.push(...result.problems.map((problem) => ({ ...problem, field: `/plan/audience${problem.field}` })))
    audience = result.audience
  }
  if (!plan.steps?.length) missing('/plan/steps', 'Choose at least one channel with an account and a template.')
  const never = quietHoursProblem(plan.limits?.quietHours, '/plan/limits/quietHours')
  if (never) problems.push(never)
  const steps: FrozenStep[] = []
  for (const [index, step] of (plan.steps ?? []).entries()) {
    const frozen = await freezeStep(core, trx, workspaceId, step, `/plan/steps/${index}`, problems)
    if (frozen) steps.push(frozen)
  }
  if (problems.length) return { problems, frozen: null }
  return { problems, frozen: { audience: audience!, purpose: plan.purpose!, basis: plan.basis!, steps } }
}

async function freezeStep(
  core: Core,
  trx: Trx,
  workspaceId: string,
  step: NonNullable<Plan['steps']>[number],
  at: string,
  problems: FieldProblem[],
): Promise<FrozenStep | null> {
  const before = problems.length
  const wrong = (field: string, code: string, message: string) =>
    problems.push({ field: `${at}/${field}`, code, message })
  const channel = core.registries.channels.get(step.channel)
  if (!channel) wrong('channel', 'unknown', `There is no channel "${step.channel}" here.`)
  const { accountId, templateId } = step
  const account = accountId && (await trx('accounts').where({ workspace_id: workspaceId, id: accountId }).first())
  if (!accountId) wrong('accountId', 'missing', 'Choose an account to send with.')
  else if (!account) wrong('accountId', 'unknown', 'This account does not exist.')
  else if (account.channel !== step.channel)
    wrong('accountId', 'wrong_channel', `The account "${account.name}" is for ${account.channel}.`)
  else if (account.state !== 'active') wrong('accountId', 'paused', `The account "${account.name}" is paused.`)
  const template = templateId && (await trx('templates').where({ workspace_id: workspaceId, id: templateId }).first())
  if (!templateId) wrong('templateId', 'missing', 'Choose what to send.')
  else if (!template) wrong('templateId', 'unknown', 'This template does not exist.')
  else if (template.channel !== step.channel)
    wrong('templateId', 'wrong_channel', `The template "${template.name}" is for ${template.channel}.`)
  else if (!template.published_version)
    wrong('templateId', 'not_published', `The template "${template.name}" was never published.`)
  if (problems.length > before || !channel || !accountId || !templateId) return null
  const version = await trx('template_versions')
    .where({ workspace_id: workspaceId, template_id: templateId, number: template.published_version })
    .first()
  return {
    channel: step.channel,
    accountId,
    policy: account.policy ?? channel.policy,
    templateId,
    templateVersion: template.published_version,
    content: { defaultLocale: template.default_locale, locales: version.prepared },
  }
}
