import { Type } from 'typebox'
import { failures, IdParams, PageOf, PageQuery } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { eraseContact } from './erase.ts'
import { listErasures } from './erasures.ts'
import { exportContact } from './export.ts'
import { ErasureSchema, PersonExportSchema } from './schema.ts'

const tags = ['Consent']

/** /api/v1: what a person may ask for. It stands here because it reaches into every room below. */
export const privacyRoutes: Routes = async (app) => {
  const { core } = app
  app.addSchema(ErasureSchema)
  app.addSchema(PersonExportSchema)

  app.post(
    '/contacts/:id/erase',
    {
      config: { permission: 'contacts:erase' },
      schema: {
        tags,
        summary: 'Erase a person (GDPR art. 17)',
        description:
          'For good. Sums of campaigns stay exact, addresses stay blocked by their hashes. Asking again gives the same erasure.',
        params: IdParams,
        response: { 200: Type.Ref('Erasure'), ...failures(401, 403, 404, 422) },
      },
    },
    ({ actor, params }) => eraseContact(core, actor, params.id),
  )

  app.get(
    '/contacts/:id/export',
    {
      config: { permission: 'contacts:export' },
      schema: {
        tags,
        summary: 'Everything that is kept about a person (GDPR art. 15 and 20)',
        params: IdParams,
        response: { 200: Type.Ref('PersonExport'), ...failures(401, 403, 404, 422) },
      },
    },
    async ({ actor, params }, reply) => {
      const person = await exportContact(core, actor, params.id)
      return reply
        .header('content-disposition', `attachment; filename="person-${params.id}.json"`)
        .header('cache-control', 'no-store')
        .send(person)
    },
  )

  app.get(
    '/erasures',
    {
      config: { permission: 'contacts:erase' },
      schema: {
        tags,
        summary: 'List erasures, newest first; keep it beside your backups, to erase again after one was restored',
        querystring: PageQuery,
        response: { 200: PageOf(Type.Ref('Erasure')), ...failures(400, 401, 403, 422) },
      },
    },
    ({ actor, query }) => core.db.direct(actor.workspaceId, (client) => listErasures(client, actor.workspaceId, query)),
  )
}
