import { gateSql, parameters } from '../consent/gate.ts'
import type { Core } from '../context.ts'
import { audiencePageSql } from '../segments/audience-sql.ts'
import { type Explained, questionOf } from './explain.ts'
import type { Plan } from './schema.ts'

/** People looked at in one go: at first twice a page, then four times as many each time. Segments are read person by person up to this many. */
const MOST_AT_ONCE = 2_000
/** People looked at for one page (about half a second): with a rarer reason it is given before it is full, and goes on from there. */
const MOST_FOR_A_PAGE = 50_000

/** Somebody of the audience, and why they will not get it; null when they will. */
export interface PersonBehind {
  readonly id: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly address: string | null
  readonly reason: string | null
}

interface Which {
  readonly step: number
  /** Null: those who will get it. */
  readonly reason: string | null
  readonly after: string | null
  readonly limit: number
  /** People looked at for this page at most. */
  readonly most?: number
}

/**
 * The people behind one number of the explanation, in id order. The gate is asked about a stretch of the audience at a time,
 * so that a page costs what it holds, wherever it is. `next` is the id to go on after: also when fewer than `limit` were
 * found, or none, among the people that one page may look at.
 */
export async function peopleBehind(
  core: Core,
  workspaceId: string,
  plan: Explained,
  limits: Plan['limits'],
  which: Which,
): Promise<{ data: PersonBehind[]; next: string | null }> {
  const { limit, most = MOST_FOR_A_PAGE } = which
  const found: PersonBehind[] = []
  let { after } = which
  let size = Math.min(limit * 2, MOST_AT_ONCE)
  for (let looked = 0; looked < most; looked += size, size = Math.min(size * 4, MOST_AT_ONCE)) {
    const ids = await stretch(core, workspaceId, plan, after, size)
    if (ids.length) found.push(...(await judged(core, workspaceId, plan, limits, which, ids)))
    if (found.length > limit) return { data: found.slice(0, limit), next: found[limit - 1]!.id }
    if (ids.length < size) return { data: found, next: null }
    after = ids[size - 1]!
  }
  return { data: found, next: after }
}

/** The ids of the next people of the audience. */
async function stretch(core: Core, workspaceId: string, plan: Explained, after: string | null, limit: number) {
  const { text, values } = audiencePageSql(plan.audience, core.registries, { workspaceId }, { after, limit })
  const { rows } = await core.db.direct(workspaceId, (client) => client.query(text, [...values]))
  return rows.map((row) => row.contact_id as string)
}

/** Those of them that have the reason. */
async function judged(
  core: Core,
  workspaceId: string,
  plan: Explained,
  limits: Plan['limits'],
  { step, reason, limit }: Which,
  ids: readonly string[],
): Promise<PersonBehind[]> {
  const p = parameters([workspaceId])
  const among = p.add(ids, 'uuid[]')
  const gate = gateSql(questionOf(core, plan, plan.steps[step]!.channel, limits), '$1', p, { among })
  const text = `SELECT * FROM (SELECT m.contact_id AS id, c.first_name AS "firstName", c.last_name AS "lastName", a.value AS address, ${gate.reason} AS reason
      FROM unnest(${among}) m(contact_id) ${gate.joins}) j
    WHERE j.reason IS NOT DISTINCT FROM ${p.add(reason, 'text')} ORDER BY j.id LIMIT ${p.add(limit + 1, 'int')}`
  // The frequency cap asks the ledger of other runs person by person: that is a nested loop.
  const options = { hashed: !limits?.frequencyCap }
  const { rows } = await core.db.probing(workspaceId, (client) => client.query(text, p.values), options)
  return rows
}
