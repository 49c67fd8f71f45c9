import { type Numbered, numbered, runSql, type Sql } from '../contacts/sql.ts'
import type { AudienceHost, AudienceSource } from '../contracts/index.ts'
import { type FieldProblem, invalid, Problem } from '../errors.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Registries } from '../infra/registries.ts'
import {
  CORE_AUDIENCE_SOURCES,
  frozenSegment,
  listSource,
  MOST_IDS,
  peopleSource,
  segmentSource,
  segmentSql,
} from './audience.ts'
import type { Audience, AudienceEntry } from './audience-schema.ts'
import { definitionProblems } from './definition.ts'
import type { Reading } from './leaves/condition.ts'

/** Below this many people a look-up for each is cheaper than a join over the ledger (4 M messages: about equal at 5,000). */
const FEW = 2_000

type Sources = Pick<Registries, 'audienceSources'>

/** A source by its id: ours first, so that no plugin takes the place of 'list'. */
export function audienceSource(registries: Sources, id: string): AudienceSource | undefined {
  return CORE_AUDIENCE_SOURCES.find((source) => source.id === id) ?? registries.audienceSources.get(id)
}

/**
 * A frozen audience as SQL over one column `contact_id`, each person once, in no order. Made to be a subquery that is paged
 * by `contact_id > $x ORDER BY contact_id LIMIT n`: one list is then a range of its primary key, "everyone" one of the people's.
 * Runs in a transaction of this workspace; in one of another workspace it finds nobody.
 * @throws Problem 422 for an audience that was not frozen.
 */
export function audienceSql(
  audience: Audience,
  registries: Sources,
  host: Pick<AudienceHost, 'workspaceId'>,
  firstParameter = 1,
): Sql {
  const to = numbered(firstParameter)
  return { text: branches(audience, registries, host, to, 'whole', null).join(' UNION '), values: to.values }
}

/**
 * One page of the same, ascending. Every source, also those left out, is read from `after` on only, and none further than
 * the page: what a page costs does not grow with its place, and not on a PostgreSQL that cannot merge unions by order (before 17).
 */
export function audiencePageSql(
  audience: Audience,
  registries: Sources,
  host: Pick<AudienceHost, 'workspaceId'>,
  page: { readonly after: string | null; readonly limit: number },
  firstParameter = 1,
): Sql {
  const to = numbered(firstParameter)
  const limit = to.add(page.limit, 'int')
  const after = page.after === null ? null : to.add(page.after, 'uuid')
  const parts = branches(audience, registries, host, to, page.limit <= FEW ? 'page' : 'whole', after).map(
    (text) => `(${text} ORDER BY contact_id LIMIT ${limit})`,
  )
  return {
    text: `SELECT contact_id FROM (${parts.join(' UNION ')}) p ORDER BY contact_id LIMIT ${limit}`,
    values: to.values,
  }
}

/** A query per included source, each without those who are left out. Nothing included: nobody. */
function branches(
  audience: Audience,
  registries: Sources,
  host: Pick<AudienceHost, 'workspaceId'>,
  to: Numbered,
  reading: Reading,
  after: string | null,
): string[] {
  const add = (entry: AudienceEntry, place: string) => {
    const { text, values } = entrySql(entry, registries, to.next(), reading, place)
    to.values.push(...values)
    return text
  }
  const include = audience.include.map((entry, index) => add(entry, `/include/${index}`))
  const exclude = (audience.exclude ?? []).map((entry, index) => add(entry, `/exclude/${index}`))
  const here = `app_workspace() = ${to.add(host.workspaceId, 'uuid')}`
  const beyond = (alias: string) => (after ? ` AND ${alias}.contact_id > ${after}` : '')
  const without = exclude
    .map((text) => ` AND NOT EXISTS (SELECT 1 FROM (${text}) x WHERE x.contact_id = i.contact_id${beyond('x')})`)
    .join('')
  const nobody = 'SELECT NULL::uuid AS contact_id WHERE false'
  return (include.length ? include : [nobody]).map(
    (text) => `SELECT i.contact_id FROM (${text}) i WHERE ${here}${beyond('i')}${without}`,
  )
}

