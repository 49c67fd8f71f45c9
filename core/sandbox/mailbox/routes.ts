import { Type } from 'typebox'
import { notFound } from '../../errors.ts'
import { decodeCursor } from '../../http/paging.ts'
import { failures, PageOf } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { audit } from '../../workspaces/audit.ts'
import { askSandbox, nothingWhenAway } from '../client.ts'
import { requireSandboxAccount } from '../standing.ts'
import { act, possibilities } from './act.ts'
import type { MailboxState } from './announce.ts'
import type { Arrived, Opened } from './mailbox.ts'
import { ActedSchema, type ActInput, ActSchema, ArrivedSchema, MailboxQuerySchema, OpenedSchema } from './schema.ts'

const tags = ['Sandbox']
const MessageId = Type.String({ maxLength: 100 })

/** What "arrived" at the stand-ins for the own workspace. Registered under /api/v1/sandbox/messages. */
export const mailboxRoutes: Routes = async (app) => {
  const { core } = app
  const { dataDir, trackingUrl } = core.config
  for (const one of [ArrivedSchema, OpenedSchema, ActSchema, ActedSchema]) app.addSchema(one)

  const list = (workspaceId: string, query: Record<string, string | number | undefined>) =>
    askSandbox<{ data: Arrived[]; next: string | null }>(dataDir, 'GET', '/messages', { workspaceId, ...query })
  const open = async (workspaceId: string, id: string): Promise<Opened> => {
    // Whether a stand-in runs or not: there is no such message.
    const found = await askSandbox<Opened>(dataDir, 'GET', '/message', { workspaceId, id }).catch(nothingWhenAway)
    if (!found) throw notFound('message')
    return found
  }
  core.live.registerSnapshot('sandbox', async (workspaceId): Promise<MailboxState> => {
    const found = await list(workspaceId, { limit: 1 }).catch(nothingWhenAway)
    const [newest] = found?.data ?? []
    return { running: found !== null, latest: newest?.id ?? null, at: newest?.at ?? null }
  })

  app.get(
    '/',
    {
      config: { permission: 'sandbox:read' },
      schema: {
        tags,
        summary: 'List what arrived, newest first',
        description: 'Each stand-in keeps its newest messages only: see the README of its plugin.',
        querystring: MailboxQuerySchema,
        response: { 200: PageOf(Type.Ref('SandboxMessage')), ...failures(400, 401, 403, 409) },
      },
    },
    async ({ actor, query }) => {
      if (query.cursor) decodeCursor(query.cursor, 3)
      return (await list(actor.workspaceId, query)) ?? { data: [], next: null }
    },
  )

  app.get(
    '/:id',
    {
      config: { permission: 'sandbox:read' },
      schema: {
        tags,
        summary: 'One message, as its recipient sees it and as it came over the wire',
        params: Type.Object({ id: MessageId }),
        response: { 200: Type.Ref('SandboxMessageOpened'), ...failures(401, 403, 404) },
      },
    },
    async ({ actor, params }) => {
      const message = await open(actor.workspaceId, params.id)
      const attachments = message.view?.attachments.map(({ name, type, content }) => ({
        name,
        type,
        bytes: Buffer.byteLength(content, 'base64'),
      }))
      return {
        ...message,
        view: message.view && { ...message.view, attachments: attachments! },
        possible: possibilities(message, trackingUrl),
      }
    },
  )

  app.get(
    '/:id/attachments/:number',
    {
      config: { permission: 'sandbox:read' },
      schema: {
        tags,
        summary: 'A file that came with a message',
        params: Type.Object({ id: MessageId, number: Type.String({ maxLength: 40, description: 'From 0' }) }),
        produces: ['application/octet-stream'],
        response: { 200: Type.String(), ...failures(401, 403, 404) },
      },
    },
    async ({ actor, params }, reply) => {
      const file = (await open(actor.workspaceId, params.id)).view?.attachments[Number(params.number)]
      if (!file) throw notFound('attachment')
      // Whatever it says it is: it is saved, never shown.
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name || 'attachment')}`)
        .send(Buffer.from(file.content, 'base64') as never)
    },
  )

  app.post(
    '/:id/act',
    {
      config: { permission: 'sandbox:write' },
      schema: {
        tags,
        summary: 'Do with a message what its recipient could do',
        description:
          'Opens, clicks and unsubscribing go to the public addresses in the message and count as anybody’s. A bounce or complaint is made and shown; reports that come as messages are not read yet.',
        params: Type.Object({ id: MessageId }),
        body: Type.Unsafe<ActInput>(Type.Ref('SandboxAct')),
        response: { 200: Type.Ref('SandboxActed'), ...failures(400, 401, 403, 404, 409, 422) },
      },
    },
    async ({ actor, params, body }) => act(core, actor.workspaceId, await open(actor.workspaceId, params.id), body),
  )

  app.delete(
    '/',
    {
      config: { permission: 'sandbox:write' },
      schema: {
        tags,
        summary: 'Forget everything that arrived, of every workspace',
        response: { 204: Type.Null(), ...failures(401, 403, 409) },
      },
    },
    async ({ actor }, reply) => {
      await core.db.tenant(actor.workspaceId, (trx) => requireSandboxAccount(trx, actor.workspaceId))
      await askSandbox(dataDir, 'DELETE', '/messages')
      await core.db.tenant(actor.workspaceId, (trx) =>
        audit(trx, actor, { action: 'sandbox.clear', objectType: 'sandbox' }),
      )
      core.live.publish({ workspaceId: actor.workspaceId, topic: 'sandbox' })
      return reply.code(204).send(null)
    },
  )
}
