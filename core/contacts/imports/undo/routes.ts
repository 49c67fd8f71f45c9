import { Type } from 'typebox'
import { failures, IdParams } from '../../../http/schemas.ts'
import type { Routes } from '../../../http/types.ts'
import { requestUndo, showUndo } from './request.ts'
import { ImportUndoSchema } from './schema.ts'

const tags = ['Imports']

/** /api/v1/imports/:id/undo */
export const importUndoRoutes: Routes = async (app) => {
  const { core } = app
  app.addSchema(ImportUndoSchema)

  app.get(
    '/:id/undo',
    {
      config: { permission: 'contacts:import' },
      schema: {
        tags,
        summary: 'What taking an import back would do, does, or did',
        params: IdParams,
        response: { 200: Type.Ref('ImportUndo'), ...failures(401, 403, 404, 409, 422) },
      },
    },
    ({ actor, params }) => showUndo(core, actor.workspaceId, params.id),
  )

  app.post(
    '/:id/undo',
    {
      config: { permission: 'contacts:import' },
      schema: {
        tags,
        summary: 'Take an import back, as far as it can be exactly; asking again changes nothing',
        description:
          'A worker withdraws the consents that the file gave, removes people whom it made and nobody touched since, and ends ' +
          'memberships and addresses that it added. Fields that it overwrote stay: what stood there is not recorded.',
        params: IdParams,
        response: { 202: Type.Ref('ImportUndo'), ...failures(401, 403, 404, 409, 422) },
      },
    },
    async ({ actor, params }, reply) => {
      await requestUndo(core, actor, params.id)
      return reply.code(202).send(await showUndo(core, actor.workspaceId, params.id))
    },
  )
}
