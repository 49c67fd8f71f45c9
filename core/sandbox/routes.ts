import { type Static, Type } from 'typebox'
import { notFound, Problem } from '../errors.ts'
import { failures, Timestamp } from '../http/schemas.ts'
import type { Routes } from '../http/types.ts'
import { audit } from '../workspaces/audit.ts'
import { askSandbox } from './client.ts'

const tags = ['Sandbox']
const summary = {
  id: Type.String({ examples: ['smtp-12'] }),
  provider: Type.String({ examples: ['smtp'] }),
  at: Timestamp,
  to: Type.String(),
  from: Type.String(),
  bytes: Type.Integer(),
}
const ArrivedSchema = Type.Object(summary, {
  $id: 'SandboxMessage',
  description: 'What a stand-in took instead of the provider',
})
const ArrivedRawSchema = Type.Object(
  { ...summary, raw: Type.String({ description: "As it came over the wire, in the provider's own protocol" }) },
  { $id: 'SandboxMessageRaw' },
)
const BehaveSchema = Type.Object(
  {
    provider: Type.String({ minLength: 1, maxLength: 50 }),
    faults: Type.Record(Type.String(), Type.Unknown(), {
      description: "The stand-in's own fields, see the README of its plugin; {} ends all faults",
    }),
  },
  {
    $id: 'SandboxFaults',
    additionalProperties: false,
    examples: [{ provider: 'smtp', faults: { rules: [{ at: 'RCPT', to: '*@slow.example', delayMs: 500 }] } }],
  },
)
const StateSchema = Type.Object({ provider: summary.provider, accepted: Type.Integer() }, { $id: 'SandboxState' })
type RunningNow = Static<typeof StateSchema>
type Arrived = Static<typeof ArrivedSchema>
type ArrivedRaw = Static<typeof ArrivedRawSchema>

/**
 * What "arrived" at the stand-ins, and how they misbehave. Messages are those of the own workspace; the stand-ins
 * themselves serve the whole installation, so faults and clearing concern every workspace. Registered under /api/v1/sandbox.
 */
export const sandboxRoutes: Routes = async (app) => {
  const { dataDir } = app.core.config
  for (const schema of [StateSchema, ArrivedSchema, ArrivedRawSchema, BehaveSchema]) app.addSchema(schema)
  app.get(
    '/',
    {
      config: { permission: 'sandbox:read' },
      schema: {
        tags,
        summary: 'The stand-ins that run, and how many messages each has taken since its start, of every workspace',
        response: { 200: Type.Object({ data: Type.Array(Type.Ref('SandboxState')) }), ...failures(401, 403, 409) },
      },
    },
    async () => ({ data: (await askSandbox<RunningNow[]>(dataDir, 'GET', '/')) ?? [] }),
  )

  app.get(
    '/messages',
    {
      config: { permission: 'sandbox:read' },
      schema: {
        tags,
        summary: 'List what arrived, newest first; of the newest 5,000 per stand-in',
        querystring: Type.Object({
          to: Type.Optional(Type.String({ maxLength: 320 })),
          provider: Type.Optional(Type.String({ maxLength: 50 })),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
        }),
        response: {
          200: Type.Object({ data: Type.Array(Type.Ref('SandboxMessage')) }),
          ...failures(400, 401, 403, 409),
        },
      },
    },
    async ({ actor, query }) => {
      const { workspaceId } = actor
      return { data: (await askSandbox<Arrived[]>(dataDir, 'GET', '/messages', { workspaceId, ...query })) ?? [] }
    },
  )

  app.get(
    '/messages/:id',
    {
      config: { permission: 'sandbox:read' },
      schema: {
        tags,
        summary: 'One message as it came over the wire',
        params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
        response: { 200: Type.Ref('SandboxMessageRaw'), ...failures(401, 403, 404) },
      },
    },
    async ({ actor, params }) => {
      const asked = { workspaceId: actor.workspaceId, id: params.id }
      // Whether a stand-in runs or not: there is no such message.
      const found = await askSandbox<ArrivedRaw>(dataDir, 'GET', '/message', asked).catch(nothingWhenAway)
      if (!found) throw notFound('message')
      return found
    },
  )

  app.post(
    '/behave',
    {
      config: { permission: 'sandbox:write' },
      schema: {
        tags,
        summary: 'Make a stand-in misbehave, for every workspace, until told otherwise',
        body: Type.Unsafe<Static<typeof BehaveSchema>>(Type.Ref('SandboxFaults')),
        response: { 204: Type.Null(), ...failures(400, 401, 403, 404, 409, 422) },
      },
    },
    async ({ actor, body }, reply) => {
      if (!(await askSandbox(dataDir, 'POST', '/behave', {}, body))) throw notFound('sandbox')
      await app.core.db.tenant(actor.workspaceId, (trx) =>
        audit(trx, actor, {
          action: 'sandbox.behave',
          objectType: 'sandbox',
          objectId: body.provider,
          after: body.faults,
        }),
      )
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/messages',
    {
      config: { permission: 'sandbox:write' },
      schema: {
        tags,
        summary: 'Forget everything that arrived, of every workspace',
        response: { 204: Type.Null(), ...failures(401, 403, 409) },
      },
    },
    async ({ actor }, reply) => {
      await askSandbox(dataDir, 'DELETE', '/messages')
      await app.core.db.tenant(actor.workspaceId, (trx) =>
        audit(trx, actor, { action: 'sandbox.clear', objectType: 'sandbox' }),
      )
      return reply.code(204).send(null)
    },
  )
}

function nothingWhenAway(error: unknown): null {
  if (error instanceof Problem && error.code === 'conflict') return null
  throw error
}
