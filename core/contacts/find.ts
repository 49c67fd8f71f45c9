import type { Core } from '../context.ts'
import { Problem } from '../errors.ts'
import { decodeCursor, page } from '../http/paging.ts'
import { isUuid } from '../infra/ids.ts'
import type { Trx } from '../infra/postgres.ts'
import { addressKinds } from './addresses/canonical.ts'
import { Contact } from './model.ts'
import type { AddressState, ContactFilter, ContactListQuery } from './schema.ts'
import { type Numbered, numbered, runSql } from './sql.ts'

/** Gives the condition that a person is in a segment. Segments stand above this room, so the one who mounts us lends it. */
export type SegmentCondition = (trx: Trx, workspaceId: string, segmentId: string, to: Numbered) => Promise<string>

export interface FindTools {
  readonly registries: Core['registries']
  readonly inSegment: SegmentCondition
}

/** Beyond every text that starts with it, in collation "C" (byte order of UTF-8). */
const AFTER = '\u{10ffff}'

/**
 * The conditions of a filter over `contacts c`, for lists and for bulk actions alike. Every search is a range on an
 * index that row-level security lets serve (migration 008).
 */
export async function filterConditions(
  trx: Trx,
  tools: FindTools,
  workspaceId: string,
  filter: ContactFilter,
  to: Numbered,
): Promise<string[]> {
  const workspace = to.add(workspaceId, 'uuid')
  const conditions = [`c.workspace_id = ${workspace}`]
  if (filter.q !== undefined) conditions.push(searchCondition(filter.q, tools, workspace, to))
  if (filter.list)
    conditions.push(
      `EXISTS (SELECT 1 FROM list_members l WHERE l.workspace_id = ${workspace} AND l.list_id = ${to.add(filter.list, 'uuid')} AND l.contact_id = c.id)`,
    )
  if (filter.segment) conditions.push(await tools.inSegment(trx, workspaceId, filter.segment, to))
  if (filter.locale) conditions.push(`c.locale = ${to.add(filter.locale, 'text')}`)
  if (filter.country) conditions.push(`c.country = ${to.add(filter.country.toUpperCase(), 'text')}`)
  if (filter.hasAddress)
    conditions.push(
      `EXISTS (SELECT 1 FROM addresses a WHERE a.workspace_id = ${workspace} AND a.kind = ${to.add(filter.hasAddress, 'text')} AND a.contact_id = c.id AND a.is_primary)`,
    )
  if (filter.held !== undefined) conditions.push(filter.held ? 'c.held' : 'NOT c.held')
  if (filter.addressState) conditions.push(addressStateCondition(filter.addressState, workspace, to))
  if (filter.createdFrom) conditions.push(`c.created_at >= ${to.add(filter.createdFrom, 'timestamptz')}`)
  if (filter.createdTo) conditions.push(`c.created_at < ${to.add(filter.createdTo, 'timestamptz')}`)
  if (filter.objected !== undefined) conditions.push(`c.objected_at IS ${filter.objected ? 'NOT ' : ''}NULL`)
  return conditions
}

/** Few addresses are not active: those are found by an index of their own (migration 020), which needs to be told so. */
function addressStateCondition(state: AddressState, workspace: string, to: Numbered): string {
  const rare = state === 'active' ? '' : " AND a.state <> 'active'"
  return `EXISTS (SELECT 1 FROM addresses a WHERE a.workspace_id = ${workspace} AND a.contact_id = c.id AND a.is_primary AND a.state = ${to.add(state, 'text')}${rare})`
}

/** One page of people. The keyset is the primary key, or the stored key of the last name and then the id. */
export async function findContacts(
  trx: Trx,
  tools: FindTools,
  workspaceId: string,
  query: ContactListQuery,
): Promise<{ data: Contact[]; next: string | null }> {
  const { limit, cursor, sort, order } = query
  const byName = sort === 'lastName'
  const to = numbered()
  const conditions = await filterConditions(trx, tools, workspaceId, query, to)
  const beyond = order === 'desc' ? '<' : '>'
  if (cursor) {
    const values = decodeCursor(cursor, byName ? 2 : 1)
    const id = values.at(-1)
    if (!isUuid(id) || (byName && typeof values[0] !== 'string'))
      throw new Problem('bad_request', 'This cursor is not one that this list gave. Start again without it.')
    conditions.push(
      byName
        ? `(c.last_name_key, c.id) ${beyond} (${to.add(values[0], 'text')}, ${to.add(id, 'uuid')})`
        : `c.id ${beyond} ${to.add(id, 'uuid')}`,
    )
  }
  const sorted = byName ? `c.last_name_key ${order}, c.id ${order}` : `c.id ${order}`
  const text = `SELECT c.* FROM contacts c WHERE ${conditions.join(' AND ')} ORDER BY ${sorted} LIMIT ${to.add(limit + 1, 'int')}`
  const rows = await runSql<{ id: string; last_name_key: string }>(trx, { text, values: to.values })
  const found = page(rows, limit, (row) => (byName ? [row.last_name_key, row.id] : [row.id]))
  return { data: found.data.map((row) => Contact.fromDatabaseJson(row)), next: found.next }
}

/** People whose name, address or external id starts with what was typed; two words are a first and a last name. */
function searchCondition(q: string, { registries }: FindTools, workspace: string, to: Numbered): string {
  const typed = q.replaceAll('\0', '').trim()
  const kinds = addressKinds(registries)
  const raw = to.add(typed, 'text')
  const after = to.add(AFTER, 'text')
  const folded = `app_fold(${raw})`
  const people = `SELECT n.id FROM contacts n WHERE n.workspace_id = ${workspace}`
  const starts = (column: string, prefix: string) => `${column} >= ${prefix} AND ${column} < ${prefix} || ${after}`
  const searches = [
    `${people} AND ${starts('n.last_name_key', folded)}`,
    `${people} AND ${starts('n.first_name_key', folded)}`,
    `${people} AND ${starts('n.external_id', raw)}`,
    `SELECT a.contact_id FROM addresses a WHERE a.workspace_id = ${workspace} AND a.kind = ANY(${to.add([...kinds.keys()], 'text[]')}) AND ${starts('a.value', `lower(${raw})`)}`,
  ]
  const [one, ...others] = typed.split(/\s+/)
  if (one && others.length > 0) {
    const [a, b] = [`app_fold(${to.add(one, 'text')})`, `app_fold(${to.add(others.join(' '), 'text')})`]
    searches.push(
      `${people} AND ${starts('n.last_name_key', b)} AND ${starts('n.first_name_key', a)}`,
      `${people} AND ${starts('n.last_name_key', a)} AND ${starts('n.first_name_key', b)}`,
    )
  }
  // As typed, an address may look unlike its canonical form: a phone number with blanks, a domain in other letters.
  for (const kind of kinds.values()) {
    const parsed = typed.length <= kind.maxLength ? kind.parse(typed) : undefined
    if (parsed?.ok)
      searches.push(
        `SELECT a.contact_id FROM addresses a WHERE a.workspace_id = ${workspace} AND a.kind = ${to.add(kind.kind, 'text')} AND a.value = ${to.add(parsed.value, 'text')}`,
      )
  }
  return `c.id IN (${searches.join(' UNION ALL ')})`
}
