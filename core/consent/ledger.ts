import type pg from 'pg'
import { invalid, notFound } from '../errors.ts'
import { decodeCursor, page } from '../http/paging.ts'
import { isUuid } from '../infra/ids.ts'
import { checkedTimeKey, fromTimeKey, timeKey } from './time-key.ts'

export interface ConsentState {
  readonly channel: string
  readonly purpose: string
  readonly state: 'given' | 'withdrawn' | 'pending' | 'expired'
  readonly basis: string
  readonly at: string
  readonly eventId: string
}

/** How a person's consents stood at a time, rebuilt from the log alone: the newest event of each channel and purpose wins. */
export async function consentsAt(
  client: pg.PoolClient,
  workspaceId: string,
  contactId: string,
  at: Date,
): Promise<ConsentState[]> {
  const { rows } = await client.query(
    `SELECT DISTINCT ON (channel, purpose) channel, purpose, CASE action WHEN 'reconfirmed' THEN 'given' ELSE action END AS state, basis, at, id AS "eventId"
     FROM consent_events WHERE workspace_id = $1 AND contact_id = $2 AND at <= $3 ORDER BY channel, purpose, at DESC, id DESC`,
    [workspaceId, contactId, at],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

/** Columns of an event `e` with its wording `w`. */
export const EVENT = `e.id, e.action, e.purpose, e.channel, e.basis, e.at, e.recorded_at AS "recordedAt", e.source, e.wording_id AS "wordingId",
  w.text AS wording, w.locale AS "wordingLocale", e.actor_kind AS "actorKind", e.actor_id AS "actorId", host(e.ip) AS ip, e.user_agent AS "userAgent", e.proof`

/** One page of a person's log up to a time, newest first. */
export async function consentLog(
  client: pg.PoolClient,
  workspaceId: string,
  contactId: string,
  query: { limit: number; cursor?: string | undefined; until: Date },
) {
  const after = query.cursor ? decodeCursor(query.cursor, 2) : null
  const { rows } = await client.query(
    `SELECT ${EVENT}, ${timeKey('e.at')} AS key FROM consent_events e
     LEFT JOIN consent_wordings w ON w.workspace_id = $1 AND w.id = e.wording_id
     WHERE e.workspace_id = $1 AND e.contact_id = $2 AND e.at <= $3 AND ($4::bigint IS NULL OR (e.at, e.id) < (${fromTimeKey('$4')}, $5::uuid))
     ORDER BY e.at DESC, e.id DESC LIMIT $6`,
    [
      workspaceId,
      contactId,
      query.until,
      after && checkedTimeKey(after[0]),
      after && isUuid(after[1]) ? after[1] : null,
      query.limit + 1,
    ],
  )
  const { data, next } = page(rows, query.limit, (row) => [row.key, row.id])
  const shown = data.map(({ key, ...row }) => ({
    ...row,
    at: row.at.toISOString(),
    recordedAt: row.recordedAt.toISOString(),
  }))
  return { data: shown, next }
}

/** Log and state of a person at a time. @throws Problem not_found */
export async function showConsents(
  client: pg.PoolClient,
  workspaceId: string,
  contactId: string,
  query: { limit: number; cursor?: string | undefined; at?: string | undefined },
) {
  const at = query.at === undefined ? new Date() : new Date(query.at)
  if (Number.isNaN(at.getTime())) throw invalid([{ field: 'querystring/at', code: 'format', message: 'is no time' }])
  const known = await client.query('SELECT FROM contacts WHERE workspace_id = $1 AND id = $2', [workspaceId, contactId])
  if (!known.rowCount) throw notFound('contact')
  // What is written while we read has a time of the database's clock, perhaps a little after ours.
  const until = query.at === undefined ? new Date(at.getTime() + 60_000) : at
  const states = await consentsAt(client, workspaceId, contactId, until)
  return { at: at.toISOString(), states, ...(await consentLog(client, workspaceId, contactId, { ...query, until })) }
}
