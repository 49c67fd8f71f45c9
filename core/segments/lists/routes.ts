import { Type } from 'typebox'
import { failures, IdParams, PageOf, PageQuery } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { inSegment } from '../routes.ts'
import type { ListChange, ListInput, PeopleChoice } from '../schema.ts'
import { findUsage } from '../usage.ts'
import { addMembers, changeList, createList, findList, removeList, removeMembers } from './change.ts'
import { showList, showLists, showMembers } from './show.ts'

const tags = ['Lists']
const ListRef = Type.Ref('List')
const Choice = Type.Unsafe<PeopleChoice>(Type.Ref('PeopleChoice'))
const Moved = Type.Object({ people: Type.Integer({ description: 'How many changed by this' }) })

/** Static lists and who is on them. */
export const listRoutes: Routes = async (app) => {
  const { db, registries } = app.core
  const tools = { registries, inSegment: inSegment('whole') }

  app.get(
    '/',
    {
      config: { permission: 'lists:read' },
      schema: {
        tags,
        summary: 'List the lists',
        querystring: PageQuery,
        response: { 200: PageOf(ListRef), ...failures(400, 401, 403, 422) },
      },
    },
    ({ actor, query }) => db.tenant(actor.workspaceId, (trx) => showLists(trx, actor.workspaceId, query)),
  )

  app.post(
    '/',
    {
      config: { permission: 'lists:write' },
      schema: {
        tags,
        summary: 'Make a list',
        body: Type.Unsafe<ListInput>(Type.Ref('ListInput')),
        response: { 201: ListRef, ...failures(400, 401, 403, 409, 422) },
      },
    },
    async ({ actor, body }, reply) => {
      const shown = await db.tenant(actor.workspaceId, async (trx) =>
        showList(trx, actor.workspaceId, await createList(trx, actor, body)),
      )
      return reply.code(201).header('location', `/api/v1/lists/${shown.id}`).send(shown)
    },
  )

  app.get(
    '/:id',
    {
      config: { permission: 'lists:read' },
      schema: {
        tags,
        summary: 'Show a list',
        params: IdParams,
        response: { 200: ListRef, ...failures(401, 403, 404, 422) },
      },
    },
    ({ actor, params }) => db.tenant(actor.workspaceId, (trx) => showList(trx, actor.workspaceId, params.id)),
  )

  app.patch(
    '/:id',
    {
      config: { permission: 'lists:write' },
      schema: {
        tags,
        summary: 'Change a list',
        params: IdParams,
        body: Type.Unsafe<ListChange>(Type.Ref('ListChange')),
        response: { 200: ListRef, ...failures(400, 401, 403, 404, 409, 422) },
      },
    },
    ({ actor, params, body }) =>
      db.tenant(actor.workspaceId, async (trx) => {
        await changeList(trx, actor, params.id, body)
        return showList(trx, actor.workspaceId, params.id)
      }),
  )

  app.delete(
    '/:id',
    {
      config: { permission: 'lists:write' },
      schema: {
        tags,
        summary: 'Delete a list that no scheduled or running campaign and no segment names; its people stay',
        params: IdParams,
        response: { 204: Type.Null(), ...failures(401, 403, 404, 409, 422) },
      },
    },
    async ({ actor, params }, reply) => {
      await db.tenant(actor.workspaceId, (trx) => removeList(trx, actor, params.id))
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/:id/usage',
    {
      config: { permission: 'lists:read' },
      schema: {
        tags,
        summary: 'Campaigns and segments that name a list',
        params: IdParams,
        response: { 200: Type.Ref('AudienceUsage'), ...failures(401, 403, 404, 422) },
      },
    },
    ({ actor, params }) =>
      db.tenant(actor.workspaceId, async (trx) => {
        await findList(trx, actor.workspaceId, params.id)
        return findUsage(trx, actor.workspaceId, params.id)
      }),
  )

  app.get(
    '/:id/members',
    {
      config: { permission: 'contacts:read' },
      schema: {
        tags,
        summary: 'People on a list',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: PageOf(Type.Ref('Contact')), ...failures(400, 401, 403, 404, 422) },
      },
    },
    ({ actor, params, query }) =>
      db.tenant(actor.workspaceId, (trx) => showMembers(trx, actor.workspaceId, params.id, query)),
  )

  app.post(
    '/:id/members',
    {
      config: { permission: 'lists:write' },
      schema: {
        tags,
        summary: 'Put people on a list, by id or by filter',
        params: IdParams,
        body: Choice,
        response: { 200: Moved, ...failures(400, 401, 403, 404, 422) },
      },
    },
    ({ actor, params, body }) =>
      db.tenant(actor.workspaceId, async (trx) => ({ people: await addMembers(trx, tools, actor, params.id, body) })),
  )

  app.post(
    '/:id/members/remove',
    {
      config: { permission: 'lists:write' },
      schema: {
        tags,
        summary: 'Take people off a list, by id or by filter',
        params: IdParams,
        body: Choice,
        response: { 200: Moved, ...failures(400, 401, 403, 404, 422) },
      },
    },
    ({ actor, params, body }) =>
      db.tenant(actor.workspaceId, async (trx) => ({
        people: await removeMembers(trx, tools, actor, params.id, body),
      })),
  )
}
