import type pg from 'pg'
import { uuid7 } from '../../../../infra/ids.ts'

/** New lists that one batch may make from a column of names; a column of free text must not become a thousand lists. */
export const MOST_NEW_LISTS = 500

/** Ids of lists by name, case not minded; those that are missing are made. */
export async function listsNamed(
  client: pg.PoolClient,
  workspaceId: string,
  names: ReadonlySet<string>,
): Promise<Map<string, string>> {
  if (names.size === 0) return new Map()
  const wanted = [...new Map([...names].reverse().map((name) => [name.toLowerCase(), name])).values()]
  await client.query(
    `INSERT INTO lists (workspace_id, id, name) SELECT $1, s.id, s.name FROM unnest($2::uuid[], $3::text[]) AS s(id, name)
     WHERE NOT EXISTS (SELECT 1 FROM lists l WHERE l.workspace_id = $1 AND lower(l.name) = lower(s.name))
     ON CONFLICT DO NOTHING`,
    [workspaceId, wanted.map(() => uuid7()), wanted],
  )
  const { rows } = await client.query<{ id: string; asked: string }>(
    `SELECT l.id, s.name AS asked FROM unnest($2::text[]) AS s(name)
     JOIN lists l ON l.workspace_id = $1 AND lower(l.name) = lower(s.name)`,
    [workspaceId, [...names]],
  )
  return new Map(rows.map((row) => [row.asked, row.id]))
}

/** Puts people on lists; gives those who were not on all of theirs. */
export async function addToLists(
  client: pg.PoolClient,
  workspaceId: string,
  pairs: readonly { readonly listId: string; readonly contactId: string }[],
): Promise<Set<string>> {
  if (pairs.length === 0) return new Set()
  const { rows } = await client.query<{ contact_id: string }>(
    `INSERT INTO list_members (workspace_id, list_id, contact_id)
     SELECT $1, s.list_id, s.contact_id FROM unnest($2::uuid[], $3::uuid[]) AS s(list_id, contact_id)
     ON CONFLICT DO NOTHING RETURNING contact_id`,
    [workspaceId, pairs.map((pair) => pair.listId), pairs.map((pair) => pair.contactId)],
  )
  return new Set(rows.map((row) => row.contact_id))
}
