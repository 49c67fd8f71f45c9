import { type TObject, Type } from 'typebox'
import { type AttributeDefinition, byName } from '../contacts/attributes.ts'
import { ATTRIBUTE_TYPES } from '../contacts/definitions/values.ts'
import { numbered, type Sql } from '../contacts/sql.ts'
import type { AudienceHost, AudienceSource, Json } from '../contracts/index.ts'
import { invalid, notFound } from '../errors.ts'
import { Id, StringEnum } from '../http/schemas.ts'
import { compileSegment } from './compile.ts'
import { definitionProblems } from './definition.ts'
import type { Reading } from './leaves/condition.ts'

type Definition = Record<string, Json>

/** More ids than this are not carried in a definition. */
export const MOST_IDS = 100_000

/** Everybody in the workspace: a range of the primary key. */
export const everyoneSource: AudienceSource = {
  id: 'everyone',
  label: { en: 'Everyone', fr: 'Tout le monde', es: 'Todo el mundo' },
  definition: Type.Object({}, { additionalProperties: false }),
  ...bySql(
    () => ({ text: 'SELECT c.id AS contact_id FROM contacts c WHERE c.workspace_id = app_workspace()', values: [] }),
    () => everyoneSource.definition,
  ),
}

/** The people of a list: a range of the primary key of list_members. */
export const listSource: AudienceSource = {
  id: 'list',
  label: { en: 'List', fr: 'Liste', es: 'Lista' },
  definition: Type.Object({ listId: Id }, { additionalProperties: false }),
  ...bySql(
    ({ listId }, first) => {
      const to = numbered(first)
      const list = to.add(listId, 'uuid')
      return {
        text: `SELECT m.contact_id FROM list_members m WHERE m.workspace_id = app_workspace() AND m.list_id = ${list}`,
        values: to.values,
      }
    },
    () => listSource.definition,
    async ({ listId }, host) => {
      const { rows } = await host.query('SELECT 1 FROM lists WHERE workspace_id = $1 AND id = $2', [
        host.workspaceId,
        listId,
      ])
      if (rows.length === 0) throw notFound('list')
      return undefined
    },
  ),
}

/**
 * The people who meet a segment's rules. A campaign names it by `segmentId`; at launch the rules are frozen into the
 * definition, with the attributes they ask for and the moment that "days ago" counts from.
 */
export const segmentSource: AudienceSource = {
  id: 'segment',
  label: { en: 'Segment', fr: 'Segment', es: 'Segmento' },
  definition: Type.Object(
    {
      segmentId: Id,
      name: Type.Optional(Type.String()),
      rules: Type.Optional(Type.Unsafe<Definition>({ type: 'object' })),
      attributes: Type.Optional(
        Type.Array(Type.Object({ name: Type.String(), type: StringEnum(ATTRIBUTE_TYPES), sensitive: Type.Boolean() })),
      ),
      at: Type.Optional(Type.String({ format: 'date-time' })),
    },
    { additionalProperties: false },
  ),
  ...bySql(
    (definition, first) => segmentSql(definition, first, 'whole'),
    () => segmentSource.definition,
    async (definition, host) => (definition.rules ? definition : frozenSegment(host, definition.segmentId as string)),
  ),
}

/** A frozen segment's rules as SQL. @throws Problem 422 */
export function segmentSql({ rules, attributes, at }: Definition, firstParameter: number, reading: Reading): Sql {
  if (!rules) throw invalid([{ field: '/rules', code: 'required', message: 'this segment was not frozen' }])
  const known = byName((attributes ?? []) as unknown as AttributeDefinition[])
  return compileSegment(rules, known, firstParameter, { at: at as string | undefined, reading })
}

/** People named one by one. What a source without SQL gave is frozen as one of these. */
export const peopleSource: AudienceSource = {
  id: 'people',
  label: { en: 'Chosen people', fr: 'Personnes choisies', es: 'Personas elegidas' },
  definition: Type.Object({ ids: Type.Array(Id, { maxItems: MOST_IDS }) }, { additionalProperties: false }),
  ...bySql(
    ({ ids }, first) => ({
      text: `SELECT c.id AS contact_id FROM contacts c WHERE c.workspace_id = app_workspace() AND c.id = ANY($${first}::uuid[])`,
      values: [ids],
    }),
    () => peopleSource.definition,
  ),
}

/** Sources that are always there, beside those of the plugins. */
export const CORE_AUDIENCE_SOURCES: readonly AudienceSource[] = [
  everyoneSource,
  listSource,
  segmentSource,
  peopleSource,
]

/** The definition of a segment as it is now; only the attributes that its rules ask for are kept. @throws 404 */
export async function frozenSegment(host: AudienceHost, segmentId: string): Promise<Definition> {
  const found = await host.query('SELECT name, rules FROM segments WHERE workspace_id = $1 AND id = $2', [
    host.workspaceId,
    segmentId,
  ])
  const [segment] = found.rows as { name: string; rules: Json }[]
  if (!segment) throw notFound('segment')
  const asked = await host.query(
    `SELECT name, type, sensitive FROM attribute_definitions WHERE workspace_id = $1
       AND name IN (SELECT jsonb_path_query($2::jsonb, '$.**.attribute') #>> '{}') ORDER BY name`,
    [host.workspaceId, JSON.stringify(segment.rules)],
  )
  return {
    segmentId,
    name: segment.name,
    rules: segment.rules,
    attributes: asked.rows as Json,
    at: new Date().toISOString(),
  }
}

/**
 * Count, pages and SQL of a source that is a query. `resolve` looks up what the SQL needs, and refuses what does not exist;
 * it gives the definition to go on with, or nothing when that is the same.
 */
function bySql(
  build: (definition: Definition, firstParameter: number) => Sql,
  schema: () => TObject,
  resolve: (definition: Definition, host: AudienceHost) => Promise<Definition | undefined> = async () => undefined,
): Required<Pick<AudienceSource, 'count' | 'page' | 'sql'>> {
  const sql = (definition: Definition, firstParameter: number) => {
    refuse(schema(), definition)
    return build(definition, firstParameter)
  }
  const ready = async (definition: Definition, host: AudienceHost) => {
    refuse(schema(), definition)
    return build((await resolve(definition, host)) ?? definition, 1)
  }
  return {
    sql,
    async count(definition, host) {
      const { text, values } = await ready(definition, host)
      const { rows } = await host.query(`SELECT count(*) AS count FROM (${text}) people`, values)
      return Number(rows[0]!.count)
    },
    async page(definition, host, after, limit) {
      const { text, values } = await ready(definition, host)
      const to = numbered(values.length + 1)
      const beyond = after === null ? '' : `WHERE contact_id > ${to.add(after, 'uuid')}`
      const { rows } = await host.query(
        `SELECT contact_id FROM (${text}) people ${beyond} ORDER BY contact_id LIMIT ${to.add(limit, 'int')}`,
        [...values, ...to.values],
      )
      const ids = rows.map((row) => row.contact_id as string)
      return { ids, next: ids.length < limit ? null : ids.at(-1)! }
    },
  }
}

function refuse(schema: TObject, definition: Definition): void {
  const problems = definitionProblems(schema, definition)
  if (problems.length) throw invalid(problems)
}
