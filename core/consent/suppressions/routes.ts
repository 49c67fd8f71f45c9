import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { failures, PageOf } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { Reason } from '../schema.ts'
import { addSuppressions, importSuppressions, liftSuppression } from './change.ts'
import { exportSuppressions, listSuppressions } from './list.ts'
import * as schema from './schema.ts'

const tags = ['Consent']

/** /api/v1/suppressions: addresses that are not written to, as hashes. */
export const suppressionRoutes: Routes = async (app) => {
  const { core } = app
  for (const one of [
    schema.SuppressionSchema,
    schema.SuppressionInputSchema,
    schema.SuppressionImportSchema,
    schema.AddedSchema,
    schema.ImportedSchema,
  ])
    app.addSchema(one)

  app.get(
    '/',
    {
      config: { permission: 'suppressions:read' },
      schema: {
        tags,
        summary: 'List suppressed addresses, newest first; search by address',
        querystring: schema.SuppressionQuery,
        response: { 200: PageOf(Type.Ref('Suppression')), ...failures(400, 401, 403, 422) },
      },
    },
    ({ actor, query }) =>
      core.db.direct(actor.workspaceId, (client) => listSuppressions(client, core, actor.workspaceId, query)),
  )

  app.post(
    '/',
    {
      config: { permission: 'suppressions:write' },
      schema: {
        tags,
        summary: 'Suppress addresses, up to 1,000',
        body: Type.Unsafe<schema.SuppressionInput>(Type.Ref('SuppressionInput')),
        response: { 200: Type.Ref('SuppressionsAdded'), ...failures(400, 401, 403, 422) },
      },
    },
    ({ actor, body }) => core.db.tenant(actor.workspaceId, (trx) => addSuppressions(trx, core, actor, body)),
  )

  app.post(
    '/import',
    {
      config: { permission: 'suppressions:write' },
      bodyLimit: schema.IMPORT_BYTES * 2,
      schema: {
        tags,
        summary: 'Suppress addresses from the text of a file, one per line',
        body: Type.Unsafe<schema.SuppressionImport>(Type.Ref('SuppressionImport')),
        response: { 200: Type.Ref('SuppressionsImported'), ...failures(400, 401, 403, 413, 422) },
      },
    },
    ({ actor, body }) => core.db.tenant(actor.workspaceId, (trx) => importSuppressions(trx, core, actor, body)),
  )

  app.get(
    '/export',
    {
      config: { permission: 'suppressions:read' },
      schema: {
        tags,
        summary: 'The whole list as CSV, with hashes',
        produces: ['text/csv'],
        response: { 200: Type.String(), ...failures(401, 403) },
      },
    },
    ({ actor }, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="suppressions.csv"')
        .send(Readable.from(exportSuppressions(core.db, actor.workspaceId)) as any),
  )

  app.post(
    '/:id/lift',
    {
      config: { permission: 'suppressions:write' },
      schema: {
        tags,
        summary: 'Take an address off the list',
        params: Type.Object({ id: Type.String({ maxLength: 120 }) }),
        body: Type.Object({ reason: Reason }, { additionalProperties: false }),
        response: { 204: Type.Null(), ...failures(400, 401, 403, 404, 422) },
      },
    },
    async ({ actor, params, body }, reply) => {
      await core.db.tenant(actor.workspaceId, (trx) => liftSuppression(trx, actor, params.id, body.reason))
      return reply.code(204).send(null as any)
    },
  )
}
