import { expect, test } from 'vitest'
import { LIMITS } from '../../../plugins/handlebars/limits.ts'
import { compile, engine, failure, problems, render, SCOPE } from './support.ts'

/** Ideas of Handlebars' own spec/security.js and of its advisories of 2019 to 2026. */
const REFUSED: readonly [source: string, code: string][] = [
  ['{{contact.constructor}}', 'forbidden_name'],
  ['{{data.constructor.constructor}}', 'forbidden_name'],
  ['{{data.[constructor]}}', 'forbidden_name'],
  ['{{data.__proto__.polluted}}', 'forbidden_name'],
  ['{{data.__defineGetter__}}', 'forbidden_name'],
  ['{{#each data.items}}{{this.constructor.name}}{{/each}}', 'forbidden_name'],
  ['{{#each data.items as |item|}}{{item.__proto__}}{{/each}}', 'forbidden_name'],
  ['{{constructor}}', 'forbidden_name'],
  ['{{data.constructor.constructor "return process"}}', 'unknown_helper'],
  ['{{lookup data "constructor"}}', 'unknown_helper'],
  ['{{upper (lookup (lookup data "constructor") "name")}}', 'unknown_helper'],
  ['{{log data.x}}', 'unknown_helper'],
  ['{{#with data as |d|}}{{d.x}}{{/with}}', 'unknown_helper'],
  ['{{helperMissing "x"}}', 'unknown_helper'],
  ['{{#blockHelperMissing data.x}}{{/blockHelperMissing}}', 'unknown_helper'],
  ['{{toString "x"}}', 'unknown_helper'],
  ['{{#valueOf}}{{/valueOf}}', 'unknown_helper'],
  ['{{#data.items}}x{{/data.items}}', 'unknown_helper'],
  ['{{@root.constructor}}', 'forbidden_name'],
  ['{{@root.contact}}', 'unknown_variable'],
  ['{{{data.x}}}', 'unescaped_output'],
  ['{{&data.x}}', 'unescaped_output'],
  ['{{> other}}', 'partial'],
  ['{{> (lookup data "x")}}', 'partial'],
  ['{{#> layout}}x{{/layout}}', 'partial'],
  ['{{#*inline "x"}}{{> x}}{{/inline}}', 'decorator'],
  ['{{*decorate data.x}}', 'decorator'],
  ['{{{{if data.x}}}} {{raw}} {{{{/if}}}}', 'raw_block'],
  ['{{"constructor"}}', 'syntax'],
  [`${'{{#if data.x}}'.repeat(33)}${'{{/if}}'.repeat(33)}`, 'too_deep'],
  ['{{#if data.x}}'.repeat(50_000), 'too_deep'],
  [`{{#if data.x}}${'{{else if data.x}}'.repeat(40)}{{/if}}`, 'too_deep'],
  [`{{upper ${'(upper '.repeat(5_000)}data.x`, 'too_deep'],
  [`${'{{#each data.x}}'.repeat(5)}${'{{/each}}'.repeat(5)}`, 'too_deep'],
  ['{{data.x}}'.repeat(100_000), 'too_many_tags'],
  [`{{default data.x${' data.y'.repeat(100_000)}}}`, 'too_large'],
  ['x'.repeat(LIMITS.sourceChars + 1), 'too_large'],
]

test.each(REFUSED)('%# is refused at compile', (source, code) => {
  const compiled = compile(source)
  expect(compiled.ok ? 'compiled' : compiled.problems.map((problem) => problem.code)).toContain(code)
})

test.each([
  { type: 'Program', body: [{ type: 'MustacheStatement' }] },
  ['{{data.x}}'],
  new String('{{data.x}}'),
  null,
  7,
])('anything but a string is refused: %#', (source) => {
  const compiled = engine.compile({ source: source as string, field: 'html', mode: 'html', locale: 'en', scope: SCOPE })
  expect(compiled).toMatchObject({ ok: false, problems: [{ field: 'html', code: 'not_a_string' }] })
})

