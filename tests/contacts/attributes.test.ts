import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AttributeDefinition, byName, checkAttributes } from '../../core/contacts/attributes.ts'
import { checkPerson } from '../../core/contacts/person.ts'

const define = (type: AttributeDefinition['type'], more: Partial<AttributeDefinition> = {}): AttributeDefinition => ({
  name: 'x',
  type,
  sensitive: false,
  ...more,
})
const choice = define('choice', { choices: ['Free', 'Pro'] })

type Row = [AttributeDefinition, unknown, unknown, object?]
const REFUSED = Symbol('refused')
const read = ([definition, value, , reading]: Row) => {
  const { attributes, problems } = checkAttributes([definition], { x: value }, reading)
  return problems.length ? REFUSED : attributes.x
}

describe('values as JSON', () => {
  test.each<Row>([
    [define('text'), 'hello', 'hello'],
    [define('text'), 5, REFUSED],
    [define('text'), 'a\u0000b', REFUSED],
    [define('text'), '\ud800', REFUSED],
    [define('text'), 'x'.repeat(2001), REFUSED],
    [define('number'), 1.5, 1.5],
    [define('number'), -0, 0],
    [define('number'), '1.5', REFUSED],
    [define('number'), 2 ** 60, REFUSED],
    [define('number'), Number.NaN, REFUSED],
    [define('boolean'), false, false],
    [define('boolean'), 0, REFUSED],
    [define('date'), '2026-02-28', '2026-02-28'],
    [define('date'), '2026-02-29', REFUSED],
    [define('date'), '2024-02-29', '2024-02-29'],
    [define('date'), '28.02.2026', REFUSED],
    [define('datetime'), '2026-01-02T03:04:05+02:00', '2026-01-02T01:04:05.000Z'],
    [define('datetime'), '2026-01-02T03:04:05.123456Z', '2026-01-02T03:04:05.123Z'],
    [define('datetime'), '2026-01-02T03:04:05', REFUSED],
    [define('datetime'), '2026-02-30T00:00:00Z', REFUSED],
    [define('datetime'), '2026-01-02T24:30:00Z', REFUSED],
    [choice, 'Pro', 'Pro'],
    [choice, 'pro', REFUSED],
    [define('list'), ['a', ' b ', 'a', ''], ['a', 'b']],
    [define('list'), 'a,b', REFUSED],
    [define('list'), ['a', 1], REFUSED],
    [define('list'), Array.from({ length: 101 }, (_, i) => String(i)), REFUSED],
  ])('%#', (...row) => expect(read(row)).toEqual(row[2]))
})

describe('texts of a file', () => {
  const coerce = { coerce: true }
  const french = { coerce: true, decimal: ',' }
  test.each<Row>([
    [define('text'), 5, '5', coerce],
    [define('number'), ' 1,234.5 ', 1234.5, coerce],
    [define('number'), '1 234,5', 1234.5, french],
    [define('number'), '1\u202f234,50', 1234.5, french],
    [define('number'), '1.234', 1234, french],
    [define('number'), '1.234', 1.234, coerce],
    [define('number'), '1,5', REFUSED, coerce],
    [define('number'), '12e3', 12000, coerce],
    [define('number'), '9007199254740993', REFUSED, coerce],
    [define('number'), '12px', REFUSED, coerce],
    [define('number'), '0x10', REFUSED, coerce],
    [define('boolean'), 'Oui', true, coerce],
    [define('boolean'), 'FALSO', false, coerce],
    [define('boolean'), 'maybe', REFUSED, coerce],
    [define('date'), '31.12.2026', '2026-12-31', coerce],
    [define('date'), '31/12/2026', '2026-12-31', coerce],
    [define('date'), '12/31/2026', '2026-12-31', coerce],
    [define('date'), '03/04/2026', REFUSED, coerce],
    [define('date'), '03/04/2026', '2026-04-03', { ...coerce, dateOrder: 'dmy' }],
    [define('date'), '03/04/2026', '2026-03-04', { ...coerce, dateOrder: 'mdy' }],
    [define('date'), '2026/4/3', '2026-04-03', coerce],
    [define('date'), '2026-04-03 10:00:00', '2026-04-03', coerce],
    [define('datetime'), '2026-04-03 10:00', '2026-04-03T10:00:00.000Z', coerce],
    [define('datetime'), '2026-04-03', '2026-04-03T00:00:00.000Z', coerce],
    [choice, ' pro ', 'Pro', coerce],
    [define('list'), 'a; b;;a', ['a', 'b'], coerce],
    [define('list'), '"VIP","New, old"', ['VIP', 'New, old'], coerce],
    [define('list'), '["x","y"]', ['x', 'y'], coerce],
    [define('number'), '  ', undefined, coerce],
  ])('%#', (...row) => expect(read(row)).toEqual(row[2]))

  test('reading a stored value again changes nothing', () => {
    const types = ['text', 'number', 'boolean', 'date', 'datetime', 'list'] as const
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.oneof(fc.string(), fc.double(), fc.boolean()), (type, value) => {
        const once = checkAttributes([define(type)], { x: value }, { coerce: true })
        if (once.problems.length || !('x' in once.attributes)) return
        expect(checkAttributes([define(type)], { x: once.attributes.x })).toEqual(once)
        expect(JSON.parse(JSON.stringify(once.attributes))).toEqual(once.attributes)
      }),
    )
  })
})

test('sensitive values are kept apart, null takes away, what is not declared is named', () => {
  const known = byName([
    define('text', { name: 'a' }),
    define('number', { name: 'b', sensitive: true }),
    define('date', { name: 'c' }),
  ])
  expect(checkAttributes(known, { a: 'x', b: 5, c: null, d: 1, 'e"--': 1 })).toEqual({
    attributes: { a: 'x' },
    sealed: { b: 5 },
    removed: ['c'],
    problems: [
      { name: 'd', field: '/attributes/d', code: 'unknown', message: expect.any(String) },
      { name: 'e"--', field: '/attributes/e"--', code: 'unknown', message: expect.any(String) },
    ],
  })
})

test('names of every object are not attributes by chance', () => {
  const { attributes, problems } = checkAttributes([], JSON.parse('{"constructor":1,"toString":2,"__proto__":3}'))
  expect(Object.keys(attributes)).toEqual([])
  expect(problems).toHaveLength(3)
})

test.each([
  [{ locale: 'PT_br' }, { locale: 'pt-BR' }],
  [{ locale: '' }, { locale: null }],
  [{ locale: 'english' }, { locale: 'english' }],
  [{ locale: 'e' }, '/locale'],
  [{ timeZone: 'Asia/Kolkata' }, { timeZone: 'Asia/Kolkata' }],
  [{ timeZone: 'america/new_york' }, { timeZone: 'America/New_York' }],
  [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
  [{ timeZone: '+01:00' }, '/timeZone'],
  [{ country: 'gb' }, { country: 'GB' }],
  [{ country: 'ZZ' }, '/country'],
  [{ country: 'France' }, '/country'],
  [{ firstName: '  Ana ' }, { firstName: 'Ana' }],
  [{ firstName: 'x'.repeat(201) }, '/firstName'],
])('a person with %j gives %j', (input, wanted) => {
  const { values, problems } = checkPerson(input)
  expect(typeof wanted === 'string' ? problems[0]?.field : values).toEqual(wanted)
})
