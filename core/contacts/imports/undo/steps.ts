import type pg from 'pg'
import type { Actor } from '../../../workspaces/actor.ts'
import { judgePeople, writtenSince } from './judge.ts'
import type { Marks } from './marks.ts'
import { noKept, type UndoCounts } from './progress.ts'

/** What one page of a phase did; `after` is null at the phase's end. */
export interface Page {
  readonly after: readonly string[] | null
  readonly counts: Partial<UndoCounts>
}

export type Step = (
  client: pg.PoolClient,
  marks: Marks,
  after: readonly string[] | null,
  size: number,
  by: Pick<Actor, 'kind' | 'id'>,
) => Promise<Page>

/** Where a withdrawal comes from that no person uttered. */
const UNDONE = 'import undone'

/** Withdraws what the file gave and still stands, by events of its own: the log is only ever added to. */
export const withdrawConsents: Step = async (client, marks, after, size, by) => {
  const { workspaceId, importId } = marks
  const { rows } = await client.query<{ id: string; contact_id: string }>(
    `SELECT id, contact_id FROM consent_events WHERE workspace_id = $1 AND id > $2 AND id <= $3 AND action = 'given'
       AND proof->>'import' = $4 ORDER BY id LIMIT $5`,
    [workspaceId, after?.[0] ?? marks.low, marks.high, importId, size],
  )
  await lockPeople(
    client,
    workspaceId,
    rows.map((row) => row.contact_id),
  )
  const { rowCount } = await client.query(
    `INSERT INTO consent_events (workspace_id, contact_id, address_kind, address_hash, channel, purpose, action, basis, at, recorded_at,
       source, actor_kind, actor_id, proof)
     SELECT e.workspace_id, e.contact_id, e.address_kind, e.address_hash, e.channel, e.purpose, 'withdrawn', e.basis,
       greatest(clock_timestamp(), k.at + interval '1 microsecond'), clock_timestamp(), '${UNDONE}', $3, $4, $5
     FROM consent_events e JOIN consents k ON k.workspace_id = e.workspace_id AND k.channel = e.channel AND k.purpose = e.purpose
       AND k.contact_id = e.contact_id AND k.event_id = e.id
     WHERE e.workspace_id = $1 AND e.id = ANY ($2::uuid[]) AND k.contact_id = ANY ($6::uuid[]) AND k.state = 'given'`,
    [
      workspaceId,
      rows.map((row) => row.id),
      by.kind,
      by.id,
      JSON.stringify({ import: importId, undone: true }),
      rows.map((row) => row.contact_id),
    ],
  )
  return page(rows, size, (row) => [row.id], { consents: rowCount ?? 0 })
}

