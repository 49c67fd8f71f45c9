import { Type } from 'typebox'
import { notFound } from '../../errors.ts'
import { decodeCursor, page } from '../../http/paging.ts'
import { failures, Id, IdParams, PageOf, PageQuery } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { audit } from '../audit.ts'
import { endSessions, openSessions } from '../auth/sessions.ts'
import { addMember, changeRole, listMembers, readMember, removeMember } from '../members.ts'
import { MemberChange, NewMemberBody } from '../schema.ts'
import { prepareUser } from '../users.ts'
import { shownSession } from './sessions.ts'

const tags = ['Members']

/** `/api/v1/members`: who works in this workspace, and as what. */
export const memberRoutes: Routes = async (app) => {
  const system = app.core.db.system

  app.get(
    '',
    {
      config: { permission: 'users:read' },
      schema: {
        tags,
        summary: 'List members',
        querystring: PageQuery,
        response: { 200: PageOf(Type.Ref('Member')), ...failures(400, 401, 403, 422) },
      },
    },
    async ({ actor, query }) => {
      const [after] = query.cursor ? decodeCursor(query.cursor, 1) : []
      const rows = await system((trx) => listMembers(trx, actor.workspaceId, query.limit, after as string | undefined))
      return page(rows, query.limit, (row) => [row.id])
    },
  )

  app.post(
    '',
    {
      config: { permission: 'users:write' },
      schema: {
        tags,
        summary: 'Add a member',
        body: NewMemberBody,
        response: { 201: Type.Ref('Member'), ...failures(401, 403, 409, 422, 503) },
      },
    },
    async ({ actor, body }, reply) => {
      const ready = await prepareUser({ ...body, workspaceId: actor.workspaceId })
      return reply.code(201).send(await system((trx) => addMember(trx, actor, ready)))
    },
  )

  app.get(
    '/:id',
    {
      config: { permission: 'users:read' },
      schema: {
        tags,
        summary: 'One member',
        params: IdParams,
        response: { 200: Type.Ref('Member'), ...failures(401, 403, 404, 422) },
      },
    },
    async ({ actor, params }) => system((trx) => readMember(trx, actor.workspaceId, params.id)),
  )

  app.patch(
    '/:id',
    {
      config: { permission: 'users:write' },
      schema: {
        tags,
        summary: "Change a member's role",
        description: 'Takes effect within 5 seconds, also for whoever is signed in. The last owner stays one.',
        params: IdParams,
        body: MemberChange,
        response: { 200: Type.Ref('Member'), ...failures(401, 403, 404, 409, 422) },
      },
    },
    async ({ actor, params, body }) => {
      const member = await system((trx) => changeRole(trx, actor, params.id, body.role))
      app.access.forget()
      return member
    },
  )

  app.delete(
    '/:id',
    {
      config: { permission: 'users:write' },
      schema: {
        tags,
        summary: 'Remove a member',
        params: IdParams,
        response: { 204: Type.Null(), ...failures(401, 403, 404, 409, 422) },
      },
    },
    async ({ actor, params }, reply) => {
      await system((trx) => removeMember(trx, actor, params.id))
      app.access.forget()
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/:id/sessions',
    {
      config: { permission: 'users:read' },
      schema: {
        tags,
        summary: 'Where a member is signed in',
        params: IdParams,
        response: { 200: Type.Object({ data: Type.Array(Type.Ref('Session')) }), ...failures(401, 403, 404, 422) },
      },
    },
    async ({ actor, params }) => {
      const sessions = await system(async (trx) => {
        await readMember(trx, actor.workspaceId, params.id)
        return openSessions(trx, params.id)
      })
      return { data: sessions.map((session) => shownSession(session, actor.sessionId)) }
    },
  )

  app.delete(
    '/:id/sessions/:sessionId',
    {
      config: { permission: 'users:write' },
      schema: {
        tags,
        summary: 'Sign a member out',
        description: 'In every workspace: a session belongs to the user.',
        params: Type.Object({ id: Id, sessionId: Id }),
        response: { 204: Type.Null(), ...failures(401, 403, 404, 422) },
      },
    },
    async ({ actor, params }, reply) => {
      await system(async (trx) => {
        await readMember(trx, actor.workspaceId, params.id)
        const ended = await endSessions(trx, { ids: [params.sessionId], userId: params.id }, 'ended_by_admin')
        if (ended.length === 0) throw notFound('session')
        await audit(trx, actor, { action: 'session.end', objectType: 'session', objectId: params.sessionId })
      })
      app.access.forget()
      return reply.code(204).send(null)
    },
  )
}
