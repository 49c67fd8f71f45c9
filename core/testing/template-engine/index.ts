import { inspect } from 'node:util'
import fc from 'fast-check'
import { SMALL_BUDGET } from '../fixtures.ts'
import { broken, describeProperties, type Property } from '../property.ts'
import { checkId } from '../words.ts'
import type { TemplateEngineSubject } from './subject.ts'
import {
  checkProblems,
  compile,
  compileGood,
  deepFreeze,
  expectProblem,
  expectStopped,
  expectText,
  fill,
  HUGE,
  render,
} from './trial.ts'

export type { TemplateEngineSubject } from './subject.ts'

/** All that must hold for a template engine, each to be run by hand too. */
export const templateEngineProperties: readonly Property<TemplateEngineSubject>[] = [
  property('plain text stays as it is, and variables are filled', (s) => {
    checkId('engine.id', s.engine.id)
    expectText(' é 😀\n\ttext\n', render(s, ' é 😀\n\ttext\n', {}))
    const source = `Hello ${s.variable('contact.firstName')}, ${s.variable('contact.firstName')} of ${s.variable('data.a.b')}!`
    expectText('Hello Zoé, Zoé of 7!', render(s, source, { contact: { firstName: 'Zoé' }, data: { a: { b: 7 } } }))
    const list = s.each('data.items', 'x')
    expectText('xxx', render(s, list, { data: { items: [1, 2, 3] } }))
    expectText('', render(s, list, { data: { items: [] } }))
  }),
  property('only text is compiled', (s) => {
    for (const source of [
      { type: 'Program', body: [] },
      null,
      undefined,
      1,
      ['a'],
      new String('a'),
      Buffer.from('a'),
    ]) {
      const compiled = compile(s, source as string)
      if (compiled.ok) throw broken(`compile() took ${inspect(source)}`)
      checkProblems(compiled)
    }
  }),
  property('an unknown variable is refused, with its name and line', (s) => {
    for (const path of ['contact.nope', 'nope', 'contact.firstName.length', 'contact.attributes']) {
      expectProblem(s, `first\n${s.variable(path)}`, path.split('.').at(-1)!)
    }
    expectProblem(s, `first\n${s.each('nope.items', 'x')}`, 'nope')
  }),
  property('an unknown helper is refused, with its line', (s) => expectProblem(s, `first\n${s.unknownHelper}`)),
  property('a syntax error is refused, with its line', (s) => expectProblem(s, s.syntaxError)),
  property('compiling never throws, whatever the source', (s) => {
    const pieces = fc.constantFrom(
      s.variable('contact.firstName'),
      s.each('data.items', ''),
      s.syntaxError,
      '{{',
      '}}',
      '{{{',
      '{%',
      '\n',
    )
    const source = fc
      .array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 6 })
      .map((list) => list.join(''))
    for (const text of fc.sample(source, { numRuns: 300, seed: 1 })) {
      const compiled = compile(s, text)
      if (!compiled.ok) checkProblems(compiled)
    }
  }),
  property('values are escaped in html', (s) => {
    const text = render(
      s,
      s.variable('contact.firstName'),
      { contact: { firstName: `<b a="1" c='2'>&` } },
      { mode: 'html' },
    )
    if (/[<>"']/.test(text) || /&(?!#?\w+;)/.test(text)) throw broken(`not escaped in html: ${text}`)
  }),
  property('values stay as they are in text', (s) => {
    expectText(`<b>"&'`, render(s, s.variable('contact.firstName'), { contact: { firstName: `<b>"&'` } }))
  }),
  property('a value is never read as a template', (s) => {
    const evil = s.variable('contact.secret')
    expectText(evil, render(s, s.variable('contact.firstName'), { contact: { firstName: evil, secret: 'leak' } }))
  }),
  property('nothing reaches a prototype or a function', (s) => {
    const paths = [
      'constructor',
      'constructor.name',
      '__proto__',
      '__proto__.inherited',
      'toString',
      'valueOf',
      'inherited',
      '__lookupGetter__',
    ]
    const sources = [...paths.map((path) => s.variable(`data.${path}`)), ...(s.probes ?? [])]
    for (const source of sources) {
      const compiled = compile(s, source)
      if (!compiled.ok) continue
      const text = fill(compiled.render, { data: Object.create({ inherited: 'leak' }), contact: {} })
      if (typeof text === 'string' && text.trim() !== '') throw broken(`${source} reached '${text.slice(0, 80)}'`)
    }
    if (Object.keys(Object.prototype).length > 0) throw broken('Object.prototype was changed')
  }),
  property('a missing value is empty', (s) => {
    const source = `[${s.variable('contact.firstName')}${s.variable('data.a.b')}${s.each('data.items', 'x')}]`
    for (const values of [
      {},
      { contact: null, data: null },
      { contact: { firstName: undefined }, data: { a: null } },
    ]) {
      expectText('[]', render(s, source, values))
    }
  }),
  property('the same values give the same text, and are not changed', (s) => {
    const values = deepFreeze({ contact: { firstName: 'Zoé' }, data: { items: [3, 1, 2] } })
    const compiled = compileGood(s, `${s.variable('contact.firstName')} ${s.each('data.items', 'x')}`)
    const first = fill(compiled, values)
    fill(compiled, { contact: { firstName: 'other' }, data: { items: [1] } })
    if (typeof first !== 'string' || fill(compiled, values) !== first)
      throw broken(`two texts for the same values: ${first}`)
  }),
  property('rendering throws nothing but RenderError', (s) => {
    const renderers = [s.variable('data.a'), s.variable('contact.firstName'), s.each('data.a', 'x')].map((x) =>
      compileGood(s, x),
    )
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withNullPrototype: true,
      withSymbol: false,
    } as object)
    for (const value of fc.sample(anything, { numRuns: 200, seed: 1 })) {
      for (const one of renderers) fill(one, { data: { a: value }, contact: { firstName: value } })
    }
  }),
  property('iterations are budgeted', (s) => expectStopped(s, { ...HUGE, iterations: SMALL_BUDGET.iterations }, 40)),
  property('output is budgeted', (s) => expectStopped(s, { ...HUGE, outputChars: SMALL_BUDGET.outputChars }, 40)),
  property('time is budgeted', (s) => expectStopped(s, { ...HUGE, ms: 1 }, 200)),
  {
    ...property('dates, numbers and plurals follow the language', (s) => {
      for (const { source, values, expect } of s.localised!) {
        for (const [locale, wanted] of Object.entries(expect)) {
          const text = render(s, source, values, { locale })
          const good = typeof wanted === 'string' ? text === wanted : wanted.test(text)
          if (!good) throw broken(`${source} in ${locale} must be ${wanted}, is '${text}'`)
        }
      }
    }),
    appliesTo: (s) => s.localised !== undefined || 'the engine formats nothing by language',
  },
]

/** Runs every property of a template engine as a vitest test. */
export function describeTemplateEngine(subject: TemplateEngineSubject): void {
  describeProperties(`template engine ${subject.engine.id}`, templateEngineProperties, subject)
}

function property(name: string, check: (subject: TemplateEngineSubject) => void): Property<TemplateEngineSubject> {
  return { name, run: async (subject) => check(subject) }
}
