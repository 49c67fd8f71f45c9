import { expect, test } from 'vitest'
import {
  FIELD_OPERATORS,
  FIELD_TYPES,
  ATTRIBUTE_OPERATORS as OFFERED,
} from '../../admin/src/segments/rules/operators.ts'
import { fromTree, isComplete, leavesOf, toTree } from '../../admin/src/segments/rules/tree.ts'
import { ATTRIBUTE_OPERATORS } from '../../core/segments/leaves/attribute.ts'
import { FIELD_RULES } from '../../core/segments/leaves/field.ts'
import type { Rule } from '../../core/segments/rules.ts'

const sorted = (some: readonly string[]) => [...some].sort()

test('the editor offers what the engine takes, of each type and each field', () => {
  for (const [type, operators] of Object.entries(ATTRIBUTE_OPERATORS))
    expect([type, sorted(OFFERED[type as keyof typeof OFFERED])]).toEqual([type, sorted(operators)])
  for (const [field, { operators }] of Object.entries(FIELD_RULES)) {
    const type = FIELD_TYPES[field as keyof typeof FIELD_TYPES]
    expect([field, sorted(FIELD_OPERATORS[type])]).toEqual([field, sorted(operators)])
  }
})

const EVERY_KIND: Rule = {
  all: [
    { attribute: 'plan', op: 'in', value: ['pro', 'free'] },
    { attribute: 'points', op: 'is_set' },
    { field: 'createdAt', op: 'within_days', value: 30 },
    { not: { list: '018f4c1e-7a5b-7c3d-8e9f-0a1b2c3d4e5f' } },
    {
      any: [
        { address: { kind: 'email', domain: 'example.org', verified: true } },
        { consent: { channel: 'email', purpose: 'news', state: 'given' } },
      ],
    },
    { not: { any: [{ behaviour: 'opened', withinDays: 90, atLeast: 2 }] } },
    { not: { behaviour: 'clicked' } },
  ],
}

test('rules of every kind come out of the editor as they went in', () => {
  const { rule, places } = fromTree(toTree(EVERY_KIND))
  expect(rule).toEqual(EVERY_KIND)
  expect(fromTree(toTree(rule)).rule).toEqual(EVERY_KIND)
  expect([...places.keys()]).toContain('/rules/all/5/not/any/0')
})

test('what is written otherwise means the same', () => {
  const twice: Rule = { not: { not: { field: 'locale', op: 'equals', value: 'fr' } } }
  expect(fromTree(toTree(twice)).rule).toEqual({
    not: { all: [{ not: { all: [{ field: 'locale', op: 'equals', value: 'fr' }] } }] },
  })
  expect(fromTree(toTree({ list: 'x' })).rule).toEqual({ all: [{ list: 'x' }] })
})

test('a rule without its value is not complete', () => {
  const leaves = (rule: Rule) => leavesOf(toTree({ all: [rule] })).map(isComplete)
  expect(leaves({ field: 'locale', op: 'equals', value: '' })).toEqual([false])
  expect(leaves({ field: 'locale', op: 'is_set' })).toEqual([true])
  expect(leaves({ attribute: 'points', op: 'between', value: [1] })).toEqual([false])
  expect(leaves({ attribute: 'points', op: 'equals', value: 0 })).toEqual([true])
  expect(leaves({ attribute: 'plan', op: 'in', value: [] })).toEqual([false])
  expect(leaves({ behaviour: 'opened' })).toEqual([true])
})
