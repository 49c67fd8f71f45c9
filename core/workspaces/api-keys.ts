import { invalid, notFound, Problem } from '../errors.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Actor } from './actor.ts'
import { audit } from './audit.ts'
import { newApiKey } from './auth/tokens.ts'
import { ApiKey } from './model.ts'
import type { Permission } from './permissions.ts'

export interface NewApiKey {
  readonly name: string
  readonly scopes: readonly Permission[]
  readonly expiresAt?: string | null | undefined
}

/** Makes a key that may do at most what its maker may. The key itself is given back once and kept nowhere. */
export async function createApiKey(trx: Trx, actor: Actor, input: NewApiKey): Promise<{ apiKey: ApiKey; key: string }> {
  const beyond = input.scopes.filter((scope) => !actor.permissions.has(scope))
  if (beyond.length > 0) throw new Problem('forbidden', `You may not give what you do not have: ${beyond.join(', ')}.`)
  const expiresAt = input.expiresAt ? new Date(input.expiresAt) : null
  if (expiresAt && expiresAt.getTime() <= Date.now())
    throw invalid([{ field: '/expiresAt', code: 'past', message: 'must lie in the future' }])
  const { key, prefix, secretHash } = newApiKey()
  const apiKey = await ApiKey.query(trx)
    .insert({
      workspaceId: actor.workspaceId,
      name: input.name,
      prefix,
      secretHash,
      scopes: [...input.scopes],
      expiresAt,
      createdBy: actor.kind === 'user' ? actor.id : null,
    })
    .returning('*')
  await audit(trx, actor, {
    action: 'api_key.create',
    objectType: 'api_key',
    objectId: apiKey.id,
    after: { name: input.name, scopes: input.scopes, expiresAt: input.expiresAt ?? null },
  })
  return { apiKey, key }
}

/** One more than `limit`, newest first. */
export const listApiKeys = (trx: Trx, workspaceId: string, limit: number, before?: string) =>
  ApiKey.query(trx)
    .where({ workspace_id: workspaceId })
    .modify((q) => {
      if (before) q.where('id', '<', before)
    })
    .orderBy('id', 'desc')
    .limit(limit + 1)

/** Revoking twice is revoking once. */
export async function revokeApiKey(trx: Trx, actor: Actor, id: string): Promise<void> {
  const key = await ApiKey.query(trx).findOne({ id, workspace_id: actor.workspaceId }).forUpdate()
  if (!key) throw notFound('API key')
  if (key.revokedAt) return
  await ApiKey.query(trx).findOne({ id, workspace_id: actor.workspaceId }).patch({ revokedAt: new Date() })
  await audit(trx, actor, {
    action: 'api_key.revoke',
    objectType: 'api_key',
    objectId: id,
    before: { name: key.name },
  })
}
