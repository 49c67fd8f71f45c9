import Type, { type Static } from 'typebox'
import { Id, Nullable, StringEnum, Timestamp } from '../http/schemas.ts'

export const POLICIES = ['at_least_once', 'at_most_once'] as const

const Settings = Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), {
  description:
    "The provider's own settings; see GET /providers for their schema. Secrets can be written and are never shown: an empty or missing one keeps what is stored",
})

export const AccountSchema = Type.Object(
  {
    id: Id,
    name: Type.String(),
    channel: Type.String(),
    provider: Type.String(),
    settings: Settings,
    secrets: Type.Array(Type.String(), { description: 'Names of the secrets that are stored' }),
    policy: Nullable(StringEnum(POLICIES, { description: "Null: the channel's own" })),
    state: StringEnum(['active', 'paused'] as const),
    sandbox: Type.Boolean({ description: 'Points at a stand-in on this machine: nothing leaves it' }),
    health: Nullable(
      Type.Object({ ok: Type.Boolean(), message: Type.String(), hint: Type.Optional(Type.String()), at: Timestamp }),
    ),
    breakers: Type.Array(
      Type.Object({
        destination: Type.String(),
        until: Timestamp,
        code: Nullable(Type.String()),
        reason: Nullable(Type.String()),
      }),
      {
        description: "Doors that are closed for now; destination '' is the whole account",
      },
    ),
    lastError: Nullable(
      Type.Object(
        { destination: Type.String(), at: Timestamp, code: Nullable(Type.String()), reason: Nullable(Type.String()) },
        {
          description: "The provider's last words of trouble; null when it has taken messages since",
        },
      ),
    ),
    limits: Type.Array(
      Type.Object({
        unit: Type.String(),
        amount: Type.Number(),
        perSeconds: Type.Number(),
        available: Type.Number({ description: 'Could leave at this moment' }),
      }),
      { description: 'As the provider declares them, held over all workers' },
    ),
    acceptedToday: Type.Integer({
      description:
        "Messages of campaigns that the provider took since midnight in the workspace's time zone. Where one run uses two accounts on one channel, both show their sum",
    }),
    version: Type.Integer(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { $id: 'Account' },
)

export const AccountWrite = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    provider: Type.String({ maxLength: 50, examples: ['smtp'] }),
    settings: Settings,
    policy: Type.Optional(Nullable(StringEnum(POLICIES))),
  },
  { $id: 'AccountWrite', additionalProperties: false },
)
export type AccountWrite = Static<typeof AccountWrite>

export const AccountPatch = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    settings: Type.Optional(Settings),
    policy: Type.Optional(Nullable(StringEnum(POLICIES))),
    state: Type.Optional(StringEnum(['active', 'paused'] as const)),
  },
  { $id: 'AccountPatch', additionalProperties: false },
)
export type AccountPatch = Static<typeof AccountPatch>

export const HealthSchema = Type.Object(
  { ok: Type.Boolean(), message: Type.String(), hint: Type.Optional(Type.String()) },
  { $id: 'AccountHealth' },
)

export const AccountUsage = Type.Object(
  { campaigns: Type.Array(Type.Object({ id: Id, name: Type.String(), state: Type.String() })) },
  { description: 'Where an account is named; the 50 newest' },
)

export const ProviderSchema = Type.Object(
  {
    id: Type.String(),
    channel: Type.String(),
    label: Type.Record(Type.String(), Type.String()),
    settings: Type.Unknown({ description: 'JSON Schema of the settings: draws the form' }),
    capabilities: Type.Unknown(),
  },
  { $id: 'Provider' },
)

export const ChannelSchema = Type.Object(
  {
    id: Type.String(),
    label: Type.Record(Type.String(), Type.String()),
    addressKind: Type.String(),
    content: Type.Unknown({ description: 'JSON Schema of the content: draws the editor' }),
    consent: Type.Unknown(),
    policy: StringEnum(POLICIES),
  },
  { $id: 'Channel' },
)
