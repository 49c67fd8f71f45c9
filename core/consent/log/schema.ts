import { type Static, Type } from 'typebox'
import { Id, Nullable, PageQuery, StringEnum, Timestamp } from '../../http/schemas.ts'
import { BASES, GATE_REASONS } from '../gate.ts'
import { CONSENT_ACTIONS } from '../record.ts'
import { ChannelId, ConsentEventSchema, Purpose } from '../schema.ts'

export const LogQuery = Type.Object({
  ...PageQuery.properties,
  contact: Type.Optional(Id),
  address: Type.Optional(
    Type.String({ minLength: 1, maxLength: 320, description: 'Of a person who has it now, whole, of any kind' }),
  ),
  purpose: Type.Optional(Purpose),
  channel: Type.Optional(ChannelId),
  action: Type.Optional(StringEnum(CONSENT_ACTIONS)),
  from: Type.Optional(Type.Unsafe<string>({ ...Timestamp, description: 'Written down at this moment or later' })),
  to: Type.Optional(Type.Unsafe<string>({ ...Timestamp, description: 'Written down before this moment' })),
})
export type LogQuery = Static<typeof LogQuery>

export const LogEntrySchema = Type.Object(
  {
    ...ConsentEventSchema.properties,
    contactId: Type.Unsafe<string>({ ...Id, description: 'An anonymous id where the person was erased' }),
    person: Nullable(
      Type.Object(
        { firstName: Nullable(Type.String()), lastName: Nullable(Type.String()) },
        {
          description: 'Null where the person is gone',
        },
      ),
    ),
  },
  { $id: 'ConsentLogEntry' },
)

const Why = Type.Object({
  reason: StringEnum(GATE_REASONS),
  since: Nullable(Timestamp),
})

export const OutlookSchema = Type.Object(
  {
    held: Type.Boolean(),
    objectedAt: Nullable(Timestamp),
    data: Type.Array(
      Type.Object({
        channel: Type.String(),
        basis: StringEnum(BASES),
        purpose: Nullable(Type.String({ description: 'Null where the basis asks for no consent' })),
        may: Type.Boolean(),
        reason: Nullable(StringEnum(GATE_REASONS, { description: 'What is decided first' })),
        why: Type.Array(Why, { description: 'All that stands in the way' }),
        address: Nullable(Type.Object({ id: Id, value: Type.String(), state: Type.String() })),
        consent: Nullable(Type.Object({ state: Type.String(), basis: Type.String(), at: Timestamp, eventId: Id })),
      }),
    ),
  },
  {
    $id: 'ContactOutlook',
    description:
      'What the gate says now, by channel, lawful basis and purpose; frequency caps and quiet hours belong to a campaign and are not asked',
  },
)
