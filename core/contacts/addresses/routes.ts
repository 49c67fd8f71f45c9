import { Type } from 'typebox'
import { failures, Id, IdParams } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { showContact } from '../present.ts'
import type { AddressChange, AddressInput } from '../schema.ts'
import { addAddress, changeAddress, removeAddress } from './change.ts'

const tags = ['Contacts']
const Params = Type.Object({ id: Id, addressId: Id })
const Detail = Type.Ref('ContactDetail')

/** Addresses of one person; each answer is the person as they are now. */
export const addressRoutes: Routes = async (app) => {
  const { core } = app

  app.post(
    '/',
    {
      config: { permission: 'contacts:write' },
      schema: {
        tags,
        summary: 'Add an address to a person',
        params: IdParams,
        body: Type.Unsafe<AddressInput>(Type.Ref('AddressInput')),
        response: { 201: Detail, ...failures(400, 401, 403, 404, 409, 422) },
      },
    },
    async ({ actor, params, body }, reply) => {
      const shown = await core.db.tenant(actor.workspaceId, async (trx) => {
        await addAddress(trx, core, actor, params.id, body)
        return showContact(trx, core.vault, actor, params.id)
      })
      return reply.code(201).send(shown)
    },
  )

  app.patch(
    '/:addressId',
    {
      config: { permission: 'contacts:write' },
      schema: {
        tags,
        summary: 'Make an address the primary one, end it, or note that it was verified',
        params: Params,
        body: Type.Unsafe<AddressChange>(Type.Ref('AddressChange')),
        response: { 200: Detail, ...failures(400, 401, 403, 404, 422) },
      },
    },
    ({ actor, params, body }) =>
      core.db.tenant(actor.workspaceId, async (trx) => {
        await changeAddress(trx, actor, params.id, params.addressId, body)
        return showContact(trx, core.vault, actor, params.id)
      }),
  )

  app.delete(
    '/:addressId',
    {
      config: { permission: 'contacts:write' },
      schema: {
        tags,
        summary: 'Take an address away',
        params: Params,
        response: { 200: Detail, ...failures(401, 403, 404, 422) },
      },
    },
    ({ actor, params }) =>
      core.db.tenant(actor.workspaceId, async (trx) => {
        await removeAddress(trx, actor, params.id, params.addressId)
        return showContact(trx, core.vault, actor, params.id)
      }),
  )
}
