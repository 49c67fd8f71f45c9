import Type from 'typebox'
import { LinkSchema, RollupSchema } from '../../events/schema.ts'
import { Id, Nullable, Timestamp } from '../../http/schemas.ts'
import { CampaignSchema } from '../schema.ts'
import { Count, FiguresSchema, RatesSchema, SpeedSchema } from './schema.ts'

const Text = Type.String()

const FailureClass = Type.Object({
  class: Text,
  count: Count,
  codes: Type.Array(
    Type.Object({
      code: Text,
      count: Count,
      meaning: Nullable(Type.String({ description: "In the words of the provider's error table" })),
    }),
    { description: 'Most first, at most 50' },
  ),
})
const Visits = Type.Object({
  people: Count,
  total: Type.Integer({ minimum: 0, description: 'Visits by people' }),
  machine: Type.Integer({ minimum: 0, description: 'Visits by software' }),
})
const Step = Type.Object({
  step: Type.Integer(),
  channel: Text,
  account: Nullable(Type.Object({ id: Id, name: Text, provider: Text })),
  template: Nullable(Type.Object({ id: Id, name: Text, version: Type.Integer() })),
  states: Type.Record(Text, Count),
})
const Wave = Type.Object({ wave: Type.Integer(), timeZone: Text, dueAt: Timestamp, messages: Count, done: Count })

export const ReportSchema = Type.Object(
  {
    campaign: CampaignSchema,
    figures: FiguresSchema,
    rates: RatesSchema,
    states: Type.Record(Text, Count),
    speed: SpeedSchema,
    steps: Type.Array(Step),
    causes: Type.Object(
      {
        failed: Type.Array(FailureClass, { description: 'Messages that stand as failed' }),
        deferred: Type.Array(FailureClass, { description: 'Tries that were put off' }),
        unknown: Type.Array(FailureClass),
        bounced: Type.Array(FailureClass),
      },
      { description: 'Codes count what happened; a message that was tried twice may be in two of them' },
    ),
    excluded: Type.Array(Type.Object({ reason: Text, count: Count })),
    waves: Type.Array(Wave, { description: 'Time zones of the schedule, in the order in which they are due' }),
    engagement: Type.Object({
      opened: Visits,
      clicked: Visits,
      unsubscribed: Count,
      complained: Count,
      replied: Count,
    }),
    channels: RollupSchema.properties.channels,
    links: Type.Array(LinkSchema),
    hours: Type.Array(RollupSchema.properties.hours.items, { description: 'Oldest first, at most the last 744' }),
  },
  { $id: 'CampaignReport' },
)

export const ZonesSchema = Type.Object(
  {
    at: Timestamp,
    tookMs: Type.Integer(),
    data: Type.Array(
      Type.Object({
        timeZone: Nullable(Type.String({ description: 'Null: unknown' })),
        audience: Count,
        delivered: Count,
        failed: Count,
        waiting: Count,
        opened: Count,
        clicked: Count,
      }),
    ),
  },
  { $id: 'CampaignZones', description: "By the recipients' time zones as they are now" },
)
