import { type Static, Type } from 'typebox'
import { Id, Nullable, PageQuery, StringEnum, Timestamp } from '../http/schemas.ts'
import { ATTRIBUTE_TYPES } from './definitions/values.ts'

/** A text that may be cleared with null. One schema with two types: in a union the server would turn null into ''. */
const Clearable = (description: string, maxLength: number, examples: string[] = []) =>
  Type.Unsafe<string | null>({
    type: ['string', 'null'],
    maxLength,
    description,
    ...(examples.length ? { examples } : {}),
  })

export const ADDRESS_STATES = ['active', 'bouncing', 'dead', 'ended'] as const
export type AddressState = (typeof ADDRESS_STATES)[number]

export const AddressSchema = Type.Object(
  {
    id: Id,
    kind: Type.String({
      description: "Kind of address, as the channels declare it: 'email', 'phone'",
      examples: ['email'],
    }),
    value: Type.String({ description: 'Canonical form', examples: ['ana@example.org'] }),
    state: StringEnum(ADDRESS_STATES, {
      description: 'bouncing: soft failures lately; dead: does not exist; ended: the person left it',
    }),
    primary: Type.Boolean({ description: 'The one address of its kind that campaigns use' }),
    verifiedAt: Nullable(Timestamp),
    createdAt: Timestamp,
  },
  { $id: 'Address' },
)

const contactFields = {
  id: Id,
  externalId: Nullable(Type.String()),
  firstName: Nullable(Type.String()),
  lastName: Nullable(Type.String()),
  locale: Nullable(Type.String({ description: 'BCP 47' })),
  timeZone: Nullable(Type.String({ description: 'IANA' })),
  country: Nullable(Type.String({ description: 'ISO 3166-1 alpha-2' })),
  attributes: Type.Record(Type.String(), Type.Unknown(), {
    description: 'Declared attributes, without the sensitive ones',
  }),
  held: Type.Boolean({ description: 'Kept, not written to (GDPR art. 18)' }),
  objectedAt: Nullable(Timestamp),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  addresses: Type.Array(Type.Ref('Address')),
}
export const ContactSchema = Type.Object(contactFields, { $id: 'Contact', description: 'A person' })

export const ContactDetailSchema = Type.Object(
  {
    ...contactFields,
    sensitive: Type.Record(Type.String(), Type.Unknown(), {
      description: 'Sensitive attributes that are set; each is null unless the caller may export contacts',
    }),
  },
  { $id: 'ContactDetail', description: 'A person, with sensitive attributes' },
)

const personFields = {
  externalId: Type.Optional(Clearable('Id in your own system; one person each', 255, ['crm-4711'])),
  firstName: Type.Optional(Clearable('', 200, ['Ana'])),
  lastName: Type.Optional(Clearable('', 200, ['García'])),
  locale: Type.Optional(Clearable('BCP 47', 35, ['es-MX'])),
  timeZone: Type.Optional(Clearable('IANA name', 64, ['America/Mexico_City'])),
  country: Type.Optional(Clearable('ISO 3166-1 alpha-2', 2, ['MX'])),
  attributes: Type.Optional(
    Type.Unsafe<Record<string, unknown>>({
      type: 'object',
      maxProperties: 200,
      description: 'Values of declared attributes; null takes one away, what is not named stays',
      examples: [{ plan: 'pro', points: 120 }],
    }),
  ),
}

export const AddressInputSchema = Type.Object(
  {
    kind: Type.String({ minLength: 1, maxLength: 40, examples: ['email'] }),
    value: Type.String({ minLength: 1, maxLength: 4000, examples: ['Ana@Example.org'] }),
    primary: Type.Optional(Type.Boolean({ description: 'Default: true for the first of its kind' })),
    verified: Type.Optional(Type.Boolean({ description: 'You have proof that the person reads it' })),
  },
  { $id: 'AddressInput', additionalProperties: false },
)
export type AddressInput = Static<typeof AddressInputSchema>

export const ContactInputSchema = Type.Object(
  {
    ...personFields,
    addresses: Type.Optional(Type.Unsafe<AddressInput[]>(Type.Array(Type.Ref('AddressInput'), { maxItems: 20 }))),
  },
  { $id: 'ContactInput', additionalProperties: false },
)
export type ContactInput = Static<typeof ContactInputSchema>