/** Removes people whom the import made and nobody touched since, with addresses and memberships. */
export const removePeople: Step = async (client, marks, after, size) => {
  const { workspaceId, importId } = marks
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM contacts WHERE workspace_id = $1 AND import_id = $2 AND id > $3 AND id <= $4 ORDER BY id LIMIT $5 FOR UPDATE`,
    [workspaceId, importId, after?.[0] ?? marks.low, marks.high, size],
  )
  if (rows.length === 0) return { after: null, counts: {} }
  const judged = await judgePeople(client, marks, { low: rows[0]!.id, high: rows.at(-1)!.id })
  const going = judged.filter(({ reason }) => reason === null).map(({ id }) => id)
  const kept = noKept()
  for (const { reason } of judged) if (reason) kept[reason]++
  for (const [table, column] of [
    ['list_members', 'contact_id'],
    ['addresses', 'contact_id'],
    ['contacts', 'id'],
  ])
    await client.query(`DELETE FROM ${table} WHERE workspace_id = $1 AND ${column} = ANY ($2::uuid[])`, [
      workspaceId,
      going,
    ])
  return page(rows, size, (row) => [row.id], { people: going.length, kept })
}

/** Takes people who stay off the lists that the import put them on. */
export const removeMemberships: Step = async (client, marks, after, size) => {
  const { rows } = await client.query<{ list_id: string; contact_id: string; own: boolean }>(
    `SELECT list_id, contact_id, added_at = ANY ($2::timestamptz[]) AS own FROM list_members
     WHERE workspace_id = $1 AND (list_id, contact_id) > ($3::uuid, $4::uuid) ORDER BY list_id, contact_id LIMIT $5`,
    [marks.workspaceId, marks.times, after?.[0] ?? NOBODY, after?.[1] ?? NOBODY, size],
  )
  const own = rows.filter((row) => row.own)
  const { rowCount } = await client.query(
    `DELETE FROM list_members m USING unnest($2::uuid[], $3::uuid[]) AS s(list_id, contact_id)
     WHERE m.workspace_id = $1 AND m.list_id = s.list_id AND m.contact_id = s.contact_id AND m.added_at = ANY ($4::timestamptz[])`,
    [marks.workspaceId, own.map((row) => row.list_id), own.map((row) => row.contact_id), marks.times],
  )
  return page(rows, size, (row) => [row.list_id, row.contact_id], { memberships: rowCount ?? 0 })
}

interface AddedAddress {
  readonly id: string
  readonly contact_id: string
  readonly kind: string
  readonly is_primary: boolean
  readonly untouched: boolean
  readonly at: string
}

/** Takes back addresses that people who were there before got, unless somebody wrote to the person or touched the address since. */
export const removeAddresses: Step = async (client, marks, after, size) => {
  const { workspaceId } = marks
  const { rows } = await client.query<AddedAddress>(
    `SELECT a.id, a.contact_id, a.kind, a.is_primary, a.created_at::text AS at, a.updated_at = a.created_at AND a.verified_at IS NULL AS untouched
     FROM addresses a JOIN contacts c ON c.workspace_id = $1 AND c.id = a.contact_id
     WHERE a.workspace_id = $1 AND a.id > $2 AND a.id <= $3 AND a.created_at = ANY ($4::timestamptz[]) AND c.import_id IS DISTINCT FROM $5::uuid
     ORDER BY a.id LIMIT $6`,
    [workspaceId, after?.[0] ?? marks.low, marks.high, marks.times, marks.importId, size],
  )
  const people = rows.map((row) => row.contact_id)
  await lockPeople(client, workspaceId, people)
  const written = await writtenSince(client, marks, people)
  const going = rows.filter((row) => row.untouched && !written.has(row.contact_id))
  const { rowCount } = await client.query(
    `DELETE FROM addresses WHERE workspace_id = $1 AND id = ANY ($2::uuid[]) AND updated_at = created_at AND verified_at IS NULL`,
    [workspaceId, going.map((row) => row.id)],
  )
  const removed = rowCount ?? 0
  for (const one of going) if (one.is_primary) await restorePrimary(client, workspaceId, one)
  return page(rows, size, (row) => [row.id], { addresses: removed, addressesKept: rows.length - removed })
}

/** The one that made room in the same transaction is the main one again; else the oldest good one of its kind. */
async function restorePrimary(client: pg.PoolClient, workspaceId: string, { contact_id, kind, at }: AddedAddress) {
  await client.query(
    `UPDATE addresses SET is_primary = true, updated_at = now() WHERE workspace_id = $1 AND id = (
       SELECT id FROM addresses WHERE workspace_id = $1 AND contact_id = $2 AND kind = $3
       ORDER BY updated_at = $4::timestamptz DESC, state IN ('active', 'bouncing') DESC, created_at, id LIMIT 1)
     AND NOT EXISTS (SELECT FROM addresses WHERE workspace_id = $1 AND contact_id = $2 AND kind = $3 AND is_primary)`,
    [workspaceId, contact_id, kind, at],
  )
}

/** Whatever is said or done about one person happens one after the other. */
async function lockPeople(client: pg.PoolClient, workspaceId: string, people: readonly string[]): Promise<void> {
  await client.query(
    'SELECT FROM contacts WHERE workspace_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR NO KEY UPDATE',
    [workspaceId, people],
  )
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

const page = <Row>(rows: readonly Row[], size: number, key: (row: Row) => string[], counts: Page['counts']): Page => ({
  after: rows.length < size ? null : key(rows.at(-1)!),
  counts,
})
