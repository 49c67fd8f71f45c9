import Type, { type Static } from 'typebox'
import { BASES } from '../consent/gate.ts'
import { QuietHoursSchema } from '../consent/quiet-hours.ts'
import { Id, Nullable, StringEnum, Timestamp } from '../http/schemas.ts'
import { AudienceSchema } from '../segments/audience-schema.ts'
import { FiguresSchema, SpeedSchema } from './report/schema.ts'

export const CAMPAIGN_STATES = ['draft', 'scheduled', 'running', 'paused', 'completed', 'cancelled'] as const
export type CampaignState = (typeof CAMPAIGN_STATES)[number]

export const StepSchema = Type.Object(
  {
    channel: Type.String({ maxLength: 50, examples: ['email'] }),
    accountId: Type.Optional(Id),
    templateId: Type.Optional(Id),
  },
  {
    $id: 'CampaignStep',
    additionalProperties: false,
    description: 'What is said over which channel, and who carries it. In a draft the latter two may be missing',
  },
)

export const ScheduleSchema = Type.Union(
  [
    Type.Object({ kind: Type.Literal('now') }, { additionalProperties: false }),
    Type.Object({ kind: Type.Literal('at'), at: Timestamp }, { additionalProperties: false }),
    Type.Object(
      {
        kind: Type.Literal('local'),
        at: Type.String({
          pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}$',
          description: 'Wall-clock time, in the time zone of each recipient',
        }),
      },
      { additionalProperties: false },
    ),
  ],
  { $id: 'CampaignSchedule' },
)

// What a campaign may cost (`budget`) will stand here too, with the first channel whose provider names a price per message.
export const LimitsSchema = Type.Object(
  {
    perSecond: Type.Optional(
      Type.Number({
        minimum: 0.01,
        maximum: 1_000_000,
        description: 'Messages a second of this campaign, over all workers',
      }),
    ),
    frequencyCap: Type.Optional(
      Type.Object(
        { messages: Type.Integer({ minimum: 1, maximum: 100 }), days: Type.Integer({ minimum: 1, maximum: 366 }) },
        {
          additionalProperties: false,
          description: 'Who has had so many campaign messages of the channel in so many days is left out',
        },
      ),
    ),
    quietHours: Type.Optional(QuietHoursSchema),
    alarmShare: Type.Optional(
      Type.Number({
        minimum: 0.001,
        maximum: 1,
        description: 'Share of failed and unknown messages at which the campaign pauses itself. Default 0.2',
      }),
    ),
    expiresHours: Type.Optional(
      Type.Number({
        minimum: 0.1,
        maximum: 8760,
        description: 'What has not left so long after the start is not sent any more. Default 168',
      }),
    ),
  },
  { $id: 'CampaignLimits', additionalProperties: false },
)

/** A plan may be incomplete while it is a draft; launch lists what is missing. */
export const PlanSchema = Type.Object(
  {
    audience: Type.Optional(AudienceSchema),
    strategy: Type.Optional(
      StringEnum(['all'] as const, { description: 'all: every step for which the person is reachable' }),
    ),
    steps: Type.Optional(Type.Array(StepSchema, { maxItems: 6 })),
    purpose: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9_-]{0,62}$', examples: ['marketing'] })),
    basis: Type.Optional(
      StringEnum(BASES, { description: 'Lawful basis (GDPR art. 6). Launch is refused without it' }),
    ),
    schedule: Type.Optional(ScheduleSchema),
    limits: Type.Optional(LimitsSchema),
  },
  { $id: 'CampaignPlan', additionalProperties: false },
)
export type Plan = Static<typeof PlanSchema>

export const CampaignSchema = Type.Object(
  {
    id: Id,
    name: Type.String(),
    state: StringEnum(CAMPAIGN_STATES),
    plan: PlanSchema,
    version: Type.Integer({ description: 'Send it back with a change: a stale one is refused' }),
    runId: Nullable(Id),
    pauseReason: Nullable(Type.String()),
    dueAt: Nullable(Timestamp),
    launchedAt: Nullable(Timestamp),
    finishedAt: Nullable(Timestamp),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { $id: 'Campaign' },
)
export type Campaign = Static<typeof CampaignSchema>

export const CampaignWrite = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 200 }), plan: Type.Optional(PlanSchema) },
  {
    $id: 'CampaignWrite',
    additionalProperties: false,
    examples: [
      {
        name: 'Spring news',
        plan: { purpose: 'marketing', basis: 'consent', strategy: 'all', schedule: { kind: 'now' } },
      },
    ],
  },
)
export const CampaignPatch = Type.Object(
  {
    version: Type.Integer(),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    plan: Type.Optional(PlanSchema),
  },
  { $id: 'CampaignPatch', additionalProperties: false },
)

export const ExplanationSchema = Type.Object(
  {
    people: Type.Integer({ description: 'Everybody in the audience' }),
    reachable: Type.Integer({ description: 'Will get at least one message' }),
    steps: Type.Array(
      Type.Object({
        step: Type.Integer(),
        channel: Type.String(),
        sendable: Type.Integer(),
        excluded: Type.Record(Type.String(), Type.Integer(), { description: 'How many, by reason' }),
        waiting: Type.Optional(
          Type.Integer({
            description:
              'Of the sendable, how many would be in their quiet hours when they are due. With quiet hours only',
          }),
        ),
      }),
    ),
  },
  { $id: 'AudienceExplanation' },
)
export type Explanation = Static<typeof ExplanationSchema>

export const ProgressSchema = Type.Object(
  {
    runId: Id,
    campaignId: Nullable(Id),
    state: Type.String(),
    audience: Type.Integer(),
    states: Type.Record(Type.String(), Type.Integer()),
    reasons: Type.Record(Type.String(), Type.Integer()),
    failures: Type.Record(Type.String(), Type.Integer(), { description: 'Those that failed, by class' }),
    steps: Type.Record(Type.String(), Type.Record(Type.String(), Type.Integer())),
    figures: FiguresSchema,
    speed: SpeedSchema,
  },
  { $id: 'CampaignProgress', description: 'How many messages stand in each state. The sum is the audience, always' },
)
