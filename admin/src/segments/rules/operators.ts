import type { AttributeType } from '../../../../core/contacts/definitions/values.ts'
import type { Field, Operator } from '../types.ts'

const SET: readonly Operator[] = ['is_set', 'is_not_set']
const TEXT: readonly Operator[] = ['equals', 'not_equals', 'in', 'starts_with', 'contains', ...SET]
const TIME: readonly Operator[] = ['within_days', 'next_days', 'before', 'after', 'between', 'equals', 'not_equals']
const MOMENT: readonly Operator[] = ['within_days', 'before', 'after', 'between']

/** What can be asked of each type, in the order in which it is offered; tests/admin compares it with the engine's. */
export const ATTRIBUTE_OPERATORS: Readonly<Record<AttributeType, readonly Operator[]>> = {
  text: TEXT,
  choice: TEXT,
  number: ['equals', 'not_equals', 'gt', 'gte', 'lt', 'lte', 'between', 'in', ...SET],
  boolean: ['equals', 'not_equals', ...SET],
  date: [...TIME, ...SET],
  datetime: [...TIME, ...SET],
  list: ['contains', 'in', ...SET],
}

export type FieldType = 'text' | 'boolean' | 'datetime'

export const FIELD_TYPES: Readonly<Record<Field, FieldType>> = {
  firstName: 'text',
  lastName: 'text',
  locale: 'text',
  country: 'text',
  timeZone: 'text',
  externalId: 'text',
  createdAt: 'datetime',
  updatedAt: 'datetime',
  held: 'boolean',
  objected: 'boolean',
}

export const FIELD_OPERATORS: Readonly<Record<FieldType, readonly Operator[]>> = {
  text: TEXT,
  datetime: MOMENT,
  boolean: ['equals', 'not_equals'],
}

/** Whether it holds: what lists, addresses, consents and behaviour are asked. */
export const YES_NO = ['yes', 'no'] as const
