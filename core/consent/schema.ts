import { type Static, Type } from 'typebox'
import { Id, Nullable, PageQuery, StringEnum, Timestamp } from '../http/schemas.ts'

export const Purpose = Type.String({
  pattern: '^[a-z][a-z0-9_-]{0,62}$',
  description: "What people are written to for: 'marketing', 'newsletter'; 'tracking' for opens and clicks",
  examples: ['marketing'],
})
export const ChannelId = Type.String({ minLength: 1, maxLength: 40, examples: ['email'] })
const Locale = Type.String({ pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$', maxLength: 35, examples: ['en'] })
const Text = Type.String({
  minLength: 1,
  maxLength: 10_000,
  description: 'Exactly what the person read',
  examples: ['Yes, write to me about new products.'],
})

/** Why a person is held, or an objection lifted: goes to the audit log, which is kept for good. */
export const Reason = Type.String({
  minLength: 3,
  maxLength: 300,
  description: 'Kept in the audit log for good: name nobody',
  examples: ['asked by telephone'],
})

export const ConsentInputSchema = Type.Object(
  {
    action: StringEnum(['given', 'reconfirmed', 'pending', 'withdrawn'] as const, { default: 'given' }),
    purpose: Purpose,
    channel: ChannelId,
    basis: StringEnum(['consent', 'existing_customer'] as const, {
      default: 'consent',
      description: 'existing_customer: a sale took place, and what is offered is similar',
    }),
    wording: Type.Optional(
      Type.Object(
        { id: Type.Optional(Id), text: Type.Optional(Text), locale: Type.Optional(Locale) },
        {
          additionalProperties: false,
          minProperties: 1,
          description:
            'What the person read: a stored wording by id, or text and locale. Needed unless it is a withdrawal',
        },
      ),
    ),
    source: Type.String({
      pattern: '^[a-z][a-z0-9_.:/-]{0,99}$',
      description: 'Where it was said',
      examples: ['form', 'form:footer', 'telephone'],
    }),
    at: Type.Optional(Type.String({ format: 'date-time', description: 'When it was said; without: now' })),
    ip: Type.Optional(Type.String({ maxLength: 45, description: 'Of the person, where it was said online' })),
    userAgent: Type.Optional(Type.String({ maxLength: 500 })),
    proof: Type.Optional(
      Type.Unsafe<Record<string, any>>({
        type: 'object',
        maxProperties: 50,
        description: 'Whatever proves it: page, form version, token times. At most 16 kB',
        examples: [{ page: 'https://shop.example/newsletter' }],
      }),
    ),
  },
  {
    $id: 'ConsentInput',
    additionalProperties: false,
    examples: [
      {
        action: 'given',
        purpose: 'marketing',
        channel: 'email',
        basis: 'consent',
        wording: { text: 'Yes, write to me about new products.', locale: 'en' },
        source: 'form',
      },
    ],
  },
)
export type ConsentInput = Static<typeof ConsentInputSchema>

export const ConsentEventSchema = Type.Object(
  {
    id: Id,
    action: StringEnum(['given', 'reconfirmed', 'pending', 'withdrawn', 'expired'] as const),
    purpose: Type.String(),
    channel: Type.String(),
    basis: Type.String(),
    at: Timestamp,
    recordedAt: Timestamp,
    source: Type.String(),
    wordingId: Nullable(Id),
    wording: Nullable(Type.String()),
    wordingLocale: Nullable(Type.String()),
    actorKind: Type.String(),
    actorId: Nullable(Type.String()),
    ip: Nullable(Type.String()),
    userAgent: Nullable(Type.String()),
    proof: Nullable(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: 'ConsentEvent' },
)

export const ConsentStateSchema = Type.Object(
  {
    purpose: Type.String(),
    channel: Type.String(),
    state: StringEnum(['given', 'withdrawn', 'pending', 'expired'] as const),
    basis: Type.String(),
    at: Timestamp,
    eventId: Id,
  },
  { $id: 'ConsentState' },
)

export const ConsentLogQuery = Type.Object({
  ...PageQuery.properties,
  at: Type.Optional(Type.String({ format: 'date-time', description: 'How things stood at that time; without: now' })),
})

export const ConsentLogSchema = Type.Object(
  {
    at: Timestamp,
    states: Type.Array(Type.Ref('ConsentState'), { description: 'How things stood, rebuilt from the log' }),
    data: Type.Array(Type.Ref('ConsentEvent'), { description: 'The log up to then, newest first' }),
    next: Nullable(Type.String()),
  },
  { $id: 'ConsentLog' },
)

export const WordingInputSchema = Type.Object(
  { purpose: Purpose, channel: ChannelId, locale: Locale, text: Text },
  { $id: 'ConsentWordingInput', additionalProperties: false },
)
export type WordingInput = Static<typeof WordingInputSchema>

export const WordingSchema = Type.Object(
  {
    id: Id,
    purpose: Type.String(),
    channel: Type.String(),
    locale: Type.String(),
    text: Type.String(),
    sha256: Type.String({ description: 'Of the text in UTF-8, hex: another text is another wording' }),
    createdAt: Timestamp,
  },
  { $id: 'ConsentWording' },
)

export const ObjectionInput = Type.Object({ objected: Type.Boolean(), reason: Reason }, { additionalProperties: false })
export const RestrictionInput = Type.Object({ held: Type.Boolean(), reason: Reason }, { additionalProperties: false })
export const StandingSchema = Type.Object(
  { id: Id, held: Type.Boolean(), objectedAt: Nullable(Timestamp) },
  { $id: 'ContactStanding' },
)
