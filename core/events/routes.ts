import { Type } from 'typebox'
import type { EventFilter } from '../contracts/index.ts'
import { failures, IdParams, PageOf, Timestamp } from '../http/schemas.ts'
import type { Routes } from '../http/types.ts'
import { alertState, closeAlert, listAlerts } from './alerts.ts'
import { mustExist, readLinks, readRollup } from './rollups.ts'
import { AlertQuery, AlertSchema, EventQuery, EventSchema, LinkSchema, RollupSchema } from './schema.ts'

const Events = PageOf(Type.Ref('Event'))
const Range = Type.Object({ from: Type.Optional(Timestamp), to: Type.Optional(Timestamp) })

/** What happened, what it adds up to, and what needs somebody. Registered under /api/v1. */
export const eventRoutes: Routes = async (app) => {
  const { db, live } = app.core
  for (const schema of [EventSchema, RollupSchema, LinkSchema, AlertSchema]) app.addSchema(schema)
  live.registerSnapshot('alerts', (workspaceId) => db.tenant(workspaceId, (trx) => alertState(trx, workspaceId)))
  await app.register(historyRoutes)
  await app.register(alertRoutes)

  app.get(
    '/campaigns/:id/rollup',
    {
      config: { permission: 'events:read' },
      schema: {
        tags: ['Campaigns'],
        summary: 'Count what happened in a campaign, by kind, channel and hour',
        params: IdParams,
        querystring: Range,
        response: { 200: Type.Ref('CampaignRollup'), ...failures(400, 401, 403, 404, 422) },
      },
    },
    ({ actor, params, query }) =>
      db.tenant(actor.workspaceId, (trx) => readRollup(trx, actor.workspaceId, params.id, query)),
  )

  app.get(
    '/campaigns/:id/links',
    {
      config: { permission: 'events:read' },
      schema: {
        tags: ['Campaigns'],
        summary: 'List the links of a campaign with their clicks',
        params: IdParams,
        response: { 200: Type.Object({ data: Type.Array(Type.Ref('CampaignLink')) }), ...failures(401, 403, 404, 422) },
      },
    },
    ({ actor, params }) =>
      db.tenant(actor.workspaceId, async (trx) => ({ data: await readLinks(trx, actor.workspaceId, params.id) })),
  )
}

/** Single events, newest first, of a campaign or of a person. */
const historyRoutes: Routes = async (app) => {
  const { db, eventLog } = app.core
  for (const what of ['campaign', 'contact'] as const)
    app.get(
      `/${what}s/:id/events`,
      {
        config: { permission: 'events:read' },
        schema: {
          tags: [what === 'campaign' ? 'Campaigns' : 'Contacts'],
          summary: `List what happened ${what === 'campaign' ? 'in a campaign' : 'to the messages of a person'}`,
          params: IdParams,
          querystring: EventQuery,
          response: { 200: Events, ...failures(400, 401, 403, 404, 422, 503) },
        },
      },
      async ({ actor, params, query }) => {
        const { workspaceId } = actor
        await db.tenant(workspaceId, (trx) => mustExist(trx, what, workspaceId, params.id))
        const { limit, cursor, ...range } = query
        const of = what === 'campaign' ? { campaignId: params.id } : { contactId: params.id }
        const filter: EventFilter = { workspaceId, ...of, ...range }
        const { events, next } = await eventLog.query(filter, { limit, cursor: cursor ?? null })
        return { data: [...events], next }
      },
    )
}

const alertRoutes: Routes = async (app) => {
  const { db } = app.core
  app.get(
    '/alerts',
    {
      config: { permission: 'alerts:read' },
      schema: {
        tags: ['Alerts'],
        summary: 'List what needs somebody',
        querystring: AlertQuery,
        response: { 200: PageOf(Type.Ref('Alert')), ...failures(400, 401, 403, 422) },
      },
    },
    ({ actor, query }) => db.tenant(actor.workspaceId, (trx) => listAlerts(trx, actor.workspaceId, query)),
  )

  app.post(
    '/alerts/:id/resolve',
    {
      config: { permission: 'alerts:write' },
      schema: {
        tags: ['Alerts'],
        summary: 'Say that an alert has been dealt with',
        params: IdParams,
        response: { 200: Type.Ref('Alert'), ...failures(401, 403, 404, 422) },
      },
    },
    ({ actor, params }) => db.tenant(actor.workspaceId, (trx) => closeAlert(trx, actor, params.id)),
  )
}
