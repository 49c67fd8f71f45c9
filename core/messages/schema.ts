import Type, { type Static } from 'typebox'
import { BASES } from '../consent/gate.ts'
import { QuietHoursSchema } from '../consent/quiet-hours.ts'
import { Id, Nullable, StringEnum, Timestamp } from '../http/schemas.ts'
import { STATE, type StateName } from './states.ts'

export const STATE_NAMES = Object.keys(STATE) as StateName[]

/** To whom: a contact by id or external id, or an address; an address that nobody has yet becomes a contact. */
export const RecipientSchema = Type.Object(
  {
    contactId: Type.Optional(Id),
    externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    address: Type.Optional(Type.String({ minLength: 1, maxLength: 320, examples: ['ana@example.com'] })),
    locale: Type.Optional(Type.String({ maxLength: 35, description: 'For an address that nobody has yet' })),
    data: Type.Optional(
      Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), {
        description: 'Values of this one message: {{data.…}}. At most 16 kB',
      }),
    ),
  },
  { $id: 'Recipient', additionalProperties: false, minProperties: 1 },
)
export type Recipient = Static<typeof RecipientSchema>

const common = {
  channel: Type.String({ maxLength: 50, examples: ['email'] }),
  accountId: Type.Optional(
    Type.String({ format: 'uuid', description: 'Without: the only active account of the channel' }),
  ),
  templateId: Type.Optional(Id),
  content: Type.Optional(
    Type.Record(Type.String({ maxLength: 35 }), Type.Record(Type.String({ maxLength: 100 }), Type.Unknown()), {
      description: 'Instead of a template: language → fields of the channel',
    }),
  ),
  purpose: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9_-]{0,62}$', default: 'transactional' })),
  basis: Type.Optional(StringEnum(BASES, { default: 'transactional' })),
  expiresInMinutes: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 43_200, default: 1_440, description: 'What has not left by then is not sent' }),
  ),
  quietHours: Type.Optional(QuietHoursSchema),
}

export const SendMessage = Type.Object(
  { ...common, to: RecipientSchema },
  {
    $id: 'SendMessage',
    additionalProperties: false,
    examples: [
      {
        channel: 'email',
        content: { en: { subject: 'Your code', html: '<p>{{data.code}}</p>' } },
        to: { address: 'ana@example.com', data: { code: '123456' } },
        expiresInMinutes: 10,
      },
    ],
  },
)
export type SendMessage = Static<typeof SendMessage>

export const SendMessages = Type.Object(
  { ...common, recipients: Type.Array(RecipientSchema, { minItems: 1, maxItems: 1000 }) },
  { $id: 'SendMessages', additionalProperties: false },
)
export type SendMessages = Static<typeof SendMessages>

export const SendTrial = Type.Object(
  {
    to: Type.Array(RecipientSchema, { minItems: 1, maxItems: 10 }),
    version: Type.Optional(Type.Integer({ minimum: 1, description: 'Without: the draft, else the last version' })),
    locale: Type.Optional(Type.String({ maxLength: 35, description: "Without: each person's own language" })),
    accountId: Type.Optional(
      Type.String({ format: 'uuid', description: 'Without: the only active account of the channel' }),
    ),
  },
  {
    $id: 'SendTrial',
    additionalProperties: false,
    examples: [{ to: [{ address: 'ana@example.com', data: { code: '123456' } }], locale: 'en' }],
  },
)
export type SendTrial = Static<typeof SendTrial>

export const MessageAnswer = Type.Object(
  {
    id: Type.Union([Type.String(), Type.Null()], {
      description: 'Key of the message: <run>.<contact>.<step>. Null when it was refused',
    }),
    contactId: Nullable(Id),
    state: StringEnum(['queued', 'suppressed', 'refused'] as const),
    reason: Nullable(Type.String({ description: "The gate's reason, or what is wrong with the recipient" })),
  },
  { $id: 'MessageAnswer' },
)
export type MessageAnswer = Static<typeof MessageAnswer>

const message = {
  id: Type.String(),
  runId: Id,
  campaignId: Nullable(Id),
  contactId: Id,
  step: Type.Integer(),
  channel: Type.String(),
  state: StringEnum(STATE_NAMES),
  reason: Nullable(Type.String()),
  attempt: Type.Integer(),
  providerId: Nullable(Type.String()),
  at: Timestamp,
  notBefore: Nullable(Timestamp),
  openedAt: Nullable(Timestamp),
  clickedAt: Nullable(Timestamp),
}
export const MessageSchema = Type.Object(message, { $id: 'Message' })

export const RunMessageSchema = Type.Object(
  { ...message, firstName: Nullable(Type.String()), lastName: Nullable(Type.String()) },
  { $id: 'RunMessage', description: 'A message with the name of its person' },
)
