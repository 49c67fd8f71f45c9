import { Type } from 'typebox'
import { failures, IdParams, PageOf, PageQuery } from '../http/schemas.ts'
import type { Routes } from '../http/types.ts'
import { bareClient } from '../infra/bare-client.ts'
import { audit } from '../workspaces/audit.ts'
import { changeConsent } from './change.ts'
import { showConsents } from './ledger.ts'
import * as schema from './schema.ts'
import { setObjection, setRestriction } from './standing.ts'
import { listWordings, storeWording } from './wordings.ts'

const tags = ['Consent']

/** /api/v1/contacts: what one person said about being written to. */
export const contactConsentRoutes: Routes = async (app) => {
  const { core } = app
  for (const one of [
    schema.ConsentInputSchema,
    schema.ConsentEventSchema,
    schema.ConsentStateSchema,
    schema.ConsentLogSchema,
    schema.StandingSchema,
  ])
    app.addSchema(one)

  app.get(
    '/:id/consents',
    {
      config: { permission: 'consent:read' },
      schema: {
        tags,
        summary: "A person's consents: the log, and how things stood at any time",
        params: IdParams,
        querystring: schema.ConsentLogQuery,
        response: { 200: Type.Ref('ConsentLog'), ...failures(400, 401, 403, 404, 422) },
      },
    },
    ({ actor, params, query }) =>
      core.db.direct(actor.workspaceId, (client) => showConsents(client, actor.workspaceId, params.id, query)),
  )

  app.post(
    '/:id/consents',
    {
      config: { permission: 'consent:write' },
      schema: {
        tags,
        summary: 'Write down that consent was given or withdrawn',
        description:
          'Append-only. Needs a purpose, a channel, a source and, unless it is a withdrawal, the wording that the person read.',
        params: IdParams,
        body: Type.Unsafe<schema.ConsentInput>(Type.Ref('ConsentInput')),
        response: { 201: Type.Ref('ConsentLog'), ...failures(400, 401, 403, 404, 422) },
      },
    },
    async ({ actor, params, body }, reply) => {
      const shown = await core.db.tenant(actor.workspaceId, async (trx) => {
        await changeConsent(trx, core, actor, params.id, body)
        return showConsents(await bareClient(trx), actor.workspaceId, params.id, { limit: 50 })
      })
      return reply.code(201).send(shown)
    },
  )

  app.put(
    '/:id/objection',
    {
      config: { permission: 'consent:write' },
      schema: {
        tags,
        summary: 'Set or lift the objection to all marketing (GDPR art. 21)',
        params: IdParams,
        body: schema.ObjectionInput,
        response: { 200: Type.Ref('ContactStanding'), ...failures(400, 401, 403, 404, 422) },
      },
    },
    ({ actor, params, body }) => core.db.tenant(actor.workspaceId, (trx) => setObjection(trx, actor, params.id, body)),
  )

  app.put(
    '/:id/restriction',
    {
      config: { permission: 'consent:write' },
      schema: {
        tags,
        summary: 'Set or lift the restriction: kept, not written to (GDPR art. 18)',
        params: IdParams,
        body: schema.RestrictionInput,
        response: { 200: Type.Ref('ContactStanding'), ...failures(400, 401, 403, 404, 422) },
      },
    },
    ({ actor, params, body }) =>
      core.db.tenant(actor.workspaceId, (trx) => setRestriction(trx, actor, params.id, body)),
  )
}

/** /api/v1/consent-wordings: the texts that people read before they said yes. */
export const wordingRoutes: Routes = async (app) => {
  const { core } = app
  app.addSchema(schema.WordingSchema)
  app.addSchema(schema.WordingInputSchema)

  app.get(
    '/',
    {
      config: { permission: 'consent:read' },
      schema: {
        tags,
        summary: 'List wordings, newest first',
        querystring: Type.Object({
          ...PageQuery.properties,
          purpose: Type.Optional(schema.Purpose),
          channel: Type.Optional(schema.ChannelId),
        }),
        response: { 200: PageOf(Type.Ref('ConsentWording')), ...failures(400, 401, 403, 422) },
      },
    },
    ({ actor, query }) => core.db.direct(actor.workspaceId, (client) => listWordings(client, actor.workspaceId, query)),
  )

  app.post(
    '/',
    {
      config: { permission: 'consent:write' },
      schema: {
        tags,
        summary: 'Store a wording; the same text again gives the one there is (200)',
        body: Type.Unsafe<schema.WordingInput>(Type.Ref('ConsentWordingInput')),
        response: {
          200: Type.Ref('ConsentWording'),
          201: Type.Ref('ConsentWording'),
          ...failures(400, 401, 403, 422),
        },
      },
    },
    async ({ actor, body }, reply) => {
      const { wording, fresh } = await core.db.tenant(actor.workspaceId, async (trx) => {
        const stored = await storeWording(await bareClient(trx), actor.workspaceId, body)
        const { purpose, channel, locale, sha256, id } = stored.wording
        if (stored.fresh)
          await audit(trx, actor, {
            action: 'consent_wording.create',
            objectType: 'consent_wording',
            objectId: id,
            after: { purpose, channel, locale, sha256 },
          })
        return stored
      })
      return reply.code(fresh ? 201 : 200).send(wording)
    },
  )
}
