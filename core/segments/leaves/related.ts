import { ADDRESS_STATES } from '../../contacts/schema.ts'
import { isUuid } from '../../infra/ids.ts'
import { BEHAVIOURS, CONSENT_STATES } from '../rules.ts'
import { type Compiling, type Condition, total } from './condition.ts'
import { readDays, readText } from './values.ts'

/**
 * Where messages of core/messages/states.ts have arrived: accepted 3, sent 4, delivered 5, read 6. That room stands above
 * this one; a test keeps the numbers together.
 */
export const RECEIVED = { from: 3, until: 6 } as const

/**
 * How long after a campaign's start an open or a click of it is still looked for, in days. Bounds the runs that are probed;
 * mail that is opened for the first time later than that is not.
 */
const LATE_DAYS = 90

/** Each probes an index by person: the key of the related table, in the order in which people are walked. */
export function listCondition(state: Compiling, list: unknown, place: string): Condition {
  if (!isUuid(list)) return state.refuse(place, 'type', 'must be the id of a list')
  return total(
    `EXISTS (SELECT 1 FROM list_members l WHERE l.workspace_id = app_workspace() AND l.list_id = ${state.to.add(list, 'uuid')} AND l.contact_id = c.id)`,
  )
}

export function addressCondition(state: Compiling, asked: unknown, place: string): Condition {
  const rule = readObject(state, asked, place, ['kind', 'state', 'domain', 'verified'])
  if (!rule) return total('false')
  const conditions = [`a.kind = ${state.to.add(readText(state, rule.kind, `${place}/kind`) ?? '', 'text')}`]
  if (rule.state !== undefined) {
    if (!ADDRESS_STATES.some((known) => known === rule.state))
      return state.refuse(`${place}/state`, 'unknown', `must be one of ${ADDRESS_STATES.join(', ')}`)
    conditions.push(`a.state = ${state.to.add(rule.state, 'text')}`)
  }
  if (rule.domain !== undefined) {
    const domain = readText(state, rule.domain, `${place}/domain`) ?? ''
    conditions.push(`split_part(a.value, '@', -1) = ${state.to.add(domain.replace(/^@/, '').toLowerCase(), 'text')}`)
  }
  if (rule.verified !== undefined) {
    if (typeof rule.verified !== 'boolean') return state.refuse(`${place}/verified`, 'type', 'must be true or false')
    conditions.push(`a.verified_at IS ${rule.verified ? 'NOT ' : ''}NULL`)
  }
  return total(
    `EXISTS (SELECT 1 FROM addresses a WHERE a.workspace_id = app_workspace() AND a.contact_id = c.id AND ${conditions.join(' AND ')})`,
  )
}

export function consentCondition(state: Compiling, asked: unknown, place: string): Condition {
  const rule = readObject(state, asked, place, ['channel', 'purpose', 'state'])
  if (!rule) return total('false')
  if (!CONSENT_STATES.some((known) => known === rule.state))
    return state.refuse(`${place}/state`, 'unknown', `must be one of ${CONSENT_STATES.join(', ')}`)
  const channel = state.to.add(readText(state, rule.channel, `${place}/channel`) ?? '', 'text')
  const purpose = state.to.add(readText(state, rule.purpose, `${place}/purpose`) ?? '', 'text')
  const record = `SELECT 1 FROM consents k WHERE k.workspace_id = app_workspace() AND k.channel = ${channel} AND k.purpose = ${purpose} AND k.contact_id = c.id`
  return total(
    rule.state === 'none'
      ? `NOT EXISTS (${record})`
      : `EXISTS (${record} AND k.state = ${state.to.add(rule.state, 'text')})`,
  )
}

/** The messages of each campaign run are found by the ledger's primary key. */
export function behaviourCondition(state: Compiling, rule: Record<string, unknown>, place: string): Condition {
  const { to } = state
  const what = BEHAVIOURS.find((known) => known === rule.behaviour)
  if (!what) return state.refuse(`${place}/behaviour`, 'unknown', `must be one of ${BEHAVIOURS.join(', ')}`)
  const conditions = ["r.workspace_id = app_workspace() AND r.kind = 'campaign'"]
  if (rule.campaignId !== undefined) {
    if (!isUuid(rule.campaignId)) return state.refuse(`${place}/campaignId`, 'type', 'must be the id of a campaign')
    conditions.push(`r.campaign_id = ${to.add(rule.campaignId, 'uuid')}`)
  }
  const days = rule.withinDays === undefined ? undefined : readDays(state, rule.withinDays, `${place}/withinDays`)
  const since = days === undefined ? undefined : `${state.now()} - make_interval(days => ${to.add(days, 'int')})`
  if (what === 'received') {
    conditions.push(`m.state BETWEEN ${RECEIVED.from} AND ${RECEIVED.until}`)
    if (since) conditions.push(`r.started_at >= ${since}`)
  } else {
    const column = what === 'opened' ? 'm.opened_at' : 'm.clicked_at'
    conditions.push(
      since
        ? `${column} >= ${since} AND r.started_at >= ${since} - interval '${LATE_DAYS} days'`
        : `${column} IS NOT NULL`,
    )
  }
  const { atLeast = 1 } = rule
  if (typeof atLeast !== 'number' || !Number.isInteger(atLeast) || atLeast < 1 || atLeast > 1000)
    return state.refuse(`${place}/atLeast`, 'type', 'must be a whole number from 1 to 1000')
  return total(ofMessages(state, conditions.join(' AND '), atLeast))
}

/**
 * 200,000 people × 20 runs, ms: the join costs 800 whether 50 people are read or all; person by person 50 cost 10, 20,000
 * cost 1,200 to 4,000. OFFSET 0 keeps the planner from making a join of EXISTS.
 */
function ofMessages({ to, reading }: Compiling, conditions: string, atLeast: number): string {
  const sent = `FROM runs r JOIN messages m ON m.workspace_id = r.workspace_id AND m.run_id = r.id WHERE ${conditions}`
  const own = `SELECT 1 ${sent} AND m.contact_id = c.id`
  if (atLeast === 1) return reading === 'page' ? `EXISTS (${own} OFFSET 0)` : `EXISTS (${own})`
  const least = to.add(atLeast, 'int')
  if (reading === 'page') return `(SELECT count(*) FROM (${own} LIMIT ${least}) enough) >= ${least}`
  return `c.id IN (SELECT m.contact_id ${sent} GROUP BY m.contact_id HAVING count(*) >= ${least})`
}

function readObject(
  state: Compiling,
  value: unknown,
  place: string,
  keys: readonly string[],
): Record<string, unknown> | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    state.refuse(place, 'type', `must be an object with ${keys.join(', ')}`)
    return undefined
  }
  const strange = Object.keys(value).find((key) => !keys.includes(key))
  if (strange === undefined) return value as Record<string, unknown>
  state.refuse(`${place}/${strange.slice(0, 40)}`, 'unknown', `does not belong here; there are ${keys.join(', ')}`)
  return undefined
}
