import Type from 'typebox'
import type { Core } from '../context.ts'
import { Problem } from '../errors.ts'
import { decodeCursor, encodeCursor } from '../http/paging.ts'
import { failures, Id, IdParams, Nullable, PageOf, PageQuery, StringEnum, Timestamp } from '../http/schemas.ts'
import type { Routes } from '../http/types.ts'
import { messagesOfRun } from '../messages/history.ts'
import { RunMessageSchema, STATE_NAMES } from '../messages/schema.ts'
import { freezePlan } from './freeze.ts'
import { findCampaign } from './launch.ts'
import { peopleBehind } from './people-behind.ts'

const tags = ['campaigns']
/** What people do that is told once each, and not kept with the message. */
const TOLD = ['unsubscribed', 'complained', 'replied', 'machine_opened', 'machine_clicked'] as const
const Who = Type.Object({
  id: Id,
  contactId: Id,
  firstName: Nullable(Type.String()),
  lastName: Nullable(Type.String()),
  at: Timestamp,
})
const Person = Type.Object({
  id: Id,
  firstName: Nullable(Type.String()),
  lastName: Nullable(Type.String()),
  address: Nullable(Type.String()),
  reason: Nullable(Type.String()),
})

/** /api/v1/campaigns: who stands behind a number, before the launch and after it */
export const campaignPeopleRoutes: Routes = async (app) => {
  const { core } = app

  app.get(
    '/:id/audience',
    {
      config: { permission: 'contacts:read' },
      schema: {
        tags,
        summary: 'The people behind one number of the explanation',
        description:
          'With a rare reason a page may hold fewer people than the limit, or none, and still have a `next`: 50,000 people are looked at for each.',
        params: IdParams,
        querystring: Type.Intersect([
          PageQuery,
          Type.Object({
            step: Type.Integer({ minimum: 0, maximum: 5, default: 0 }),
            reason: Type.Optional(Type.String({ maxLength: 50, description: 'Without: those who will get it' })),
          }),
        ]),
        response: { 200: PageOf(Person), ...failures(401, 403, 404, 409) },
      },
    },
    async (request) => {
      const { workspaceId } = request.actor
      const { limit, cursor, step, reason } = request.query
      const row = await core.db.tenant(workspaceId, async (trx) => {
        const campaign = await findCampaign(trx, workspaceId, request.params.id)
        return { campaign, ...(await freezePlan(core, trx, workspaceId, campaign.plan)) }
      })
      if (!row.frozen)
        throw new Problem('not_ready', 'The audience can be explained once the campaign is complete.', {
          errors: row.problems,
        })
      if (!row.frozen.steps[step]) throw new Problem('not_found', `The campaign has no step ${step}.`)
      const after = cursor ? String(decodeCursor(cursor, 1)[0]) : null
      const { data, next } = await peopleBehind(core, workspaceId, row.frozen, row.campaign.plan.limits, {
        step,
        reason: reason ?? null,
        after,
        limit,
      })
      return { data, next: next && encodeCursor([next]) }
    },
  )

  app.get(
    '/:id/messages',
    {
      config: { permission: 'messages:read' },
      schema: {
        tags,
        summary: 'Its messages in the order of people; by state, reason, step or what the person did',
        params: IdParams,
        querystring: Type.Intersect([
          PageQuery,
          Type.Object({
            state: Type.Optional(
              Type.Array(StringEnum(STATE_NAMES), { maxItems: STATE_NAMES.length, description: 'Any of these' }),
            ),
            reason: Type.Optional(
              Type.Array(Type.String({ maxLength: 50 }), {
                maxItems: 20,
                description: 'Any of these: why it was left out, or the class of its failure',
              }),
            ),
            did: Type.Optional(StringEnum(['opened', 'clicked'] as const, { description: 'By their own hand' })),
            step: Type.Optional(Type.Integer({ minimum: 0, maximum: 5 })),
          }),
        ]),
        response: { 200: PageOf(RunMessageSchema), ...failures(401, 403, 404, 409) },
      },
    },
    async (request) => {
      const { workspaceId } = request.actor
      const { runId } = await core.db.tenant(workspaceId, (trx) => findCampaign(trx, workspaceId, request.params.id))
      if (!runId) throw new Problem('conflict', 'The campaign has not been launched.')
      return messagesOfRun(core, workspaceId, runId, request.query)
    },
  )

  app.get(
    '/:id/people',
    {
      config: { permission: 'messages:read' },
      schema: {
        tags,
        summary: 'Who unsubscribed, complained, replied, or has software that reads along; newest first',
        params: IdParams,
        querystring: Type.Intersect([PageQuery, Type.Object({ kind: StringEnum(TOLD) })]),
        response: { 200: PageOf(Who), ...failures(400, 401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const { workspaceId } = request.actor
      const { limit, cursor, kind } = request.query
      const { id } = request.params
      await core.db.tenant(workspaceId, (trx) => findCampaign(trx, workspaceId, id))
      const filter = { workspaceId, campaignId: id, kinds: [kind] }
      const { events, next } = await core.eventLog.query(filter, { limit, cursor: cursor ?? null })
      return { data: await named(core, workspaceId, events), next }
    },
  )
}

/** With the names of now; who was erased has none. */
async function named(
  core: Core,
  workspaceId: string,
  events: readonly { id: string; contactId: string; at: string }[],
) {
  const rows = await core.db.tenant(workspaceId, (trx) =>
    trx('contacts')
      .where({ workspace_id: workspaceId })
      .whereIn('id', [...new Set(events.map(({ contactId }) => contactId))])
      .select('id', 'first_name', 'last_name'),
  )
  const names = new Map(rows.map((row) => [row.id, row]))
  return events.map(({ id, contactId, at }) => ({
    id,
    contactId,
    at,
    firstName: (names.get(contactId)?.first_name ?? null) as string | null,
    lastName: (names.get(contactId)?.last_name ?? null) as string | null,
  }))
}
