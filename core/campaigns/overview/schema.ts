import Type from 'typebox'
import { AlertSchema } from '../../events/schema.ts'
import { Id, Nullable, StringEnum, Timestamp } from '../../http/schemas.ts'
import { CampaignItem } from '../list/schema.ts'
import { Count, Share } from '../report/schema.ts'
import { CAMPAIGN_STATES } from '../schema.ts'

const Text = Type.String()
const Day = Type.String({ format: 'date', description: "A day of the workspace's time zone" })
const Failures = Type.Record(Text, Count, { description: 'Failed messages by class' })

const dayFigures = {
  sent: Type.Integer({ minimum: 0, description: 'Handed over, with a known answer' }),
  delivered: Type.Integer({ minimum: 0, description: 'Taken by the receiving side and not returned' }),
  opened: Type.Integer({ minimum: 0, description: 'People, at their first open' }),
  clicked: Type.Integer({ minimum: 0, description: 'People, at their first click' }),
  machineOpened: Count,
  machineClicked: Count,
  bounced: Count,
  failed: Count,
  unknown: Count,
  complained: Count,
  unsubscribed: Count,
  replied: Count,
}

const ChannelDays = Type.Object({
  channel: Text,
  totals: Type.Object(dayFigures),
  failures: Failures,
  days: Type.Array(Type.Object({ day: Day, ...dayFigures, failures: Failures }), {
    description: 'Every day of the range, oldest first',
  }),
})

export const WatchedRateSchema = Type.Object(
  {
    channel: Text,
    rate: StringEnum(['bounces', 'complaints', 'unsubscribes'] as const),
    count: Count,
    of: Type.Integer({ minimum: 0, description: 'Bounces of what was sent, the others of what was delivered' }),
    value: Share,
    warnAt: Type.Number(),
    limit: Type.Number(),
    level: StringEnum(['none', 'good', 'warning', 'over'] as const, {
      description: 'none: too few messages to tell',
    }),
    source: Type.String({ description: 'Where the limit was read' }),
  },
  { $id: 'WatchedRate', description: 'A rate by which those who receive judge a sender' },
)

const Campaigns = Type.Object({
  states: Type.Object(Object.fromEntries(CAMPAIGN_STATES.map((state) => [state, Count]))),
  active: Type.Array(CampaignItem, { description: 'Running, paused and scheduled ones; at most 20' }),
})

const Attention = Type.Object({
  alerts: Nullable(
    Type.Object({ open: Type.Integer({ description: '100 stands for more' }), newest: Type.Array(AlertSchema) }),
  ),
  imports: Nullable(
    Type.Array(
      Type.Object({
        id: Id,
        fileName: Text,
        problem: Nullable(Type.Object({ code: Text, message: Text })),
        at: Timestamp,
      }),
      { description: 'That failed' },
    ),
  ),
  paused: Nullable(
    Type.Array(Type.Object({ id: Id, name: Text, reason: Nullable(Text), message: Nullable(Text), since: Timestamp })),
  ),
  drafts: Nullable(Type.Array(Type.Object({ id: Id, name: Text, updatedAt: Timestamp }))),
  accounts: Nullable(
    Type.Array(
      Type.Object({
        id: Id,
        name: Text,
        channel: Text,
        trouble: StringEnum(['breaker', 'unhealthy'] as const),
        destination: Type.String({ description: "'' is the whole account" }),
        until: Nullable(Timestamp),
        code: Nullable(Text),
        reason: Nullable(Text),
      }),
    ),
  ),
})

export const OverviewSchema = Type.Object(
  {
    timeZone: Text,
    from: Day,
    to: Day,
    campaigns: Nullable(Campaigns),
    attention: Attention,
    channels: Type.Array(ChannelDays, { description: 'Channels in which something happened' }),
    deliverability: Type.Array(WatchedRateSchema),
  },
  { $id: 'Overview', description: 'What runs, what waits for somebody, and the last days. Null: you may not read it' },
)

export const OverviewQuery = Type.Object({ days: Type.Integer({ minimum: 1, maximum: 366, default: 30 }) })
