import type pg from 'pg'
import type { Marks } from './marks.ts'

/** Why a person whom the import made stays; the first that applies is told. */
export const KEPT_BECAUSE = ['held', 'messages', 'consent', 'edited', 'addresses', 'lists'] as const
export type KeptBecause = (typeof KEPT_BECAUSE)[number]

/**
 * Every person whom the import made between two ids, with the reason to stay, or null: nobody has touched them since. One statement
 * for a page and for a preview of all. Messages of earlier runs cannot be about people who were not there.
 */
export const JUDGED = `
  WITH people AS MATERIALIZED (
    SELECT id, held OR objected_at IS NOT NULL AS held, updated_at <> created_at AND NOT (updated_at = ANY ($3::timestamptz[])) AS edited
    FROM contacts WHERE workspace_id = $1 AND import_id = $2 AND id >= $4 AND id <= $5),
  written AS (
    SELECT contact_id FROM messages WHERE workspace_id = $1 AND contact_id >= $4 AND contact_id <= $5 AND run_id = ANY ($6::uuid[])
    UNION SELECT contact_id FROM messages WHERE workspace_id = $1 AND contact_id >= $4 AND contact_id <= $5 AND wave = -1),
  spoke AS (
    SELECT DISTINCT contact_id FROM consent_events WHERE workspace_id = $1 AND contact_id >= $4 AND contact_id <= $5
      AND (proof->>'import') IS DISTINCT FROM $2::uuid::text),
  addressed AS (
    SELECT DISTINCT contact_id FROM addresses WHERE workspace_id = $1 AND contact_id >= $4 AND contact_id <= $5
      AND NOT (created_at = ANY ($3::timestamptz[]) AND updated_at = ANY ($3::timestamptz[]) AND verified_at IS NULL)),
  listed AS (
    SELECT DISTINCT contact_id FROM list_members WHERE workspace_id = $1 AND contact_id >= $4 AND contact_id <= $5
      AND NOT (added_at = ANY ($3::timestamptz[])))
  SELECT p.id, CASE WHEN p.held THEN 'held' WHEN w.contact_id IS NOT NULL THEN 'messages' WHEN s.contact_id IS NOT NULL THEN 'consent'
    WHEN p.edited THEN 'edited' WHEN a.contact_id IS NOT NULL THEN 'addresses' WHEN l.contact_id IS NOT NULL THEN 'lists' END AS reason
  FROM people p LEFT JOIN written w ON w.contact_id = p.id LEFT JOIN spoke s ON s.contact_id = p.id
    LEFT JOIN addressed a ON a.contact_id = p.id LEFT JOIN listed l ON l.contact_id = p.id`

/** Runs that may have reached people whom the import made. Transactional ones are many, and found by the person. */
export async function runsSince(client: pg.PoolClient, { workspaceId, startedAt }: Marks): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM runs WHERE workspace_id = $1 AND kind <> 'transactional' AND (finished_at IS NULL OR finished_at >= $2)`,
    [workspaceId, startedAt],
  )
  return rows.map((row) => row.id)
}

type Range = { readonly low: string; readonly high: string }

/** What `JUDGED` is asked with, $1 to $6. */
export async function judgedValues(client: pg.PoolClient, marks: Marks, { low, high }: Range): Promise<unknown[]> {
  return [marks.workspaceId, marks.importId, marks.times, low, high, await runsSince(client, marks)]
}

/** The people of a page, each with the reason to stay or null. */
export async function judgePeople(
  client: pg.PoolClient,
  marks: Marks,
  range: Range,
): Promise<{ id: string; reason: KeptBecause | null }[]> {
  const { rows } = await client.query(JUDGED, await judgedValues(client, marks, range))
  return rows
}

/** How many would go, and how many stay for each reason. */
export async function countPeople(
  client: pg.PoolClient,
  marks: Marks,
): Promise<{ reason: KeptBecause | null; people: number }[]> {
  const { rows } = await client.query(
    `SELECT reason, count(*) AS people FROM (${JUDGED}) judged GROUP BY reason`,
    await judgedValues(client, marks, marks),
  )
  return rows
}

/** Those of the given people to whom something was written, or was to be, since the import began. */
export async function writtenSince(
  client: pg.PoolClient,
  marks: Marks,
  people: readonly string[],
): Promise<Set<string>> {
  const { rows } = await client.query<{ contact_id: string }>(
    `SELECT contact_id FROM messages WHERE workspace_id = $1 AND contact_id = ANY ($2::uuid[]) AND run_id = ANY ($3::uuid[]) AND at >= $4
     UNION SELECT contact_id FROM messages WHERE workspace_id = $1 AND contact_id = ANY ($2::uuid[]) AND wave = -1 AND at >= $4`,
    [marks.workspaceId, people, await runsSince(client, marks), marks.startedAt],
  )
  return new Set(rows.map((row) => row.contact_id))
}
