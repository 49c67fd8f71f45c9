import type { Core } from '../../context.ts'
import { Problem } from '../../errors.ts'
import { bounded } from '../../infra/bounded.ts'
import { dueIn } from '../schedule.ts'
import { peopleByZone, restingZones, type ZoneCount } from '../waiting.ts'
import { boundsOf, readDraft } from './explain.ts'
import type { DraftPlan } from './schema.ts'

/**
 * When people of each time zone would get a plan that is not saved: the first wave in Auckland, the last in Honolulu.
 * @throws Problem not_ready while audience, channel, purpose or basis is missing
 */
export async function explainWaves(core: Core, workspaceId: string, plan: DraftPlan, signal: AbortSignal) {
  const { whole, missing } = await readDraft(core, workspaceId, plan)
  if (!whole)
    throw new Problem(
      'not_ready',
      'The schedule can be explained once audience, channel, purpose and basis are chosen.',
      {
        errors: missing.map((field) => ({ field, code: 'missing', message: 'Choose this first.' })),
      },
    )
  const db = bounded(core.db, boundsOf(signal))
  // The frequency cap asks person by person: that is a nested loop.
  const open = plan.limits?.frequencyCap ? db.direct : db.setwise
  return open(workspaceId, async (client) => {
    const zones = byZone(await peopleByZone(core, client, workspaceId, whole, plan))
    const quiet = plan.limits?.quietHours
    const resting = quiet ? await restingZones(client, workspaceId, quiet, plan, [...zones.keys()]) : new Set()
    const { rows } = await client.query('SELECT time_zone FROM workspaces WHERE id = $1', [workspaceId])
    const home: string = rows[0].time_zone
    const now = new Date()
    const waves = [...zones].map(([timeZone, messages]) => ({
      timeZone,
      dueAt: dueIn(plan.schedule, timeZone ?? home, home, now).toISOString(),
      messages,
      quiet: resting.has(timeZone),
    }))
    return {
      timeZone: home,
      waves: waves.sort((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : b.messages - a.messages)),
    }
  })
}

/** Messages of all steps, by time zone. */
function byZone(counts: readonly ZoneCount[]): Map<string | null, number> {
  const zones = new Map<string | null, number>()
  for (const { zone, count } of counts) zones.set(zone, (zones.get(zone) ?? 0) + Number(count))
  return zones
}
