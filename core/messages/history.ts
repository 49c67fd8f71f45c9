import type { Core } from '../context.ts'
import { notFound } from '../errors.ts'
import { decodeCursor, page } from '../http/paging.ts'
import { parseSendKey, sendKey } from './key.ts'
import { STATE, type StateName, stateName } from './states.ts'

const COLUMNS = `m.run_id, r.campaign_id, m.contact_id, m.step, s.channel, m.state, m.reason, m.attempt, m.provider_id, m.at, m.not_before, m.opened_at, m.clicked_at`
const STEP = 'JOIN run_steps s ON s.workspace_id = m.workspace_id AND s.run_id = m.run_id AND s.step = m.step'
const text = (date: Date | null) => date?.toISOString() ?? null

function show(row: any) {
  return {
    id: sendKey(row.run_id, row.contact_id, row.step),
    runId: row.run_id,
    campaignId: row.campaign_id,
    contactId: row.contact_id,
    step: row.step,
    channel: row.channel,
    state: stateName(row.state),
    reason: row.reason,
    attempt: row.attempt,
    providerId: row.provider_id,
    at: row.at.toISOString(),
    notBefore: text(row.not_before),
    openedAt: text(row.opened_at),
    clickedAt: text(row.clicked_at),
  }
}

/** One message by its key. */
export async function findMessage(core: Core, workspaceId: string, key: string) {
  const parts = parseSendKey(key)
  if (!parts) throw notFound('message')
  return core.db.direct(workspaceId, async (client) => {
    const { rows } = await client.query(
      `SELECT ${COLUMNS} FROM messages m JOIN runs r ON r.workspace_id = m.workspace_id AND r.id = m.run_id ${STEP}
       WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.contact_id = $3 AND m.step = $4`,
      [workspaceId, parts.runId, parts.contactId, parts.step],
    )
    if (!rows[0]) throw notFound('message')
    return show(rows[0])
  })
}

/**
 * All messages of one person, newest run first. Campaign messages are found by probing the primary key of each run of the
 * workspace, transactional ones by their own index: the ledger has no hot index by person.
 */
export async function messagesOf(
  core: Core,
  workspaceId: string,
  contactId: string,
  query: { limit: number; cursor?: string | undefined },
) {
  const before = query.cursor ? decodeCursor(query.cursor, 2) : null
  return core.db.direct(workspaceId, async (client) => {
    const known = await client.query('SELECT FROM contacts WHERE workspace_id = $1 AND id = $2', [
      workspaceId,
      contactId,
    ])
    if (!known.rowCount) throw notFound('contact')
    const { rows } = await client.query(
      `SELECT ${COLUMNS} FROM (
         SELECT m.* FROM runs r JOIN messages m ON m.workspace_id = r.workspace_id AND m.run_id = r.id AND m.contact_id = $2 AND m.wave <> -1
           WHERE r.workspace_id = $1 AND r.kind <> 'transactional'
         UNION ALL SELECT m.* FROM messages m WHERE m.workspace_id = $1 AND m.contact_id = $2 AND m.wave = -1) m
       JOIN runs r ON r.workspace_id = m.workspace_id AND r.id = m.run_id ${STEP}
       WHERE $3::uuid IS NULL OR (m.run_id, m.step) < ($3::uuid, $4::smallint)
       ORDER BY m.run_id DESC, m.step DESC LIMIT $5`,
      [workspaceId, contactId, before?.[0] ?? null, before?.[1] ?? null, query.limit + 1],
    )
    const { data, next } = page(rows, query.limit, (row) => [row.run_id, row.step])
    return { data: data.map(show), next }
  })
}

/** The people of a run by states, reasons or what they did: what stands behind a number on the campaign's page. In contact order. */
export async function messagesOfRun(
  core: Core,
  workspaceId: string,
  runId: string,
  query: {
    limit: number
    cursor?: string | undefined
    state?: readonly StateName[] | undefined
    reason?: readonly string[] | undefined
    step?: number | undefined
    did?: 'opened' | 'clicked' | undefined
  },
) {
  const after = query.cursor ? decodeCursor(query.cursor, 2) : null
  return core.db.direct(workspaceId, async (client) => {
    const { rows } = await client.query(
      `SELECT ${COLUMNS}, c.first_name, c.last_name FROM (SELECT * FROM messages
         WHERE workspace_id = $1 AND run_id = $2 AND (contact_id, step) > (coalesce($3::uuid, '00000000-0000-0000-0000-000000000000'), coalesce($4::smallint, -1::smallint))
           AND ($5::smallint[] IS NULL OR state = ANY($5)) AND ($6::text[] IS NULL OR reason = ANY($6)) AND ($7::smallint IS NULL OR step = $7)
           ${query.did ? `AND ${query.did}_at IS NOT NULL` : ''}
         ORDER BY contact_id, step LIMIT $8) m
       JOIN runs r ON r.workspace_id = m.workspace_id AND r.id = m.run_id ${STEP}
       LEFT JOIN LATERAL (SELECT first_name, last_name FROM contacts WHERE workspace_id = m.workspace_id AND id = m.contact_id LIMIT 1) c ON true
       ORDER BY m.contact_id, m.step`,
      [
        workspaceId,
        runId,
        after?.[0] ?? null,
        after?.[1] ?? null,
        query.state?.map((name) => STATE[name]) ?? null,
        query.reason ?? null,
        query.step ?? null,
        query.limit + 1,
      ],
    )
    const { data, next } = page(rows, query.limit, (row) => [row.contact_id, row.step])
    return { data: data.map((row) => ({ ...show(row), firstName: row.first_name, lastName: row.last_name })), next }
  })
}
