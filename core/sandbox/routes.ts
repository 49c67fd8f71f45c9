import { type Static, Type } from 'typebox'
import { createAccount } from '../accounts/accounts.ts'
import { AccountSchema } from '../accounts/schema.ts'
import { showAccounts } from '../accounts/show.ts'
import { notFound, Problem } from '../errors.ts'
import { failures } from '../http/schemas.ts'
import type { Routes } from '../http/types.ts'
import { audit } from '../workspaces/audit.ts'
import { askSandbox, nothingWhenAway } from './client.ts'
import type { RunningNow } from './control.ts'
import { placeOf } from './follow.ts'
import { hasSandboxAccount, requireSandboxAccount } from './standing.ts'
import { readState } from './state.ts'

const tags = ['Sandbox']
const Provider = Type.String({ minLength: 1, maxLength: 50, examples: ['smtp'] })
const Faults = Type.Record(Type.String(), Type.Unknown(), {
  description: "The stand-in's own fields, as its schema says; {} ends all faults",
})
const BehaveSchema = Type.Object(
  { provider: Provider, faults: Faults },
  {
    $id: 'SandboxFaults',
    additionalProperties: false,
    examples: [{ provider: 'smtp', faults: { rules: [{ at: 'RCPT', to: '*@slow.example', delayMs: 500 }] } }],
  },
)
const StateSchema = Type.Object(
  {
    provider: Provider,
    channel: Type.String(),
    accepted: Type.Integer({ description: 'Since its start, of every workspace' }),
    faults: Faults,
    schema: Type.Unknown({ description: 'JSON Schema of the faults; null where there is none' }),
    presets: Type.Array(
      Type.Object({
        id: Type.String(),
        label: Type.Record(Type.String(), Type.String()),
        faults: Faults,
        on: Type.Boolean({ description: 'This is how it behaves now' }),
      }),
    ),
  },
  { $id: 'SandboxState' },
)
const NewAccountSchema = Type.Object(
  {
    provider: Provider,
    name: Type.String({ minLength: 1, maxLength: 200, examples: ['Sandbox'] }),
    settings: Type.Optional(
      Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), {
        description: "The provider's settings, without where it is: that is the stand-in's to say",
      }),
    ),
  },
  { $id: 'SandboxAccountInput', additionalProperties: false },
)

/**
 * The stand-ins and how they misbehave. Messages are those of the own workspace; the stand-ins themselves serve the
 * whole installation, so faults and clearing concern every workspace. Registered under /api/v1/sandbox.
 */
export const sandboxRoutes: Routes = async (app) => {
  const { core } = app
  const { dataDir } = core.config
  for (const schema of [StateSchema, BehaveSchema, NewAccountSchema]) app.addSchema(schema)

  app.get(
    '/',
    {
      config: { permission: 'sandbox:read' },
      schema: {
        tags,
        summary: 'The stand-ins that run, how they behave and how they can be made to',
        response: {
          200: Type.Object({
            available: Type.Boolean({ description: 'This workspace has an account at a stand-in' }),
            running: Type.Boolean(),
            data: Type.Array(Type.Ref('SandboxState')),
          }),
          ...failures(401, 403),
        },
      },
    },
    async ({ actor }) => {
      const available = await core.db.tenant(actor.workspaceId, (trx) => hasSandboxAccount(trx, actor.workspaceId))
      const running = await askSandbox<RunningNow[]>(dataDir, 'GET', '/').catch(nothingWhenAway)
      return { available, running: running !== null, data: (running ?? []).map(describe) }
    },
  )

  const describe = ({ provider, accepted, faults }: RunningNow) => {
    const sandbox = core.registries.sandboxes.get(provider)
    const presets = (sandbox?.presets ?? []).map(({ id, label, faults: wanted }) => ({
      id,
      label: { ...label },
      faults: wanted,
      on: JSON.stringify(wanted) === JSON.stringify(faults),
    }))
    const channel = core.registries.providers.get(provider)?.channel ?? ''
    return { provider, channel, accepted, faults, schema: sandbox?.faults ?? null, presets }
  }

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
      await core.db.tenant(actor.workspaceId, (trx) => requireSandboxAccount(trx, actor.workspaceId))
      if (!(await askSandbox(dataDir, 'POST', '/behave', {}, body))) throw notFound('sandbox')
      await core.db.tenant(actor.workspaceId, (trx) =>
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

  app.post(
    '/accounts',
    {
      config: { permission: 'accounts:write' },
      schema: {
        tags,
        summary: 'Add an account at a stand-in: what is sent through it leaves this machine never',
        body: Type.Unsafe<Static<typeof NewAccountSchema>>(Type.Ref('SandboxAccountInput')),
        response: { 201: AccountSchema, ...failures(400, 401, 403, 409, 422) },
      },
    },
    async ({ actor, body }, reply) => {
      const place = readState(dataDir).settings[body.provider]
      if (!place) throw new Problem('conflict', `No stand-in for "${body.provider}" runs on this machine.`)
      const settings = { ...place, ...body.settings, ...placeOf(place) }
      const row = await createAccount(core, actor, { ...body, settings, sandbox: true })
      const [shown] = await core.db.tenant(actor.workspaceId, (trx) =>
        showAccounts(core, trx, actor.workspaceId, [row]),
      )
      return reply.code(201).send(shown!)
    },
  )
}