export const ContactChangeSchema = Type.Object(personFields, {
  $id: 'ContactChange',
  additionalProperties: false,
  minProperties: 1,
})
export type ContactChange = Static<typeof ContactChangeSchema>

export const AddressChangeSchema = Type.Object(
  {
    primary: Type.Optional(Type.Literal(true, { description: 'Makes this the address that campaigns use' })),
    state: Type.Optional(
      StringEnum(['active', 'ended'] as const, { description: 'ended: the person left this address' }),
    ),
    verified: Type.Optional(Type.Boolean()),
  },
  { $id: 'AddressChange', additionalProperties: false, minProperties: 1 },
)
export type AddressChange = Static<typeof AddressChangeSchema>

/** What narrows a list of people; the bulk actions take the same. */
export const contactFilterFields = {
  q: Type.Optional(
    Type.String({
      minLength: 2,
      maxLength: 200,
      description: 'Start of a name, an address or an external id; accents and case do not matter in names',
    }),
  ),
  list: Type.Optional(Id),
  segment: Type.Optional(Id),
  locale: Type.Optional(Type.String({ maxLength: 35 })),
  country: Type.Optional(Type.String({ maxLength: 2 })),
  hasAddress: Type.Optional(Type.String({ maxLength: 40, description: 'Kind of address that the person has' })),
  held: Type.Optional(Type.Boolean()),
  objected: Type.Optional(Type.Boolean({ description: 'Objected to all marketing (GDPR art. 21)' })),
  addressState: Type.Optional(StringEnum(ADDRESS_STATES, { description: 'Has a main address in this state' })),
  createdFrom: Type.Optional(Type.Unsafe<string>({ ...Timestamp, description: 'Added at this moment or later' })),
  createdTo: Type.Optional(Type.Unsafe<string>({ ...Timestamp, description: 'Added before this moment' })),
}
export const ContactFilterSchema = Type.Object(contactFilterFields, {
  $id: 'ContactFilter',
  additionalProperties: false,
})
export type ContactFilter = Static<typeof ContactFilterSchema>

export const ContactListQuery = Type.Object({
  ...PageQuery.properties,
  ...contactFilterFields,
  sort: StringEnum(['id', 'createdAt', 'lastName'] as const, {
    default: 'id',
    description: 'Ids are in order of creation, so that id and createdAt are the same order',
  }),
  order: StringEnum(['asc', 'desc'] as const, { default: 'asc' }),
})
export type ContactListQuery = Static<typeof ContactListQuery>

export const AttributeSchema = Type.Object(
  {
    name: Type.String(),
    type: StringEnum(ATTRIBUTE_TYPES),
    label: Type.Record(Type.String(), Type.String(), { description: 'Language → text' }),
    choices: Nullable(Type.Array(Type.String())),
    sensitive: Type.Boolean(),
    createdAt: Timestamp,
  },
  { $id: 'Attribute', description: 'What may be known about a person' },
)

const label = Type.Optional(
  Type.Unsafe<Record<string, string>>({
    type: 'object',
    maxProperties: 20,
    additionalProperties: { type: 'string', maxLength: 200 },
    examples: [{ en: 'Plan', fr: 'Formule' }],
  }),
)
const choices = Type.Optional(
  Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    maxItems: 200,
    uniqueItems: true,
    examples: [['free', 'pro']],
  }),
)

export const AttributeInputSchema = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-zA-Z0-9_]{0,62}$', examples: ['plan'] }),
    type: StringEnum(ATTRIBUTE_TYPES),
    label,
    choices,
    sensitive: Type.Optional(
      Type.Boolean({ description: 'Sealed at rest; not usable in segments. Cannot be changed later' }),
    ),
  },
  { $id: 'AttributeInput', additionalProperties: false },
)
export type AttributeInput = Static<typeof AttributeInputSchema>

export const AttributeChangeSchema = Type.Object(
  { label, choices },
  { $id: 'AttributeChange', additionalProperties: false, minProperties: 1 },
)
export type AttributeChange = Static<typeof AttributeChangeSchema>
