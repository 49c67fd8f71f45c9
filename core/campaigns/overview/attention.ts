import type pg from 'pg'

/** No list on the home page is longer. */
const MOST = 10

/** What waits for somebody, each list bounded, newest first. */
export interface Attention {
  readonly imports: readonly {
    id: string
    fileName: string
    problem: { code: string; message: string } | null
    at: string
  }[]
  readonly paused: readonly { id: string; name: string; reason: string | null; message: string | null; since: string }[]
  readonly accounts: readonly {
    id: string
    name: string
    channel: string
    trouble: 'breaker' | 'unhealthy'
    destination: string
    until: string | null
    code: string | null
    reason: string | null
  }[]
  readonly drafts: readonly { id: string; name: string; updatedAt: string }[]
}

/** Imports that failed within the last `days` days. */
export async function failedImports(
  client: pg.PoolClient,
  workspaceId: string,
  days: number,
): Promise<Attention['imports']> {
  const { rows } = await client.query(
    `SELECT id, file_name AS "fileName", problem, coalesce(finished_at, created_at) AS at FROM imports
     WHERE workspace_id = $1 AND state = 'failed' AND created_at > now() - make_interval(days => $2) ORDER BY id DESC LIMIT ${MOST}`,
    [workspaceId, days],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

/** Campaigns that were paused, by a person or by themselves, with what the alert says. */
export async function pausedCampaigns(client: pg.PoolClient, workspaceId: string): Promise<Attention['paused']> {
  const { rows } = await client.query(
    `SELECT c.id, c.name, c.pause_reason AS reason, a.data->>'message' AS message, c.updated_at AS since FROM campaigns c
     LEFT JOIN alerts a ON a.workspace_id = c.workspace_id AND a.kind = 'campaign_paused' AND a.object_type = 'campaign' AND a.object_id = c.id AND a.resolved_at IS NULL
     WHERE c.workspace_id = $1 AND c.state = 'paused' ORDER BY c.updated_at DESC LIMIT ${MOST}`,
    [workspaceId],
  )
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }))
}

/** Drafts that were worked on last. */
export async function openDrafts(client: pg.PoolClient, workspaceId: string): Promise<Attention['drafts']> {
  const { rows } = await client.query(
    `SELECT id, name, updated_at AS "updatedAt" FROM campaigns WHERE workspace_id = $1 AND state = 'draft' ORDER BY updated_at DESC LIMIT 5`,
    [workspaceId],
  )
  return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }))
}

/** Accounts of which a door is closed now, the whole account before single destinations; and those whose last test failed. */
export async function troubledAccounts(client: pg.PoolClient, workspaceId: string): Promise<Attention['accounts']> {
  const { rows } = await client.query(
    `SELECT a.id, a.name, a.channel, 'breaker' AS trouble, b.destination, b.open_until AS until, b.code, b.reason FROM account_breakers b
       JOIN accounts a ON a.workspace_id = b.workspace_id AND a.id = b.account_id
       WHERE b.workspace_id = $1 AND b.open_until > now()
     UNION ALL SELECT id, name, channel, 'unhealthy', '', NULL, NULL, health->>'message' FROM accounts
       WHERE workspace_id = $1 AND health->>'ok' = 'false'
     ORDER BY destination, until DESC NULLS LAST LIMIT ${MOST}`,
    [workspaceId],
  )
  return rows.map((row) => ({ ...row, until: row.until?.toISOString() ?? null }))
}
