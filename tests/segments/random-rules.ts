import fc from 'fast-check'
import { textProblem } from '../../core/contacts/text.ts'

const TEXTS = ['Paris', 'pro', '%', "'", 'a', '$1', 'ES', 'fr', 'example.org', 'email', 'marketing']

/** Random rules over the people of compile.test.ts: every operator, three levels deep. */
export function anyRule(known: { lists: string[]; campaigns: string[] }): fc.Arbitrary<unknown> {
  const text = fc.oneof(
    fc.constantFrom(...TEXTS),
    fc.string({ minLength: 1, maxLength: 12 }).filter((one) => textProblem(one, 12) === undefined),
  )
  const number = fc.oneof(fc.constantFrom(2, 2.5, 10), fc.double({ min: -1e6, max: 1e6, noNaN: true }))
  const date = fc.constantFrom('1990-02-28', '2020-01-01', '2030-06-15')
  const moment = fc.constantFrom('1990-02-28T00:00:00Z', '2020-01-01T10:00:00+02:00', '2030-06-15T00:00:00.123Z')
  const days = fc.constantFrom(1, 4, 30, 400)
  const flag = fc.boolean()
  const names = {
    text: fc.constantFrom('city', 'plan'),
    field: fc.constantFrom('locale', 'country', 'lastName', 'timeZone', 'externalId'),
  }
  const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
  const leaves: fc.Arbitrary<unknown>[] = [
    fc.record({
      attribute: names.text,
      op: fc.constantFrom('equals', 'not_equals', 'contains', 'starts_with'),
      value: text,
    }),
    fc.record({ attribute: names.text, op: fc.constant('in'), value: fc.array(text, { minLength: 1, maxLength: 3 }) }),
    fc.record({
      attribute: fc.constantFrom('city', 'points', 'tags', 'renews'),
      op: fc.constantFrom('is_set', 'is_not_set'),
    }),
    fc.record({
      attribute: fc.constant('points'),
      op: fc.constantFrom('equals', 'not_equals', 'gt', 'gte', 'lt', 'lte'),
      value: number,
    }),
    fc.record({
      attribute: fc.constant('points'),
      op: fc.constant('between'),
      value: fc.tuple(number, number).map((pair) => pair.sort((a, b) => a - b)),
    }),
    fc.record({ attribute: fc.constant('member'), op: fc.constantFrom('equals', 'not_equals'), value: flag }),
    fc.record({
      attribute: fc.constant('birthday'),
      op: fc.constantFrom('equals', 'not_equals', 'before', 'after'),
      value: date,
    }),
    fc.record({ attribute: fc.constant('renews'), op: fc.constantFrom('equals', 'before', 'after'), value: moment }),
    fc.record({
      attribute: fc.constantFrom('birthday', 'renews'),
      op: fc.constantFrom('within_days', 'next_days'),
      value: days,
    }),
    fc.record({ attribute: fc.constant('tags'), op: fc.constant('contains'), value: text }),
    fc.record({
      field: names.field,
      op: fc.constantFrom('equals', 'not_equals', 'contains', 'starts_with'),
      value: text,
    }),
    fc.record({ field: names.field, op: fc.constantFrom('is_set', 'is_not_set') }),
    fc.record({
      field: fc.constant('createdAt'),
      op: fc.constantFrom('before', 'after'),
      value: fc.oneof(date, moment),
    }),
    fc.record({ field: fc.constantFrom('createdAt', 'updatedAt'), op: fc.constant('within_days'), value: days }),
    fc.record({ field: fc.constantFrom('held', 'objected'), op: fc.constantFrom('equals', 'not_equals'), value: flag }),
    fc.record({ list: fc.constantFrom(...known.lists) }),
    fc.record({
      address: fc.record({
        kind: fc.constantFrom('email', 'phone'),
        state: maybe(fc.constantFrom('active', 'dead')),
        domain: maybe(text),
        verified: maybe(flag),
      }),
    }),
    fc.record({
      consent: fc.record({
        channel: fc.constant('email'),
        purpose: fc.constant('marketing'),
        state: fc.constantFrom('given', 'withdrawn', 'none'),
      }),
    }),
    fc.record({
      behaviour: fc.constantFrom('received', 'opened', 'clicked'),
      campaignId: maybe(fc.constantFrom(...known.campaigns)),
      withinDays: maybe(days),
      atLeast: maybe(fc.constantFrom(1, 2)),
    }),
  ]
  const { rule } = fc.letrec((tie) => ({
    rule: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'rule' },
      { weight: 4, arbitrary: fc.oneof(...leaves) },
      fc.record({ all: fc.array(tie('rule'), { maxLength: 3, depthIdentifier: 'rule' }) }),
      fc.record({ any: fc.array(tie('rule'), { maxLength: 3, depthIdentifier: 'rule' }) }),
      fc.record({ not: tie('rule') }),
    ),
  }))
  // What is undefined is not there, as in JSON.
  return rule.map((one) => JSON.parse(JSON.stringify(one)))
}
