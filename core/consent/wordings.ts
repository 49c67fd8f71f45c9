import { createHash } from 'node:crypto'
import type pg from 'pg'
import { invalid } from '../errors.ts'
import { decodeCursor, page } from '../http/paging.ts'
import { isUuid } from '../infra/ids.ts'
import type { WordingInput } from './schema.ts'

const COLUMNS = `id, purpose, channel, locale, text, encode(sha256, 'hex') AS sha256, created_at AS "createdAt"`
const shown = (row: any) => ({ ...row, createdAt: row.createdAt.toISOString() })

/** Stores what people read. The same text again is the same wording; another text, were it by a comma, is another one. */
export async function storeWording(client: pg.PoolClient, workspaceId: string, input: WordingInput) {
  const { purpose, channel, locale, text } = input
  const sha256 = createHash('sha256').update(text, 'utf8').digest()
  const made = await client.query(
    `INSERT INTO consent_wordings (workspace_id, purpose, channel, locale, text, sha256) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (workspace_id, purpose, channel, locale, sha256) DO NOTHING RETURNING ${COLUMNS}`,
    [workspaceId, purpose, channel, locale, text, sha256],
  )
  if (made.rows[0]) return { wording: shown(made.rows[0]), fresh: true }
  const { rows } = await client.query(
    `SELECT ${COLUMNS} FROM consent_wordings WHERE workspace_id = $1 AND purpose = $2 AND channel = $3 AND locale = $4 AND sha256 = $5`,
    [workspaceId, purpose, channel, locale, sha256],
  )
  return { wording: shown(rows[0]), fresh: false }
}

/** Newest first. */
export async function listWordings(
  client: pg.PoolClient,
  workspaceId: string,
  query: { limit: number; cursor?: string | undefined; purpose?: string | undefined; channel?: string | undefined },
) {
  const after = query.cursor ? decodeCursor(query.cursor, 1)[0] : null
  const { rows } = await client.query(
    `SELECT ${COLUMNS} FROM consent_wordings WHERE workspace_id = $1 AND ($2::uuid IS NULL OR id < $2::uuid)
       AND ($3::text IS NULL OR purpose = $3) AND ($4::text IS NULL OR channel = $4) ORDER BY id DESC LIMIT $5`,
    [workspaceId, isUuid(after) ? after : null, query.purpose ?? null, query.channel ?? null, query.limit + 1],
  )
  const { data, next } = page(rows, query.limit, (row) => [row.id])
  return { data: data.map(shown), next }
}

/** The id of a wording that fits purpose and channel: the named one, or the text's own. 422 where there is none. */
export async function wordingFor(
  client: pg.PoolClient,
  workspaceId: string,
  input: { purpose: string; channel: string; wording?: { id?: string; text?: string; locale?: string } | undefined },
): Promise<string> {
  const { purpose, channel, wording } = input
  const missing = (field: string, message: string) => invalid([{ field, code: 'required', message }])
  if (wording?.id) {
    const { rowCount } = await client.query(
      'SELECT FROM consent_wordings WHERE workspace_id = $1 AND id = $2 AND purpose = $3 AND channel = $4',
      [workspaceId, wording.id, purpose, channel],
    )
    if (rowCount) return wording.id
    const message = `is no wording for ${purpose} by ${channel}`
    throw invalid([{ field: '/wording/id', code: 'unknown', message }])
  }
  if (!wording?.text) throw missing('/wording', 'say what the person read: the id of a wording, or its text and locale')
  if (!wording.locale) throw missing('/wording/locale', 'say in which language the text is')
  const { text, locale } = wording
  return (await storeWording(client, workspaceId, { purpose, channel, locale, text })).wording.id
}
