import { Type } from 'typebox'
import { EVENT_KINDS } from '../contracts/index.ts'
import { Id, Nullable, PageQuery, StringEnum, Timestamp } from '../http/schemas.ts'
import { SEVERITIES } from './alerts.ts'

const Count = Type.Integer({ minimum: 0 })

export const EventSchema = Type.Object(
  {
    id: Id,
    campaignId: Nullable(Id),
    runId: Id,
    contactId: Id,
    step: Type.Integer(),
    channel: Type.String({ examples: ['email'] }),
    kind: StringEnum(EVENT_KINDS),
    at: Timestamp,
    data: Nullable(
      Type.Record(Type.String(), Type.Unknown(), { description: 'What belongs to the kind: code and reason, link' }),
    ),
  },
  { $id: 'Event', description: 'One thing that happened to one message' },
)

export const EventQuery = Type.Object({
  ...PageQuery.properties,
  kinds: Type.Optional(
    Type.Array(StringEnum(EVENT_KINDS), { maxItems: EVENT_KINDS.length, description: 'Only these' }),
  ),
  from: Type.Optional(Timestamp),
  to: Type.Optional(Timestamp),
})

const Kinds = Type.Object(Object.fromEntries(EVENT_KINDS.map((kind) => [kind, Type.Optional(Count)])), {
  description: 'Events by kind; a kind that never happened is left out',
})

export const RollupSchema = Type.Object(
  {
    kinds: Kinds,
    people: Type.Object(
      { opened: Count, clicked: Count },
      { description: 'People who did so at least once, software left out' },
    ),
    channels: Type.Array(Type.Object({ channel: Type.String(), kinds: Kinds })),
    hours: Type.Array(Type.Object({ hour: Timestamp, kinds: Kinds }), { description: 'Newest first, at most 744' }),
  },
  {
    $id: 'CampaignRollup',
    examples: [
      {
        kinds: { accepted: 2, clicked: 1 },
        people: { opened: 0, clicked: 1 },
        channels: [{ channel: 'email', kinds: { accepted: 2, clicked: 1 } }],
        hours: [{ hour: '2026-11-21T13:00:00.000Z', kinds: { accepted: 2, clicked: 1 } }],
      },
    ],
  },
)

export const LinkSchema = Type.Object(
  {
    runId: Id,
    step: Type.Integer(),
    channel: Type.String(),
    locale: Type.String(),
    link: Type.Integer({ description: 'Its number in the message, from 0' }),
    url: Type.String(),
    human: Count,
    machine: Count,
    people: Count,
  },
  { $id: 'CampaignLink', description: 'One link and its clicks; those by software are counted apart' },
)

export const AlertSchema = Type.Object(
  {
    id: Id,
    kind: Type.String({ examples: ['campaign.too_many_failures'] }),
    severity: StringEnum(SEVERITIES),
    objectType: Nullable(Type.String()),
    objectId: Nullable(Id),
    data: Type.Record(Type.String(), Type.Unknown()),
    createdAt: Timestamp,
    resolvedAt: Nullable(Timestamp),
    resolvedBy: Nullable(Type.String()),
  },
  { $id: 'Alert', description: 'Something that needs somebody' },
)

export const AlertQuery = Type.Object({
  ...PageQuery.properties,
  state: StringEnum(['open', 'resolved', 'all'] as const, { default: 'open' }),
})