function entrySql(entry: AudienceEntry, registries: Sources, first: number, reading: Reading, place: string): Sql {
  const source = audienceSource(registries, entry.source)
  if (!source?.sql)
    throw invalid([
      { field: `${place}/source`, code: 'unknown', message: `"${entry.source}" is not known here, or was not frozen` },
    ])
  return source === segmentSource ? segmentSql(entry.definition, first, reading) : source.sql(entry.definition, first)
}

/**
 * The audience as it is kept under a run: segments with their rules, people of a source without SQL one by one. `problems`
 * names what is wrong or does not exist any more (`/include/0/definition/listId`); with problems, do not use `audience`.
 */
export async function freezeAudience(
  trx: Trx,
  workspaceId: string,
  audience: Audience,
  registries: Sources,
): Promise<{ audience: Audience; problems: FieldProblem[] }> {
  const host = trxHost(trx, workspaceId)
  const problems: FieldProblem[] = []
  const freeze = async (entries: readonly AudienceEntry[], place: string) => {
    const frozen: AudienceEntry[] = []
    for (const [index, entry] of entries.entries())
      frozen.push(await freezeEntry(entry, registries, host, `${place}/${index}`, problems))
    return frozen
  }
  const include = await freeze(audience.include, '/include')
  const exclude = await freeze(audience.exclude ?? [], '/exclude')
  return { audience: { include, exclude }, problems }
}

async function freezeEntry(
  entry: AudienceEntry,
  registries: Sources,
  host: AudienceHost,
  place: string,
  problems: FieldProblem[],
): Promise<AudienceEntry> {
  const source = audienceSource(registries, entry.source)
  if (!source) {
    problems.push({
      field: `${place}/source`,
      code: 'unknown',
      message: `There is no audience source "${entry.source.slice(0, 60)}".`,
    })
    return entry
  }
  const wrong = definitionProblems(source.definition, entry.definition)
  problems.push(...wrong.map((one) => ({ ...one, field: `${place}/definition${one.field}` })))
  if (wrong.length) return entry
  try {
    return { source: source.sql ? source.id : peopleSource.id, definition: await freezeDefinition(source, entry, host) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const inside = error.errors?.map((one) => ({ ...one, field: `${place}/definition${one.field}` }))
    problems.push(...(inside ?? [{ field: `${place}/definition`, code: error.code, message: error.message }]))
    return entry
  }
}

async function freezeDefinition(source: AudienceSource, { definition }: AudienceEntry, host: AudienceHost) {
  if (source === segmentSource) {
    // Always as it is now: rules that came with a draft were not checked by anybody.
    const frozen = await frozenSegment(host, definition.segmentId)
    segmentSource.sql!(frozen, 1)
    return frozen
  }
  if (source === listSource) await source.page(definition, host, null, 1)
  if (source.sql) return definition
  return { ids: await everyPage(source, definition, host) }
}

async function everyPage(source: AudienceSource, definition: AudienceEntry['definition'], host: AudienceHost) {
  const ids: string[] = []
  let after: string | null = null
  do {
    const page = await source.page(definition, host, after, 10_000)
    ids.push(...page.ids)
    if (ids.length > MOST_IDS)
      throw new Problem(
        'too_large',
        `This source gives its people one by one; more than ${MOST_IDS} need a source that answers in SQL.`,
      )
    after = page.next
  } while (after !== null)
  return ids
}

/** What a source may ask, in a transaction of the workspace. */
export const trxHost = (trx: Trx, workspaceId: string): AudienceHost => ({
  workspaceId,
  query: async (text, values) => ({ rows: await runSql(trx, { text, values }) }),
})
