import type pg from 'pg'

/** Messages of one step of one run. */
export interface MessageGroup {
  readonly workspaceId: string
  readonly runId: string
  readonly step: number
}

/** People of the group who have a message there, with the age of its present state in ms, by the database's clock. */
export async function messageAges(
  client: pg.PoolClient,
  { workspaceId, runId, step }: MessageGroup,
  contactIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ contact_id: string; age: number }>(
    `SELECT contact_id, (extract(epoch FROM clock_timestamp() - at) * 1000)::float8 AS age FROM messages
     WHERE workspace_id = $1 AND run_id = $2 AND step = $3 AND contact_id = ANY ($4)`,
    [workspaceId, runId, step, contactIds],
  )
  return new Map(rows.map((row) => [row.contact_id, row.age]))
}

/** Notes that these people opened their message. Gives those who did so for the first time. */
export async function markOpened(
  client: pg.PoolClient,
  { workspaceId, runId, step }: MessageGroup,
  contactIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (contactIds.length === 0) return new Set()
  const { rows } = await client.query<{ contact_id: string }>(
    `WITH open AS (
       SELECT contact_id FROM messages WHERE workspace_id = $1 AND run_id = $2 AND step = $3 AND contact_id = ANY ($4)
         AND opened_at IS NULL ORDER BY contact_id FOR UPDATE)
     UPDATE messages m SET opened_at = now() FROM open
     WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.step = $3 AND m.contact_id = open.contact_id
     RETURNING m.contact_id`,
    [workspaceId, runId, step, contactIds],
  )
  return new Set(rows.map((row) => row.contact_id))
}

export interface Click {
  readonly contactId: string
  readonly link: number
}

/** A person who followed a link of the message for the first time; `first`: had followed no link of it before. */
export interface FreshClick extends Click {
  readonly first: boolean
}

/** Notes which people followed which links. Gives the pairs that are new; a repeated click gives nothing. */
export async function markClicked(
  client: pg.PoolClient,
  { workspaceId, runId, step }: MessageGroup,
  clicks: readonly Click[],
): Promise<readonly FreshClick[]> {
  if (clicks.length === 0) return []
  const { rows } = await client.query<{ contact_id: string; links: number[]; first: boolean }>(
    `WITH hit AS (SELECT contact, link FROM unnest($4::uuid[], $5::smallint[]) AS h (contact, link)),
     was AS (
       SELECT contact_id, clicked_at, coalesce(clicked_links, '{}') AS links FROM messages
       WHERE workspace_id = $1 AND run_id = $2 AND step = $3 AND contact_id = ANY ($4) ORDER BY contact_id FOR UPDATE),
     fresh AS (
       SELECT w.contact_id, w.clicked_at IS NULL AS first, array_agg(DISTINCT h.link) AS links
       FROM was w JOIN hit h ON h.contact = w.contact_id WHERE h.link <> ALL (w.links) GROUP BY 1, 2)
     UPDATE messages m SET clicked_at = coalesce(m.clicked_at, now()), clicked_links = coalesce(m.clicked_links, '{}') || f.links
     FROM fresh f WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.step = $3 AND m.contact_id = f.contact_id
     RETURNING m.contact_id, f.links, f.first`,
    [workspaceId, runId, step, clicks.map((c) => c.contactId), clicks.map((c) => c.link)],
  )
  return rows.flatMap((row) => row.links.map((link) => ({ contactId: row.contact_id, link, first: row.first })))
}
