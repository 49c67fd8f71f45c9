import { DateTime } from 'luxon'
import type { Core } from '../../context.ts'
import { audienceSql } from '../../segments/audience-sql.ts'
import type { FrozenContent } from '../../templates/render.ts'
import type { FrozenPlan } from '../freeze.ts'
import { dueIn } from '../schedule.ts'
import type { Plan } from '../schema.ts'
import { type Finding, ofStep } from './finding.ts'

/** People of the audience who share a language and a time zone. */
interface Alike {
  readonly locale: string | null
  readonly zone: string | null
  readonly people: number
}

/** Who of the audience reads another language than the content has, and who sleeps when it comes. */
export async function peopleFindings(
  core: Core,
  workspaceId: string,
  frozen: FrozenPlan,
  plan: Plan,
): Promise<Finding[]> {
  const people = await countAlike(core, workspaceId, frozen)
  const { time_zone: home } = await core.db.tenant(workspaceId, (trx) =>
    trx('workspaces').where({ id: workspaceId }).first('time_zone'),
  )
  return [
    ...frozen.steps.flatMap((step, index) => languageFindings(index, step.content, people)),
    ...nightFindings(people, plan, home),
  ]
}

/** One pass over the audience, whoever may be written to or not: 1 M people fall into some hundred groups. */
async function countAlike(core: Core, workspaceId: string, { audience }: FrozenPlan): Promise<Alike[]> {
  const { text, values } = audienceSql(audience, core.registries, { workspaceId }, 2)
  return core.db.setwise(workspaceId, async (client) => {
    const { rows } = await client.query(
      `SELECT c.locale, c.time_zone AS zone, count(*)::bigint AS people FROM (${text}) m
       JOIN contacts c ON c.workspace_id = $1 AND c.id = m.contact_id GROUP BY 1, 2`,
      [workspaceId, ...values],
    )
    return rows
  })
}

function languageFindings(index: number, content: FrozenContent, people: readonly Alike[]): Finding[] {
  const has = (locale: string) => locale in content.locales || locale.split('-')[0]! in content.locales
  const base = (locale: string) => locale.split('-')[0]!
  const lacking = new Map<string, number>()
  for (const { locale, people: count } of people)
    if (locale && !has(locale) && base(locale) !== base(content.defaultLocale))
      lacking.set(base(locale), (lacking.get(base(locale)) ?? 0) + count)
  return [...lacking]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([locale, count]) => {
      const message = `${count} people read "${locale}", which the content does not have: they get it in "${content.defaultLocale}".`
      const data = { locale, people: count, instead: content.defaultLocale }
      return ofStep(index, 'templateId', 'info', 'language_missing', message, data)
    })
}

/** Before this hour and from that one people are not disturbed. */
const MORNING = 8
const NIGHT = 21

/** Told where the plan has no quiet hours of its own. */
function nightFindings(people: readonly Alike[], plan: Plan, home: string): Finding[] {
  if (plan.limits?.quietHours) return []
  const now = new Date()
  let asleep = 0
  const zones = new Map<string, number>()
  for (const { zone, people: count } of people) {
    const due = DateTime.fromJSDate(dueIn(plan.schedule, zone ?? home, home, now)).setZone(zone ?? home)
    const { hour } = due.isValid ? due : due.setZone(home)
    if (hour >= MORNING && hour < NIGHT) continue
    asleep += count
    zones.set(zone ?? home, (zones.get(zone ?? home) ?? 0) + count)
  }
  if (!asleep) return []
  const most = [...zones].sort(([, a], [, b]) => b - a).slice(0, 3)
  const message = `${asleep} people would get it between ${NIGHT}:00 and ${MORNING}:00 by their clock (${most.map(([zone]) => zone).join(', ')}).`
  const data = { people: asleep, zones: most.map(([zone]) => zone).join(', ') }
  return [{ code: 'at_night', level: 'risk', step: null, field: '/plan/schedule', message, data }]
}
