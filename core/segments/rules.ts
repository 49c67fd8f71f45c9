import { Type } from 'typebox'
import { ADDRESS_STATES, type AddressState } from '../contacts/schema.ts'
import type { Json } from '../contracts/index.ts'

export const DEEPEST = 8
export const MOST_RULES = 200
export const MOST_VALUES = 100
/** A hundred years, in days. */
export const LONGEST_DAYS = 36_500

export const OPERATORS = [
  'equals',
  'not_equals',
  'in',
  'contains',
  'starts_with',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'before',
  'after',
  'within_days',
  'next_days',
  'is_set',
  'is_not_set',
] as const
export type Operator = (typeof OPERATORS)[number]

export const TEXT_FIELDS = ['externalId', 'firstName', 'lastName', 'locale', 'timeZone', 'country'] as const
export const FIELDS = [...TEXT_FIELDS, 'createdAt', 'updatedAt', 'held', 'objected'] as const
export type Field = (typeof FIELDS)[number]

export const BEHAVIOURS = ['received', 'opened', 'clicked'] as const
export const CONSENT_STATES = ['given', 'withdrawn', 'pending', 'expired', 'none'] as const

/**
 * Who is in a segment. `not_equals` and `not` also hold for people without the value. Within one rule the key that is there
 * says what it asks.
 */
export type Rule =
  | { all: Rule[] }
  | { any: Rule[] }
  | { not: Rule }
  | { attribute: string; op: Operator; value?: Json }
  | { field: Field; op: Operator; value?: Json }
  | { list: string }
  | { address: AddressRule }
  | { consent: ConsentRule }
  | BehaviourRule

export interface AddressRule {
  kind: string
  state?: AddressState
  /** What stands after the last `@`. */
  domain?: string
  verified?: boolean
}

export interface ConsentRule {
  channel: string
  purpose: string
  /** `none`: nothing on record. */
  state: (typeof CONSENT_STATES)[number]
}

/**
 * What somebody did with campaigns; opens and clicks by software do not count, transactional messages neither.
 * `withinDays` looks at when it was opened or clicked; for `received`, at when the campaign started.
 */
export interface BehaviourRule {
  behaviour: (typeof BEHAVIOURS)[number]
  campaignId?: string
  withinDays?: number
  /** Number of messages; default 1. */
  atLeast?: number
}

/** What a rule may be called by; exactly one of them is there. */
export const RULE_KEYS = ['all', 'any', 'not', 'attribute', 'field', 'list', 'address', 'consent', 'behaviour'] as const
export type RuleKey = (typeof RULE_KEYS)[number]

const text = (maxLength: number) => ({ type: 'string', maxLength })
const self = { $ref: 'SegmentRule' }

/**
 * The shape as JSON Schema, flat on purpose: a union of nine shapes would answer one wrong field with nine complaints.
 * What belongs together is checked by `compileSegment`, which names the place.
 */
export const RuleSchema = Type.Unsafe<Rule>({
  $id: 'SegmentRule',
  type: 'object',
  description: `One rule: exactly one of ${RULE_KEYS.join(', ')}. At most ${DEEPEST} levels and ${MOST_RULES} rules.`,
  additionalProperties: false,
  minProperties: 1,
  properties: {
    all: { type: 'array', items: self, maxItems: MOST_RULES, description: 'Every one holds; none: everybody' },
    any: { type: 'array', items: self, maxItems: MOST_RULES, description: 'At least one holds; none: nobody' },
    not: self,
    attribute: { ...text(63), description: 'Name of a declared attribute that is not sensitive' },
    field: { type: 'string', enum: [...FIELDS] },
    op: { type: 'string', enum: [...OPERATORS] },
    value: {
      description: 'One value; a list for in; [from, to] for between; a number of days for within_days and next_days',
    },
    list: { ...text(36), format: 'uuid' },
    address: {
      type: 'object',
      additionalProperties: false,
      required: ['kind'],
      properties: {
        kind: text(40),
        state: { type: 'string', enum: [...ADDRESS_STATES] },
        domain: text(255),
        verified: { type: 'boolean' },
      },
    },
    consent: {
      type: 'object',
      additionalProperties: false,
      required: ['channel', 'purpose', 'state'],
      properties: { channel: text(40), purpose: text(100), state: { type: 'string', enum: [...CONSENT_STATES] } },
    },
    behaviour: { type: 'string', enum: [...BEHAVIOURS] },
    campaignId: { ...text(36), format: 'uuid' },
    withinDays: { type: 'integer', minimum: 1, maximum: LONGEST_DAYS },
    atLeast: { type: 'integer', minimum: 1, maximum: 1000 },
  },
  examples: [
    { all: [{ field: 'locale', op: 'starts_with', value: 'fr' }, { not: { behaviour: 'opened', withinDays: 90 } }] },
  ],
})

/** Levels of objects and arrays below `value` go beyond `levels`. Without recursion: the input may be as deep as it is long. */
export function deeperThan(value: unknown, levels: number): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true
    level = level.flatMap((one) => (one !== null && typeof one === 'object' ? Object.values(one) : []))
  }
  return false
}
