import fc from 'fast-check'
import Handlebars from 'handlebars'
import { Parser } from 'htmlparser2'
import { expect, test } from 'vitest'
import { compile, render } from './support.ts'

/** What a browser reads in `<p title="…">…</p>`. */
function readBack(html: string): { title: string; text: string; tags: string[] } {
  const read = { title: '', text: '', tags: [] as string[] }
  const parser = new Parser({
    onopentag: (name, attributes) => {
      read.tags.push(name)
      read.title += attributes.title ?? ''
    },
    ontext: (text) => {
      read.text += text
    },
  })
  parser.end(html)
  return read
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('<', '>', '"', "'", '&', '=', '`', '{{', '}}', '{{{', 'script', ' ', '&lt;', '#if'), {
      maxLength: 20,
    })
    .map((a) => a.join('')),
)

test('any text is shown as it is, in text and in attributes', () => {
  const compiled = compile('<p title="{{data.x}}">{{data.x}}</p>')
  if (!compiled.ok) throw new Error('refused')
  fc.assert(
    fc.property(anyText, (x) => {
      expect(readBack(compiled.render({ data: { x } }))).toEqual({ title: x, text: x, tags: ['p'] })
    }),
    { numRuns: 500 },
  )
})

test('in text mode any text stays as it is', () => {
  const compiled = compile('{{data.x}}', { mode: 'text' })
  fc.assert(fc.property(anyText, (x) => compiled.ok && compiled.render({ data: { x } }) === x))
})

test('data and literals are no templates and no HTML', () => {
  const x = '{{contact.secret}}<script>alert(1)</script>'
  expect(render('{{data.x}}', { data: { x }, contact: { secret: 's' } })).toBe(
    '{{contact.secret}}&lt;script&gt;alert(1)&lt;/script&gt;',
  )
  expect(render('{{default data.x "<b>you</b>"}}', {})).toBe('&lt;b&gt;you&lt;/b&gt;')
})

test('what is missing is empty, scalars and lists of scalars are written', () => {
  const data = { n: 0, no: false, big: 12n, list: ['a', 1, null, '<'], at: new Date(0) }
  expect(render('[{{contact.firstName}}{{data.a.b.c}}]', { contact: null })).toBe('[]')
  expect(render('{{data.n}} {{data.no}} {{data.big}} {{data.list}} {{data.at}}', { data })).toBe(
    '0 false 12 a, 1, , &lt; 1970-01-01T00:00:00.000Z',
  )
})

/** Pieces that mean the same to Handlebars and to us. */
const pieces = fc.letrec((tie) => ({
  body: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
  part: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom(
      'a<b',
      ' ',
      '\n',
      ' \n ',
      '{{data.x}}',
      '{{~data.y}}',
      '{{data.z~}}',
      '{{! c }}',
      '\\{{data.x}}',
      '{{this.data.x}}',
    ),
    fc
      .tuple(fc.constantFrom('if', 'unless'), fc.constantFrom('data.x', 'data.y', 'data.l'), tie('body'), tie('body'))
      .map(([name, path, then, other]) => `{{#${name} ${path}}}${then}{{else}}\n${other}{{/${name}}}`),
  ),
}))
const loops = fc
  .tuple(pieces.body, pieces.body)
  .map(
    ([before, other]) =>
      `${before}\n{{#each data.l}}\n {{@index}}{{@key}}{{@first}}{{@last}}{{v}}{{#if w}}{{../data.x}}{{/if}}\n{{else}}${other}{{/each}}\n`,
  )

test('it renders what Handlebars renders', () => {
  const value = fc.constantFrom('', 'x', '<&', 0, 1, true, false, null, undefined)
  const item = fc.record({ v: value, w: value })
  const data = fc.record({
    x: value,
    y: value,
    z: value,
    l: fc.oneof(fc.array(item, { maxLength: 3 }), fc.dictionary(fc.constantFrom('a', 'b'), item)),
  })
  fc.assert(
    fc.property(fc.oneof(pieces.body, loops), data, (source, values) => {
      expect(render(source as string, { data: values })).toBe(Handlebars.compile(source)({ data: values }))
    }),
    { numRuns: 500 },
  )
})
