import type { Core } from '../../context.ts'
import { type FieldProblem, invalid, Problem } from '../../errors.ts'
import { type Bounds, bounded } from '../../infra/bounded.ts'
import { audienceSql, freezeAudience } from '../../segments/audience-sql.ts'
import { type Explained, explainAudience } from '../explain.ts'
import type { FrozenPlan } from '../freeze.ts'
import { peopleBehind } from '../people-behind.ts'
import type { Explanation, Plan } from '../schema.ts'
import { explainWaiting } from '../waiting.ts'
import type { DraftPlan } from './schema.ts'

/** Longer nobody looks at a form. */
const LONGEST_MS = 20_000

/** What of an unsaved plan can be explained, and what is missing for more. */
interface Explainable {
  readonly audience: Explained['audience'] | null
  readonly whole: Explained | null
  readonly missing: readonly string[]
}

/**
 * Who would get a plan that is not saved yet: the same gate, the same numbers as at launch. With no channel, purpose or
 * basis the people are counted, and `missing` says what the rest waits for.
 * @throws Problem validation for an audience that is wrong, unavailable when it takes too long
 */
export async function explainDraft(core: Core, workspaceId: string, plan: DraftPlan, signal: AbortSignal) {
  const began = performance.now()
  const { audience, whole, missing } = await readDraft(core, workspaceId, plan)
  const within = { ...core, db: bounded(core.db, boundsOf(signal)) }
  const explained = whole
    ? await explainWhole(within, workspaceId, whole, plan)
    : { people: audience ? await countPeople(within, workspaceId, audience) : 0, reachable: 0, steps: [] }
  return { ...explained, missing: [...missing], tookMs: Math.round(performance.now() - began) }
}

async function explainWhole(core: Core, workspaceId: string, whole: Explained, plan: DraftPlan): Promise<Explanation> {
  const explanation = await explainAudience(core, workspaceId, whole, plan.limits)
  return explainWaiting(core, workspaceId, whole as FrozenPlan, plan as Plan, explanation)
}

/** The people behind one number of it. @throws Problem not_ready while something is missing, not_found for a step that is not there */
export async function peopleOfDraft(
  core: Core,
  workspaceId: string,
  plan: DraftPlan,
  which: { step: number; reason: string | null; after: string | null; limit: number },
  signal: AbortSignal,
) {
  const { whole, missing } = await readDraft(core, workspaceId, plan)
  if (!whole)
    throw new Problem('not_ready', 'The audience can be explained once channel, purpose and basis are chosen.', {
      errors: missing.map((field) => ({ field, code: 'missing', message: 'Choose this first.' })),
    })
  if (!whole.steps[which.step]) throw new Problem('not_found', `The plan has no step ${which.step}.`)
  const within = { ...core, db: bounded(core.db, boundsOf(signal)) }
  return peopleBehind(within, workspaceId, whole, plan.limits, which)
}

/** What of the plan can be explained. @throws Problem validation for what is wrong in it */
export async function readDraft(core: Core, workspaceId: string, plan: DraftPlan): Promise<Explainable> {
  const { audience, purpose, basis } = plan
  const steps = plan.steps ?? []
  const problems: FieldProblem[] = steps.flatMap(({ channel }, index) =>
    core.registries.channels.has(channel)
      ? []
      : [{ field: `/plan/steps/${index}/channel`, code: 'unknown', message: `There is no channel "${channel}" here.` }],
  )
  if (problems.length) throw invalid(problems)
  const missing = [
    ...(audience?.include.length ? [] : ['/plan/audience']),
    ...(purpose ? [] : ['/plan/purpose']),
    ...(basis ? [] : ['/plan/basis']),
    ...(steps.length ? [] : ['/plan/steps']),
  ]
  if (!audience?.include.length) return { audience: null, whole: null, missing }
  const frozen = await core.db.tenant(workspaceId, (trx) => freezeAudience(trx, workspaceId, audience, core.registries))
  if (frozen.problems.length)
    throw invalid(frozen.problems.map((one) => ({ ...one, field: `/plan/audience${one.field}` })))
  const whole = purpose && basis && steps.length ? { audience: frozen.audience, purpose, basis, steps } : null
  return { audience: frozen.audience, whole, missing }
}

async function countPeople(core: Core, workspaceId: string, audience: Explained['audience']): Promise<number> {
  const { text, values } = audienceSql(audience, core.registries, { workspaceId })
  return core.db.setwise(workspaceId, async (client) => {
    const { rows } = await client.query(`SELECT count(*)::bigint AS count FROM (${text}) people`, [...values])
    return Number(rows[0].count)
  })
}

export const boundsOf = (signal: AbortSignal): Bounds => ({ signal, timeoutMs: LONGEST_MS })
