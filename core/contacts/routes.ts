import { Type } from 'typebox'
import { notFound, Problem } from '../errors.ts'
import { failures, IdParams, PageOf } from '../http/schemas.ts'
import type { Routes } from '../http/types.ts'
import { addressRoutes } from './addresses/routes.ts'
import { changeContact, createContact } from './change.ts'
import { exportRoutes } from './export/routes.ts'
import { findContacts, type SegmentCondition } from './find.ts'
import { presentContacts, showContact } from './present.ts'
import { type ContactChange, type ContactInput, ContactListQuery } from './schema.ts'

const tags = ['Contacts']
const Detail = Type.Ref('ContactDetail')

/** People. `inSegment` comes from the segments room, which stands above this one. */
export const contactRoutes =
  (inSegment: SegmentCondition): Routes =>
  async (app) => {
    const { core } = app

    app.get(
      '/',
      {
        config: { permission: 'contacts:read' },
        schema: {
          tags,
          summary: 'List and search people',
          querystring: ContactListQuery,
          response: { 200: PageOf(Type.Ref('Contact')), ...failures(400, 401, 403, 404, 422) },
        },
      },
      ({ actor, query }) =>
        core.db.tenant(actor.workspaceId, async (trx) => {
          const tools = { registries: core.registries, inSegment }
          const { data, next } = await findContacts(trx, tools, actor.workspaceId, query)
          return { data: await presentContacts(trx, actor.workspaceId, data), next }
        }),
    )

    app.post(
      '/',
      {
        config: { permission: 'contacts:write' },
        schema: {
          tags,
          summary: 'Add a person',
          body: Type.Unsafe<ContactInput>(Type.Ref('ContactInput')),
          response: { 201: Detail, ...failures(400, 401, 403, 409, 422) },
        },
      },
      async ({ actor, body }, reply) => {
        const shown = await core.db.tenant(actor.workspaceId, async (trx) =>
          showContact(trx, core.vault, actor, await createContact(trx, core, actor, body)),
        )
        return reply.code(201).header('location', `/api/v1/contacts/${shown.id}`).send(shown)
      },
    )

    app.get(
      '/:id',
      {
        config: { permission: 'contacts:read' },
        schema: {
          tags,
          summary: 'Show a person',
          params: IdParams,
          response: { 200: Detail, ...failures(401, 403, 404, 422) },
        },
      },
      ({ actor, params }) => core.db.tenant(actor.workspaceId, (trx) => showContact(trx, core.vault, actor, params.id)),
    )

    app.patch(
      '/:id',
      {
        config: { permission: 'contacts:write' },
        schema: {
          tags,
          summary: 'Change a person',
          params: IdParams,
          body: Type.Unsafe<ContactChange>(Type.Ref('ContactChange')),
          response: { 200: Detail, ...failures(400, 401, 403, 404, 409, 422) },
        },
      },
      ({ actor, params, body }) =>
        core.db.tenant(actor.workspaceId, async (trx) => {
          await changeContact(trx, core, actor, params.id, body)
          return showContact(trx, core.vault, actor, params.id)
        }),
    )

    app.delete(
      '/:id',
      {
        config: { permission: 'contacts:erase' },
        schema: {
          tags,
          summary: 'Refused: a person is erased, not deleted',
          description:
            'A deleted row would forget that the person must not be written to. Erasure keeps that, and proves it was done.',
          params: IdParams,
          response: failures(401, 403, 404, 405, 422),
        },
      },
      async ({ actor, params }) => {
        const found = await core.db.tenant(actor.workspaceId, (trx) =>
          trx('contacts').where({ workspace_id: actor.workspaceId, id: params.id }).first('id'),
        )
        if (!found) throw notFound('contact')
        throw new Problem(
          'method_not_allowed',
          `A person is erased, not deleted: POST /api/v1/contacts/${params.id}/erase.`,
        )
      },
    )

    await app.register(exportRoutes(inSegment))
    await app.register(addressRoutes, { prefix: '/:id/addresses' })
  }
