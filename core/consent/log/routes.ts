import { Type } from 'typebox'
import { failures, IdParams, PageOf } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { workspaceLog } from './log.ts'
import { outlookOf } from './outlook.ts'
import { LogEntrySchema, LogQuery, OutlookSchema } from './schema.ts'

const tags = ['Consent']

/** All that was said about consent in the workspace, and what the gate makes of it for one person. Registered under /api/v1. */
export const consentLogRoutes: Routes = async (app) => {
  const { core } = app
  app.addSchema(LogEntrySchema)
  app.addSchema(OutlookSchema)

  app.get(
    '/consents',
    {
      config: { permission: 'consent:read' },
      schema: {
        tags,
        summary: 'The log of consent of the whole workspace, newest first',
        querystring: LogQuery,
        response: { 200: PageOf(Type.Ref('ConsentLogEntry')), ...failures(400, 401, 403, 422) },
      },
    },
    ({ actor, query }) =>
      core.db.direct(actor.workspaceId, (client) => workspaceLog(client, core, actor.workspaceId, query)),
  )

  app.get(
    '/contacts/:id/standing',
    {
      config: { permission: 'consent:read' },
      schema: {
        tags,
        summary: 'What a person would get now, and why not the rest',
        params: IdParams,
        response: { 200: Type.Ref('ContactOutlook'), ...failures(401, 403, 404, 422) },
      },
    },
    ({ actor, params }) =>
      core.db.probing(actor.workspaceId, (client) => outlookOf(client, core, actor.workspaceId, params.id)),
  )
}
