import type pg from 'pg'
import { gateSql, parameters } from '../consent/gate.ts'
import { type QuietHours, quietUntilSql } from '../consent/quiet-hours.ts'
import type { Core } from '../context.ts'
import { audienceSql } from '../segments/audience-sql.ts'
import { type Explained, questionOf } from './explain.ts'
import type { FrozenPlan } from './freeze.ts'
import { dueIn } from './schedule.ts'
import type { Explanation, Plan } from './schema.ts'

/**
 * Adds to each step how many of those who will get it would wait for the end of their quiet hours when they are due. Asks
 * for the audience once more, and only of a campaign with quiet hours.
 */
export async function explainWaiting(
  core: Core,
  workspaceId: string,
  frozen: FrozenPlan,
  plan: Plan,
  explanation: Explanation,
): Promise<Explanation> {
  const quiet = plan.limits?.quietHours
  if (!quiet) return explanation
  // The frequency cap asks person by person: that is a nested loop.
  const open = plan.limits?.frequencyCap ? core.db.direct : core.db.setwise
  return open(workspaceId, async (client) => {
    const people = await peopleByZone(core, client, workspaceId, frozen, plan)
    const resting = await restingZones(client, workspaceId, quiet, plan, [...new Set(people.map((row) => row.zone))])
    const waiting = (step: number) =>
      people.reduce((sum, row) => (row.step === step && resting.has(row.zone) ? sum + Number(row.count) : sum), 0)
    return { ...explanation, steps: explanation.steps.map((one) => ({ ...one, waiting: waiting(one.step) })) }
  })
}

export interface ZoneCount {
  readonly step: number
  /** Null: nobody knows it. */
  readonly zone: string | null
  readonly count: number
}

/** How many of each time zone will get a step. */
export async function peopleByZone(
  core: Core,
  client: pg.PoolClient,
  workspaceId: string,
  frozen: Explained,
  plan: Pick<Plan, 'limits'>,
): Promise<ZoneCount[]> {
  const p = parameters([workspaceId])
  const audience = audienceSql(frozen.audience, core.registries, { workspaceId }, p.values.length + 1)
  p.values.push(...audience.values)
  const judged = frozen.steps.map((step, index) => {
    const gate = gateSql(questionOf(core, frozen, step.channel, plan.limits), '$1', p)
    return `SELECT ${index} AS step, c.time_zone AS zone, ${gate.reason} AS reason FROM people m ${gate.joins}`
  })
  const { rows } = await client.query(
    `WITH people AS MATERIALIZED (${audience.text}), judged AS (${judged.join(' UNION ALL ')})
     SELECT step, zone, count(*)::bigint AS count FROM judged WHERE reason IS NULL GROUP BY step, zone`,
    p.values,
  )
  return rows
}

/** Those of the zones in which it is quiet when their people are due. */
export async function restingZones(
  client: pg.PoolClient,
  workspaceId: string,
  quiet: QuietHours,
  plan: Pick<Plan, 'schedule'>,
  zones: readonly (string | null)[],
): Promise<Set<string | null>> {
  const workspace = await client.query('SELECT time_zone FROM workspaces WHERE id = $1', [workspaceId])
  const home: string = workspace.rows[0].time_zone
  const now = new Date()
  const due = zones.map((zone) => dueIn(plan.schedule, zone ?? home, home, now))
  const p = parameters([workspaceId, zones, due])
  const { rows } = await client.query(
    `SELECT zone FROM unnest($2::text[], $3::timestamptz[]) z(zone, due) WHERE ${quietUntilSql(quiet, 'zone', '$1', p, 'due')} IS NOT NULL`,
    p.values,
  )
  return new Set(rows.map((row) => row.zone))
}