test('only own properties are read', () => {
  const inherited = Object.create({ secret: 'leak' })
  expect(render('{{data.secret}}{{data.toString}}{{data.hasOwnProperty}}', { data: inherited })).toBe('')
  expect(render('{{data.list.map}}{{data.text.length}}{{data.text.big}}', { data: { list: [], text: 'abc' } })).toBe('')
  expect(render('{{data.list.length}}', { data: { list: [1, 2] } })).toBe('2')
})

test('functions in data are never called, and objects never turned to text by their own methods', () => {
  const trap = () => {
    throw new Error('called')
  }
  for (const value of [trap, { toString: trap, valueOf: trap }, { toString: 'x' }, Object.create(null)]) {
    expect(failure('{{data.x}}', { data: { x: value } }).code).toBe('not_text')
    expect(failure('{{upper data.x}}', { data: { x: value } }).code).toBe('bad_value')
  }
  const getter = Object.defineProperty({}, 'x', { enumerable: true, get: trap })
  expect(failure('{{data.x}}', { data: getter }).code).toBe('bad_value')
})

const forty = Array.from({ length: 40 }, (_, i) => i)
const nested = `${'{{#each data.items}}'.repeat(4)}0123456789{{/each}}{{/each}}{{/each}}{{/each}}`

test('a loop bomb is stopped by its rounds, over all loops together', () => {
  expect(failure(`\n${nested}`, { data: { items: forty } })).toMatchObject({
    code: 'too_many_iterations',
    field: 'html',
    line: 2,
  })
  const budget = { iterations: 5, outputChars: 1e6, ms: 1e4 }
  const twice = '{{#each data.items}}x{{/each}}{{#each data.items}}x{{/each}}'
  expect(render(twice, { data: { items: [1, 2] } }, { budget })).toBe('xxxx')
  expect(failure(twice, { data: { items: [1, 2, 3] } }, { budget }).code).toBe('too_many_iterations')
})

test('an output bomb is stopped before it is made, also without a loop', () => {
  const budget = { iterations: 1e9, outputChars: 100_000, ms: 60_000 }
  expect(failure(nested, { data: { items: forty } }, { budget }).code).toBe('output_too_long')
  expect(failure('{{data.x}}'.repeat(1_000), { data: { x: 'x'.repeat(1_000_000) } }).code).toBe('output_too_long')
  expect(failure('{{data.x}}', { data: { x: '<'.repeat(300_000) } }).code).toBe('output_too_long')
  expect(failure('{{data.x}}', { data: { x: Array(1_000).fill('x'.repeat(10_000)) } }).code).toBe('output_too_long')
  expect(failure('{{encode data.x}}', { data: { x: 'x'.repeat(1_000_001) } }).code).toBe('bad_value')
})

test('a slow render is stopped by the clock', () => {
  const budget = { iterations: 1e9, outputChars: 1e12, ms: 0 }
  expect(failure(nested, { data: { items: forty } }, { budget }).code).toBe('too_slow')
})

test('a machine that is busy with others is no slow render', () => {
  const budget = { iterations: 1e9, outputChars: 1e12, ms: 20 }
  // A value that blocks its thread without using it, as a crowded scheduler does.
  const data = {
    items: Array.from({ length: 200 }, (_, i) => i),
    get pause() {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60)
      return 'p'
    },
  }
  const text = render('{{data.pause}}{{#each data.items}}{{this}}{{/each}}', { data }, { budget })
  expect(text).toHaveLength(1 + 10 + 180 + 300)
})

test('a budget that was passed hurts no later render', () => {
  const compiled = compile(nested)
  if (!compiled.ok) throw new Error('refused')
  expect(() => compiled.render({ data: { items: forty } })).toThrow()
  expect(compiled.render({ data: { items: [1] } })).toBe('0123456789')
})

test('no more than fifty problems are told', () => {
  expect(problems('{{nope.x}}'.repeat(500))).toHaveLength(50)
})
