import type { Core } from '../../context.ts'
import type { FieldProblem } from '../../errors.ts'
import type { FrozenPlan } from '../freeze.ts'
import type { Explanation, Plan } from '../schema.ts'
import { accountFindings } from './accounts.ts'
import { contentFindings } from './content.ts'
import { type Finding, missing } from './finding.ts'
import { peopleFindings } from './people.ts'

const ORDER = { missing: 0, risk: 1, info: 2 } as const

/** Everything to look at before the launch: what prevents it, what is risky, what is good to know; in that order. */
export async function readFindings(
  core: Core,
  workspaceId: string,
  judged: {
    readonly plan: Plan
    readonly problems: readonly FieldProblem[]
    readonly frozen: FrozenPlan | null
    readonly explanation: Explanation | null
  },
): Promise<Finding[]> {
  const { plan, problems, frozen, explanation } = judged
  const found = missing(problems)
  if (frozen && explanation) {
    found.push(
      ...(await core.db.tenant(workspaceId, async (trx) => [
        ...(await contentFindings(core, trx, workspaceId, frozen)),
        ...(await accountFindings(core, trx, workspaceId, { frozen, plan, explanation })),
      ])),
      ...(await peopleFindings(core, workspaceId, frozen, plan)),
    )
    if (plan.schedule?.kind === 'at' && new Date(plan.schedule.at) <= new Date()) found.push(DUE_AT_ONCE)
  }
  return found.sort((a, b) => ORDER[a.level] - ORDER[b.level])
}

const DUE_AT_ONCE: Finding = {
  code: 'due_at_once',
  level: 'info',
  step: null,
  field: '/plan/schedule',
  message: 'This time has passed: it starts as soon as it is launched.',
  data: {},
}
