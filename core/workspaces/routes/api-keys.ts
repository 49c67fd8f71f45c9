import { Type } from 'typebox'
import { decodeCursor, page } from '../../http/paging.ts'
import { failures, IdParams, PageOf, PageQuery } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { createApiKey, listApiKeys, revokeApiKey } from '../api-keys.ts'
import type { ApiKey } from '../model.ts'
import { NewApiKeyBody } from '../schema.ts'

const tags = ['API keys']

/** Never the hash. */
const shown = (key: ApiKey) => ({
  id: key.id,
  name: key.name,
  prefix: `car_live_${key.prefix}`,
  scopes: key.scopes,
  expiresAt: key.expiresAt?.toISOString() ?? null,
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  revokedAt: key.revokedAt?.toISOString() ?? null,
  createdBy: key.createdBy,
  createdAt: key.createdAt.toISOString(),
})

/** `/api/v1/api-keys`: keys for programs. */
export const apiKeyRoutes: Routes = async (app) => {
  app.get(
    '',
    {
      config: { permission: 'api_keys:read' },
      schema: {
        tags,
        summary: 'List API keys, newest first',
        querystring: PageQuery,
        response: { 200: PageOf(Type.Ref('ApiKey')), ...failures(400, 401, 403, 422) },
      },
    },
    async ({ actor, query }) => {
      const [before] = query.cursor ? decodeCursor(query.cursor, 1) : []
      const rows = await app.core.db.tenant(actor.workspaceId, async (trx) =>
        listApiKeys(trx, actor.workspaceId, query.limit, before as string | undefined),
      )
      return page(rows.map(shown), query.limit, (row) => [row.id])
    },
  )

  app.post(
    '',
    {
      config: { permission: 'api_keys:write' },
      schema: {
        tags,
        summary: 'Make an API key',
        description: 'The key is in this answer and nowhere else. Its scopes are at most what you may do yourself.',
        body: NewApiKeyBody,
        response: { 201: Type.Ref('NewApiKey'), ...failures(401, 403, 422) },
      },
    },
    async ({ actor, body }, reply) => {
      const { apiKey, key } = await app.core.db.tenant(actor.workspaceId, (trx) => createApiKey(trx, actor, body))
      reply.header('cache-control', 'no-store')
      return reply.code(201).send({ apiKey: shown(apiKey), key })
    },
  )

  app.delete(
    '/:id',
    {
      config: { permission: 'api_keys:write' },
      schema: {
        tags,
        summary: 'Revoke an API key',
        params: IdParams,
        response: { 204: Type.Null(), ...failures(401, 403, 404, 422) },
      },
    },
    async ({ actor, params }, reply) => {
      await app.core.db.tenant(actor.workspaceId, (trx) => revokeApiKey(trx, actor, params.id))
      app.access.forget()
      return reply.code(204).send(null)
    },
  )
}
