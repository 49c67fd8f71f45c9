import { timingSafeEqual } from 'node:crypto'
import type { Core } from '../../context.ts'
import type { Actor } from '../actor.ts'
import { PERMISSIONS, type Permission, ROLE_PERMISSIONS, type Role } from '../permissions.ts'
import { apiKeyPrefix, sha256 } from './tokens.ts'

/** Well below the 5 s in which a sign-out, a change of role or a revocation must be felt everywhere (SEC5). */
const CACHE_MS = 3000
const CACHE_SIZE = 5000

/** Who may do what at this moment. Answers are at most 3 s old; `forget` makes this process ask anew at once. */
export interface Access {
  /** A signed-in user in one workspace; null when session, user or membership is over. */
  ofSession(sessionId: string, userId: string, workspaceId: string): Promise<Actor | null>
  /** A program with a key; null for unknown, wrong, expired and revoked alike. */
  ofKey(key: string): Promise<Actor | null>
  /** The same actor asked again, for connections that stay open; null when it may no longer be here. */
  again(actor: Actor): Promise<Actor | null>
  forget(): void
}

export function createAccess(core: Core): Access {
  const cache = new Map<string, { until: number; found: Promise<Actor | null> }>()

  const remembered = (key: string, look: () => Promise<Actor | null>, keepNull: boolean) => {
    const known = cache.get(key)
    if (known && known.until > Date.now()) return known.found
    cache.delete(key)
    if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value as string)
    const entry = { until: Date.now() + CACHE_MS, found: look() }
    cache.set(key, entry)
    const drop = () => {
      if (cache.get(key) === entry) cache.delete(key)
    }
    entry.found.then((actor) => {
      if (!actor && !keepNull) drop()
    }, drop)
    return entry.found
  }

  const ofSession = (sessionId: string, userId: string, workspaceId: string) =>
    remembered(`s/${sessionId}/${userId}/${workspaceId}`, () => findUser(core, sessionId, userId, workspaceId), true)

  return {
    ofSession,
    ofKey: (key) => {
      const hash = sha256(key)
      return remembered(`k/${hash.toString('base64')}`, () => findKey(core, key, hash), false)
    },
    again: (actor) =>
      actor.kind === 'user' && actor.sessionId
        ? ofSession(actor.sessionId, actor.id, actor.workspaceId)
        : remembered(`i/${actor.id}`, () => findKeyById(core, actor.id), true),
    forget: () => cache.clear(),
  }
}

async function findUser(core: Core, sessionId: string, userId: string, workspaceId: string): Promise<Actor | null> {
  const row = await core.db.system((trx) =>
    trx('sessions as s')
      .join('users as u', 'u.id', 's.user_id')
      .join('memberships as m', 'm.user_id', 'u.id')
      .where({ 's.id': sessionId, 'u.id': userId, 'm.workspace_id': workspaceId })
      .whereNull('s.ended_at')
      .whereNull('u.disabled_at')
      .whereRaw('s.expires_at > now()')
      .first('u.name', 'u.email', 'm.role'),
  )
  if (!row) return null
  const role = row.role as Role
  return {
    kind: 'user',
    id: userId,
    name: row.name || row.email,
    workspaceId,
    role,
    permissions: ROLE_PERMISSIONS[role],
    sessionId,
  }
}

const NO_HASH = Buffer.alloc(32)
const GOOD = 'revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())'

async function findKey(core: Core, key: string, hash: Buffer): Promise<Actor | null> {
  // A malformed key is looked up too, under a prefix nobody has: the same work for every wrong one.
  const prefix = apiKeyPrefix(key) ?? ''
  return core.db.system(async (trx) => {
    const row = await trx('api_keys')
      .where({ prefix })
      .first('id', 'name', 'workspace_id', 'scopes', 'secret_hash', { good: trx.raw(GOOD) })
    const same = timingSafeEqual(hash, row?.secret_hash ?? NO_HASH)
    if (!row || !same || !row.good) return null
    // Once a minute is enough for people, and spares a write per request.
    await trx('api_keys')
      .where({ id: row.id })
      .whereRaw("(last_used_at IS NULL OR last_used_at < now() - interval '1 minute')")
      .update({ last_used_at: trx.fn.now() })
    return keyActor(row)
  })
}

async function findKeyById(core: Core, id: string): Promise<Actor | null> {
  const row = await core.db.system((trx) =>
    trx('api_keys').where({ id }).whereRaw(GOOD).first('id', 'name', 'workspace_id', 'scopes'),
  )
  return row ? keyActor(row) : null
}

function keyActor(row: { id: string; name: string; workspace_id: string; scopes: string[] }): Actor {
  const known = row.scopes.filter((scope): scope is Permission => (PERMISSIONS as readonly string[]).includes(scope))
  return {
    kind: 'api_key',
    id: row.id,
    name: row.name,
    workspaceId: row.workspace_id,
    permissions: new Set(known),
  }
}
