import type { ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import type { Json } from '../../contracts/index.ts'
import { broken, Inapplicable, type Property, quietly } from '../property.ts'
import { compileObjectSchema, contentArbitrary, plainSchema, schemaErrors, walkProperties } from '../schema.ts'
import type { ChannelSubject } from './subject.ts'

type Content = Record<string, Json>
const RUNS = { numRuns: 200, seed: 1 } as const

/** What can be said through a channel: its schema, and the pure functions on content. */
export const contentProperties: readonly Property<ChannelSubject>[] = [
  {
    name: 'content is a schema with at least one field that is rendered',
    async run(subject) {
      const validate = validator(subject)
      const fields = walkProperties(plainSchema('channel.content', subject.channel.content))
      const rendered = fields.filter(({ schema }) => schema.template !== undefined)
      if (rendered.length === 0) throw broken(`no field of channel.content has template: 'html' or 'text'`)
      for (const { path, schema } of rendered) {
        if (schema.template !== 'html' && schema.template !== 'text')
          throw broken(`${path}: template is '${schema.template}'`)
        if (schema.type !== 'string') throw broken(`${path.join('.')}: only a string can be rendered`)
      }
      for (const { content } of subject.contents) {
        if (!validate(content)) throw broken(`channel.content refuses good content: ${schemaErrors(validate)}`)
      }
    },
  },
  {
    name: 'check, measure, advise and prepare never throw on content the schema accepts',
    async run(subject) {
      for (const content of contents(subject)) callAll(subject, content)
    },
  },
  {
    name: 'check, measure, advise and prepare give the same for the same, and change nothing they are given',
    async run(subject) {
      for (const content of contents(subject)) {
        const before = JSON.stringify(content)
        const first = JSON.stringify(callAll(subject, content))
        if (JSON.stringify(content) !== before) throw broken(`content was changed: ${before}`)
        if (JSON.stringify(callAll(subject, content)) !== first) throw broken(`two results for one content: ${before}`)
      }
    },
  },
  {
    name: 'good content has no problems; a problem names its field',
    async run(subject) {
      const { channel } = subject
      if (!channel.check) throw new Inapplicable('the channel has no check()')
      for (const { content } of subject.contents) {
        const [problem] = channel.check(content)
        if (problem) throw broken(`good content has a problem: ${JSON.stringify(problem)}`)
      }
      for (const problem of contents(subject).flatMap((content) => channel.check!(content))) {
        if (!problem.code || !problem.message)
          throw broken(`a problem without code or message: ${JSON.stringify(problem)}`)
        expectField(subject, problem.field)
      }
    },
  },
  {
    name: 'a measure is a sane amount, and its warnings say what to do',
    async run(subject) {
      const { channel } = subject
      if (!channel.measure) throw new Inapplicable('the channel has no measure()')
      for (const { units, bytes, warnings } of contents(subject).map((content) => channel.measure!(content))) {
        if (!Number.isFinite(units) || units < 0) throw broken(`measure(): ${units} units`)
        if (!Number.isInteger(bytes) || bytes < 0) throw broken(`measure(): ${bytes} bytes`)
        for (const warning of warnings) {
          if (!warning.code || !warning.message)
            throw broken(`a warning without code or message: ${JSON.stringify(warning)}`)
          if (warning.field !== undefined) expectField(subject, warning.field)
        }
      }
    },
  },
  {
    name: 'prepare finds the links, and numbers each one that it writes',
    async run(subject) {
      const prepare = prepareOf(subject)
      for (const { content, links } of subject.contents) {
        const prepared = prepare(content)
        if (links && JSON.stringify(prepared.links) !== JSON.stringify(links)) {
          throw broken(`prepare() must find ${JSON.stringify(links)}, found ${JSON.stringify(prepared.links)}`)
        }
        const outside = clickNumbers(prepared.content).find((n) => n >= prepared.links.length)
        if (outside !== undefined) throw broken(`content points at link ${outside} of ${prepared.links.length}`)
        const validate = validator(subject)
        if (!validate(prepared.content))
          throw broken(`prepared content is refused by the schema: ${schemaErrors(validate)}`)
      }
    },
  },
  {
    name: 'content that is prepared already keeps its links',
    async run(subject) {
      const prepare = prepareOf(subject)
      for (const content of contents(subject)) {
        const once = prepare(content)
        const twice = prepare(once.content)
        const [before, after] = [clickNumbers(once.content).length, clickNumbers(twice.content).length]
        if (before !== after) throw broken(`prepared again, ${before} numbered links became ${after}`)
        const own = twice.links.find((link) => link.includes('urls.'))
        if (own) throw broken(`prepare() numbered an address of our own as a link: ${own}`)
      }
    },
  },
  {
    name: 'links are http, https or a variable; nothing else is tracked',
    async run(subject) {
      const prepare = prepareOf(subject)
      for (const content of [...contents(subject), ...hostileContents(subject)]) {
        const odd = prepare(content).links.find((link) => !/^(https?:\/\/|\{\{)/i.test(link))
        if (odd !== undefined) throw broken(`prepare() tracks '${odd}'`)
      }
    },
  },
]

const validator = (subject: ChannelSubject): ValidateFunction =>
  compileObjectSchema('channel.content', subject.channel.content)

/** The samples and random content around them. */
function contents(subject: ChannelSubject): Content[] {
  const samples = subject.contents.map((sample) => sample.content)
  if (samples.length === 0) throw broken('the suite needs at least one good content')
  const random = contentArbitrary(subject.channel.content, validator(subject), samples)
  return [...samples, ...fc.sample(random, RUNS)]
}

/** Each sample with a link that must not be followed in each rendered field, where the schema lets it. */
function hostileContents(subject: ChannelSubject): Content[] {
  const validate = validator(subject)
  const { properties = {} } = plainSchema('channel.content', subject.channel.content)
  const hrefs = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'mailto:a@example.org',
    'tel:+331',
    '#top',
    '//x.example',
    '/x',
  ]
  return Object.entries(properties as Record<string, { template?: string }>)
    .filter(([, schema]) => schema.template !== undefined)
    .flatMap(([field]) =>
      hrefs.flatMap((href) =>
        [`<a href="${href}">x</a>`, `<a href=' ${href}'>x</a>`, href].map((text) => [field, text]),
      ),
    )
    .flatMap(([field, text]) => subject.contents.map(({ content }) => ({ ...content, [field!]: text! })))
    .filter((content) => validate(content))
}

function callAll({ channel }: ChannelSubject, content: Content): unknown[] {
  const shown = JSON.stringify(content).slice(0, 300)
  return (['check', 'measure', 'advise', 'prepare'] as const).map((name) =>
    quietly(`${name}(${shown})`, () => channel[name]?.(content) ?? null),
  )
}

function prepareOf({ channel }: ChannelSubject): (content: Content) => { content: Content; links: readonly string[] } {
  if (!channel.prepare) throw new Inapplicable('the channel has no prepare()')
  return (content) => quietly('prepare()', () => channel.prepare!(content))
}

/** Numbers of the links that content points at: `{{urls.click}}/3`. */
function clickNumbers(content: Content): number[] {
  return [...JSON.stringify(content).matchAll(/\{\{\s*urls\.click\s*\}\}\/(\d+)/g)].map((match) => Number(match[1]))
}

function expectField({ channel }: ChannelSubject, field: string): void {
  const [name] = field.split(/[.[]/)
  if (!name || !(name in channel.content.properties)) throw broken(`'${field}' is no field of the content`)
}
