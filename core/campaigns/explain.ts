import { type GateQuestion, gateSql, parameters } from '../consent/gate.ts'
import type { Core } from '../context.ts'
import { audienceSql } from '../segments/audience-sql.ts'
import type { FrozenPlan } from './freeze.ts'
import type { Explanation, Plan } from './schema.ts'

/** The gate's question for one step; with the plan's limits. */
export function questionOf(
  core: Core,
  plan: Pick<FrozenPlan, 'purpose' | 'basis'>,
  channelId: string,
  limits: Plan['limits'],
): GateQuestion {
  return {
    channel: core.registries.channels.get(channelId)!,
    purpose: plan.purpose,
    basis: plan.basis,
    cap: limits?.frequencyCap,
  }
}

/** What of a plan is explained. */
export type Explained = Pick<FrozenPlan, 'audience' | 'purpose' | 'basis'> & { steps: readonly { channel: string }[] }

/** Who would get it now and why the others would not: the same gate that expansion and dispatch ask. */
export async function explainAudience(
  core: Core,
  workspaceId: string,
  plan: Explained,
  limits: Plan['limits'],
): Promise<Explanation> {
  // The frequency cap asks the ledger of other runs person by person: that is a nested loop.
  const open = limits?.frequencyCap ? core.db.direct : core.db.setwise
  return open(workspaceId, async (client) => {
    const p = parameters([workspaceId])
    const people = addAudience(core, workspaceId, plan, p)
    const judged = plan.steps.map((step, index) => {
      const gate = gateSql(questionOf(core, plan, step.channel, limits), '$1', p)
      return `SELECT ${index} AS step, m.contact_id, ${gate.reason} AS reason FROM people m ${gate.joins}`
    })
    const { rows } = await client.query(
      `WITH people AS MATERIALIZED (${people}), judged AS (${judged.join(' UNION ALL ')})
       SELECT step, reason, count(*)::bigint AS count FROM judged GROUP BY step, reason
       UNION ALL SELECT -1, NULL, count(*) FROM people
       UNION ALL SELECT -2, NULL, ${plan.steps.length > 1 ? 'count(DISTINCT contact_id)' : 'count(*)'} FROM judged WHERE reason IS NULL`,
      p.values,
    )
    const total = (step: number) => Number(rows.find((row) => row.step === step)?.count ?? 0)
    return {
      people: total(-1),
      reachable: total(-2),
      steps: plan.steps.map((step, index) => ({
        step: index,
        channel: step.channel,
        sendable: Number(rows.find((row) => row.step === index && row.reason === null)?.count ?? 0),
        excluded: Object.fromEntries(
          rows.filter((row) => row.step === index && row.reason !== null).map((row) => [row.reason, Number(row.count)]),
        ),
      })),
    }
  })
}

function addAudience(core: Core, workspaceId: string, plan: Explained, p: ReturnType<typeof parameters>): string {
  const audience = audienceSql(plan.audience, core.registries, { workspaceId }, p.values.length + 1)
  p.values.push(...audience.values)
  return audience.text
}
