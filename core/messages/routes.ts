import Type from 'typebox'
import { invalid } from '../errors.ts'
import { withIdempotency } from '../http/idempotency.ts'
import { failures, IdParams, PageOf, PageQuery } from '../http/schemas.ts'
import type { Routes } from '../http/types.ts'
import { findMessage, messagesOf } from './history.ts'
import { MessageAnswer, MessageSchema, SendMessage, SendMessages, SendTrial } from './schema.ts'
import { acceptMessages } from './send/accept.ts'
import { sendTrial } from './send/trial.ts'

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
      return withIdempotency(request, reply, async (trx) => {
        const [answer] = await acceptMessages(core, trx, request.actor, { ...rest, recipients: [to] })
        if (answer!.state === 'refused')
          throw invalid([{ field: '/to', code: 'refused', message: answer!.reason ?? 'This cannot be a recipient.' }])
        return answer!
      })
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

/** /api/v1/templates: a template as a few people would get it */
export const trialRoutes: Routes = async (app) => {
  app.post(
    '/:id/test',
    {
      config: { permission: 'messages:send' },
      schema: {
        tags: ['templates'],
        summary: 'Send a draft or version to at most 10 people, as a test',
        description: 'Through the same ledger and gate, as a run of its own that is in no figures of a campaign.',
        params: IdParams,
        body: SendTrial,
        response: {
          202: Type.Object({ test: Type.Literal(true), version: Type.Integer(), data: Type.Array(MessageAnswer) }),
          ...failures(401, 403, 404, 409, 422),
        },
      },
    },
    (request, reply) => {
      reply.code(202)
      const { id } = request.params
      return withIdempotency(request, reply, async (trx) => ({
        test: true as const,
        ...(await sendTrial(app.core, trx, request.actor, id, request.body)),
      }))
    },
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
