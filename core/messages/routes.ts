import Type from 'typebox'
import { withIdempotency } from '../http/idempotency.ts'
import { failures, IdParams, PageOf, PageQuery } from '../http/schemas.ts'
import type { Routes } from '../http/types.ts'
import { findMessage, messagesOf } from './history.ts'
import { MessageAnswer, MessageSchema, SendMessage, SendMessages } from './schema.ts'
import { acceptMessages } from './transactional.ts'

const tags = ['messages']

/** /api/v1/messages */
export const messageRoutes: Routes = async (app) => {
  const { core } = app

  app.post(
    '/',
    {
      config: { permission: 'messages:send' },
      schema: {
        tags,
        summary: 'Send one message',
        description:
          'Through the same ledger, gate and dispatch as campaigns. With `Idempotency-Key` a repeated request gets the first answer.',
        body: SendMessage,
        response: { 202: MessageAnswer, ...failures(401, 403, 409, 422) },
      },
    },
    (request, reply) => {
      reply.code(202)
      const { to, ...rest } = request.body
      return withIdempotency(
        request,
        reply,
        async (trx) => (await acceptMessages(core, trx, request.actor, { ...rest, recipients: [to] }))[0]!,
      )
    },
  )

  app.post(
    '/bulk',
    {
      config: { permission: 'messages:send' },
      bodyLimit: 20 * 1_048_576,
      schema: {
        tags,
        summary: 'Send up to 1,000 messages',
        body: SendMessages,
        response: { 202: Type.Object({ data: Type.Array(MessageAnswer) }), ...failures(401, 403, 409, 422) },
      },
    },
    (request, reply) => {
      reply.code(202)
      return withIdempotency(request, reply, async (trx) => ({
        data: await acceptMessages(core, trx, request.actor, request.body),
      }))
    },
  )

  app.get(
    '/:id',
    {
      config: { permission: 'messages:read' },
      schema: {
        tags,
        summary: 'One message',
        params: Type.Object({ id: Type.String({ maxLength: 80 }) }),
        response: { 200: MessageSchema, ...failures(401, 403, 404) },
      },
    },
    (request) => findMessage(core, request.actor.workspaceId, request.params.id),
  )
}

/** /api/v1/contacts: a person's messages */
export const contactMessageRoutes: Routes = async (app) => {
  app.get(
    '/:id/messages',
    {
      config: { permission: 'messages:read' },
      schema: {
        tags,
        summary: 'All messages of one person, newest first',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: PageOf(MessageSchema), ...failures(401, 403, 404) },
      },
    },
    (request) => messagesOf(app.core, request.actor.workspaceId, request.params.id, request.query),
  )
}
