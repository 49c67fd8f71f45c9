import { type Static, Type } from 'typebox'
import type { ContactFilter } from '../contacts/schema.ts'
import { Id, Nullable, StringEnum, Timestamp } from '../http/schemas.ts'
import type { Rule } from './rules.ts'

export const CountSchema = Type.Object(
  {
    count: Type.Integer(),
    is: StringEnum(['exact', 'estimated', 'at_least'] as const, {
      description:
        'estimated: counting took too long, this is what the planner expects; at_least: counting stopped there',
    }),
  },
  { $id: 'PeopleCount' },
)
export type PeopleCount = Static<typeof CountSchema>

export const LastCountSchema = Type.Object(
  { ...CountSchema.properties, at: Timestamp },
  { $id: 'LastPeopleCount', description: 'A count, and when it was made' },
)
export type LastCount = Static<typeof LastCountSchema>

const name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S', examples: ['Newsletter'] })
const description = Type.String({ maxLength: 2000 })
const described = {
  id: Id,
  name: Type.String(),
  description: Type.String(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
}

export const ListSchema = Type.Object({ ...described, people: Type.Ref('PeopleCount') }, { $id: 'List' })
export const ListInputSchema = Type.Object(
  { name, description: Type.Optional(description) },
  { $id: 'ListInput', additionalProperties: false },
)
export type ListInput = Static<typeof ListInputSchema>
export const ListChangeSchema = Type.Object(
  { name: Type.Optional(name), description: Type.Optional(description) },
  { $id: 'ListChange', additionalProperties: false, minProperties: 1 },
)
export type ListChange = Static<typeof ListChangeSchema>

/** Exactly one of the two; checked where it is used, so that the answer is one sentence. */
export const PeopleChoiceSchema = Type.Object(
  {
    contactIds: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 10_000 })),
    filter: Type.Optional(Type.Unsafe<ContactFilter>(Type.Ref('ContactFilter'))),
  },
  {
    $id: 'PeopleChoice',
    additionalProperties: false,
    description: 'Who is meant: by id, or everybody whom a filter finds',
  },
)
export type PeopleChoice = Static<typeof PeopleChoiceSchema>

const rules = Type.Unsafe<Rule>(Type.Ref('SegmentRule'))
export const SegmentSchema = Type.Object(
  {
    ...described,
    rules: Type.Unknown({ description: 'A SegmentRule' }),
    people: Nullable(Type.Ref('LastPeopleCount')),
  },
  { $id: 'Segment' },
)
export const SegmentInputSchema = Type.Object(
  { name, description: Type.Optional(description), rules },
  { $id: 'SegmentInput', additionalProperties: false },
)
export type SegmentInput = Static<typeof SegmentInputSchema>
export const SegmentChangeSchema = Type.Object(
  { name: Type.Optional(name), description: Type.Optional(description), rules: Type.Optional(rules) },
  { $id: 'SegmentChange', additionalProperties: false, minProperties: 1 },
)
export type SegmentChange = Static<typeof SegmentChangeSchema>

export const SegmentPreviewInputSchema = Type.Object(
  { rules },
  { $id: 'SegmentPreviewInput', additionalProperties: false },
)
export const SegmentPreviewSchema = Type.Object(
  {
    people: Type.Ref('PeopleCount'),
    sample: Type.Array(Type.Ref('Contact'), { description: 'Five of them; none when finding them took too long' }),
  },
  { $id: 'SegmentPreview' },
)

export const UsageSchema = Type.Object(
  {
    campaigns: Type.Array(Type.Object({ id: Id, name: Type.String(), state: Type.String() })),
    segments: Type.Array(Type.Object({ id: Id, name: Type.String() })),
  },
  { $id: 'AudienceUsage', description: 'Where a list or a segment is named; the 50 newest of each' },
)
export type Usage = Static<typeof UsageSchema>
