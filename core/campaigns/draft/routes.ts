import { goneSignal } from '../../http/gone.ts'
import { decodeCursor, encodeCursor } from '../../http/paging.ts'
import { failures, PageOf } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { explainDraft, peopleOfDraft } from './explain.ts'
import { DraftExplanation, ExplainRequest, PeopleRequest, Person } from './schema.ts'
import { explainWaves } from './waves.ts'
import { DraftWaves } from './waves-schema.ts'

const tags = ['campaigns']

/** /api/v1/campaigns: questions about a plan while it is written */
export const draftRoutes: Routes = async (app) => {
  const { core } = app

  app.post(
    '/explain',
    {
      config: { permission: 'campaigns:read' },
      schema: {
        tags,
        summary: 'Who would get a plan that is not saved, and why the others would not',
        description: 'Exact, however many people; given up after 20 s, and at once when the client goes away.',
        body: ExplainRequest,
        response: { 200: DraftExplanation, ...failures(401, 403, 422, 503) },
      },
    },
    (request, reply) => explainDraft(core, request.actor.workspaceId, request.body.plan, goneSignal(reply)),
  )

  app.post(
    '/explain/waves',
    {
      config: { permission: 'campaigns:read' },
      schema: {
        tags,
        summary: 'When people of each time zone would get a plan that is not saved',
        body: ExplainRequest,
        response: { 200: DraftWaves, ...failures(401, 403, 409, 422, 503) },
      },
    },
    (request, reply) => explainWaves(core, request.actor.workspaceId, request.body.plan, goneSignal(reply)),
  )

  app.post(
    '/explain/people',
    {
      config: { permission: 'contacts:read' },
      schema: {
        tags,
        summary: 'The people behind one number of that explanation',
        description:
          'With a rare reason a page may hold fewer people than the limit, or none, and still have a `next`: 50,000 people are looked at for each.',
        body: PeopleRequest,
        response: { 200: PageOf(Person), ...failures(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async (request, reply) => {
      const { plan, step, reason, limit, cursor } = request.body
      const after = cursor ? String(decodeCursor(cursor, 1)[0]) : null
      const which = { step, reason: reason ?? null, after, limit }
      const { data, next } = await peopleOfDraft(core, request.actor.workspaceId, plan, which, goneSignal(reply))
      return { data, next: next && encodeCursor([next]) }
    },
  )
}
