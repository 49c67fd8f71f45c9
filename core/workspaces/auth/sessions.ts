import { timingSafeEqual } from 'node:crypto'
import type { Core } from '../../context.ts'
import type { Trx } from '../../infra/postgres.ts'
import { Session } from '../model.ts'
import { newRefreshSecret, nextRefreshSecret, readRefresh, sha256, writeRefresh } from './tokens.ts'

/** A session ends 30 days after sign-in whatever happens, and 7 days after its last refresh. */
const LONGEST = '30 days'
const IDLE = '7 days'
/** Two refreshes with one token within this many seconds are one (reliability SEC4). */
const PARALLEL_SECONDS = 5

export interface OpenedSession {
  readonly id: string
  readonly refreshToken: string
}

/** Starts a family of refresh tokens, in a transaction of the system role. */
export async function openSession(
  trx: Trx,
  core: Core,
  from: { userId: string; ip?: string | undefined; userAgent?: string | undefined },
): Promise<OpenedSession> {
  const secret = newRefreshSecret()
  const { id } = await Session.query(trx)
    .insert({
      userId: from.userId,
      refreshHash: sha256(secret),
      expiresAt: trx.raw(`now() + interval '${IDLE}'`) as never,
      ip: from.ip ?? null,
      userAgent: from.userAgent?.slice(0, 300) ?? null,
    })
    .returning('id')
  return { id, refreshToken: writeRefresh(core.vault, { sessionId: id, secret }) }
}

export type Refreshed =
  | { readonly is: 'refreshed'; readonly session: OpenedSession; readonly userId: string }
  | { readonly is: 'reused'; readonly sessionId: string; readonly userId: string }
  | { readonly is: 'refused' }

/**
 * Gives the token after this one and makes this one old. A token that was old already ends its whole family: somebody
 * else has it too (RFC 9700 §4.14.2).
 */
export async function refreshSession(trx: Trx, core: Core, presented: string | undefined): Promise<Refreshed> {
  const token = readRefresh(core.vault, presented)
  if (!token) return { is: 'refused' }
  const row = await trx('sessions')
    .join('users', 'users.id', 'sessions.user_id')
    .where('sessions.id', token.sessionId)
    .whereNull('sessions.ended_at')
    .whereNull('users.disabled_at')
    .whereRaw('sessions.expires_at > clock_timestamp()')
    .forUpdate('sessions')
    .first('sessions.user_id', 'refresh_hash', 'previous_hash', {
      fresh: trx.raw(`rotated_at > clock_timestamp() - interval '${PARALLEL_SECONDS} seconds'`),
    })
  if (!row) return { is: 'refused' }
  const hash = sha256(token.secret)
  const secret = nextRefreshSecret(core.vault, token)
  const session = {
    id: token.sessionId,
    refreshToken: writeRefresh(core.vault, { sessionId: token.sessionId, secret }),
  }
  if (timingSafeEqual(hash, row.refresh_hash)) {
    await rotate(trx, token.sessionId, hash, sha256(secret))
    return { is: 'refreshed', session, userId: row.user_id }
  }
  if (row.fresh && row.previous_hash && timingSafeEqual(hash, row.previous_hash))
    return { is: 'refreshed', session, userId: row.user_id }
  await endSessions(trx, { ids: [token.sessionId] }, 'reuse')
  return { is: 'reused', sessionId: token.sessionId, userId: row.user_id }
}

const rotate = (trx: Trx, id: string, previous: Buffer, next: Buffer) =>
  trx('sessions')
    .where({ id })
    .update({
      refresh_hash: next,
      previous_hash: previous,
      rotated_at: trx.raw('clock_timestamp()'),
      expires_at: trx.raw(`least(clock_timestamp() + interval '${IDLE}', created_at + interval '${LONGEST}')`),
    })

export type EndReason = 'sign_out' | 'ended_by_user' | 'ended_by_admin' | 'reuse' | 'password_changed' | 'disabled'

/** Ends sessions that are not over yet: those named, or all of a user but one. Gives the ids. */
export async function endSessions(
  trx: Trx,
  which: { ids?: readonly string[]; userId?: string; except?: string | undefined },
  reason: EndReason,
): Promise<string[]> {
  if (!which.ids && !which.userId) throw new TypeError('endSessions needs ids or a user')
  const rows = await trx('sessions')
    .whereNull('ended_at')
    .modify((q) => {
      if (which.ids) q.whereIn('id', [...which.ids])
      if (which.userId) q.where('user_id', which.userId)
      if (which.except) q.whereNot('id', which.except)
    })
    .update({ ended_at: trx.raw('clock_timestamp()'), ended_reason: reason })
    .returning('id')
  return rows.map((row: { id: string }) => row.id)
}

/** The sessions of a user that are open, newest first; at most 100. */
export const openSessions = (trx: Trx, userId: string) =>
  Session.query(trx)
    .where({ user_id: userId })
    .whereNull('ended_at')
    .whereRaw('expires_at > clock_timestamp()')
    .orderBy('id', 'desc')
    .limit(100)
