import Type, { type Static } from 'typebox'
import { StringEnum } from '../../http/schemas.ts'

/** What a person may decide of a message of which nobody knows whether it left. */
export const REVIEW_ACTIONS = ['resend', 'give_up'] as const

export const ReviewActionSchema = StringEnum(REVIEW_ACTIONS, {
  description: 'resend: it is queued once more, and may then arrive twice; give_up: it counts as failed',
})
export type ReviewAction = (typeof REVIEW_ACTIONS)[number]

export const ReviewMessage = Type.Object(
  { action: ReviewActionSchema },
  { $id: 'ReviewMessage', additionalProperties: false, examples: [{ action: 'resend' }] },
)

export const ReviewMessages = Type.Object(
  {
    action: ReviewActionSchema,
    messages: Type.Optional(
      Type.Array(Type.String({ maxLength: 80 }), {
        minItems: 1,
        maxItems: 1000,
        description: 'Keys, as the list of messages gives them. Those that do not wait for review stay as they are',
      }),
    ),
    all: Type.Optional(Type.Literal(true, { description: 'Instead of `messages`: all that wait for review' })),
  },
  { $id: 'ReviewMessages', additionalProperties: false, examples: [{ action: 'resend', all: true }] },
)
export type ReviewMessages = Static<typeof ReviewMessages>

export const ReviewedSchema = Type.Object(
  {
    changed: Type.Integer({ description: 'Messages that this request decided, at most about 20,000' }),
    left: Type.Integer({ description: 'Messages of the run that still wait for review' }),
  },
  { $id: 'Reviewed' },
)
