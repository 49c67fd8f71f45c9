import Type from 'typebox'
import { decodeCursor, page } from '../http/paging.ts'
import { failures, IdParams, PageOf, PageQuery } from '../http/schemas.ts'
import type { Routes } from '../http/types.ts'
import { checkAccount, createAccount, deleteAccount, findAccount, updateAccount } from './accounts.ts'
import { AccountRow } from './model.ts'
import {
  AccountPatch,
  AccountSchema,
  AccountUsage,
  AccountWrite,
  ChannelSchema,
  HealthSchema,
  ProviderSchema,
} from './schema.ts'
import { showAccounts } from './show.ts'
import { findAccountUsage } from './usage.ts'

const tags = ['accounts']

/** /api/v1/accounts */
export const accountRoutes: Routes = async (app) => {
  const { core } = app
  const show = async (workspaceId: string, row: AccountRow) =>
    (await core.db.tenant(workspaceId, (trx) => showAccounts(core, trx, workspaceId, [row])))[0]!

  app.get(
    '/',
    {
      config: { permission: 'accounts:read' },
      schema: {
        tags,
        summary: 'List accounts',
        querystring: PageQuery,
        response: { 200: PageOf(AccountSchema), ...failures(401, 403) },
      },
    },
    (request) => {
      const { workspaceId } = request.actor
      const { limit, cursor } = request.query
      return core.db.tenant(workspaceId, async (trx) => {
        const list = AccountRow.query(trx)
          .where({ workspace_id: workspaceId })
          .orderBy('id')
          .limit(limit + 1)
        if (cursor) list.where('id', '>', String(decodeCursor(cursor, 1)[0]))
        const { data, next } = page(await list, limit, (row) => [row.id])
        return { data: await showAccounts(core, trx, workspaceId, data), next }
      })
    },
  )

  app.post(
    '/',
    {
      config: { permission: 'accounts:write' },
      schema: {
        tags,
        summary: 'Add an account',
        body: AccountWrite,
        response: { 201: AccountSchema, ...failures(401, 403, 422) },
      },
    },
    async (request, reply) => {
      const row = await createAccount(core, request.actor, request.body)
      return reply.code(201).send(await show(request.actor.workspaceId, row))
    },
  )

  app.get(
    '/:id',
    {
      config: { permission: 'accounts:read' },
      schema: {
        tags,
        summary: 'One account',
        params: IdParams,
        response: { 200: AccountSchema, ...failures(401, 403, 404) },
      },
    },
    async (request) => {
      const { workspaceId } = request.actor
      return show(
        workspaceId,
        await core.db.tenant(workspaceId, (trx) => findAccount(trx, workspaceId, request.params.id)),
      )
    },
  )

  app.patch(
    '/:id',
    {
      config: { permission: 'accounts:write' },
      schema: {
        tags,
        summary: 'Change an account',
        params: IdParams,
        body: AccountPatch,
        response: { 200: AccountSchema, ...failures(401, 403, 404, 422) },
      },
    },
    async (request) =>
      show(request.actor.workspaceId, await updateAccount(core, request.actor, request.params.id, request.body)),
  )

  app.delete(
    '/:id',
    {
      config: { permission: 'accounts:write' },
      schema: {
        tags,
        summary: 'Remove an account that has nothing left to send',
        params: IdParams,
        response: { 204: Type.Null(), ...failures(401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      await deleteAccount(core, request.actor, request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/:id/usage',
    {
      config: { permission: 'accounts:read' },
      schema: {
        tags,
        summary: 'Campaigns that name an account',
        params: IdParams,
        response: { 200: AccountUsage, ...failures(401, 403, 404) },
      },
    },
    ({ actor, params }) =>
      core.db.tenant(actor.workspaceId, (trx) => findAccountUsage(trx, actor.workspaceId, params.id)),
  )

  app.post(
    '/:id/check',
    {
      config: { permission: 'accounts:write' },
      schema: {
        tags,
        summary: 'Test the connection',
        params: IdParams,
        response: { 200: HealthSchema, ...failures(401, 403, 404) },
      },
    },
    (request) => checkAccount(core, request.actor, request.params.id),
  )
}

/** /api/v1/providers and /api/v1/channels: what the mounted plugins offer, as data for forms. */
export const catalogueRoutes: Routes = async (app) => {
  const { registries } = app.core
  app.get(
    '/providers',
    {
      config: { permission: 'accounts:read' },
      schema: {
        tags,
        summary: 'Providers that are mounted, with the schema of their settings',
        response: { 200: Type.Object({ data: Type.Array(ProviderSchema) }), ...failures(401, 403) },
      },
    },
    () => ({
      data: [...registries.providers.values()].map(({ id, channel, label, settings, capabilities }) => ({
        id,
        channel,
        label: { ...label },
        settings,
        capabilities,
      })),
    }),
  )
  app.get(
    '/channels',
    {
      config: { permission: 'templates:read' },
      schema: {
        tags,
        summary: 'Channels that are mounted, with the schema of their content',
        response: { 200: Type.Object({ data: Type.Array(ChannelSchema) }), ...failures(401, 403) },
      },
    },
    () => ({
      data: [...registries.channels.values()].map(({ id, label, address, content, consent, policy }) => ({
        id,
        label: { ...label },
        addressKind: address.kind,
        content,
        consent,
        policy,
      })),
    }),
  )
}
