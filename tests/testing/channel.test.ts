import Type from 'typebox'
import type { AddressKind, Channel } from '../../core/contracts/index.ts'
import { type ChannelSubject, channelProperties, describeChannel } from '../../core/testing/index.ts'
import { type Breaker, expectCaught } from './breakers.ts'
import { pagerChannel, pagerChannelSubject } from './reference/pager-channel.ts'

const has = (part: Partial<Channel>) => (good: ChannelSubject) => ({ ...good, channel: { ...good.channel, ...part } })
const reads = (part: Partial<AddressKind>) => has({ address: { ...pagerChannel.address, ...part } })
const { parse } = pagerChannel.address
const prepare = pagerChannel.prepare!
const measure = pagerChannel.measure!

/** For each property of a channel, a channel that lacks it. */
const breakers: readonly Breaker<ChannelSubject>[] = [
  {
    property: 'id, labels, consent and policy are complete',
    by: 'a policy nobody knows',
    break: has({ policy: 'once' as never }),
  },
  {
    property: 'the kind of address is named, and its import columns can be matched',
    by: 'a column with a space',
    break: reads({ columns: ['pager number'] }),
  },
  {
    property: 'good addresses are read into their canonical form',
    by: 'the hyphens stay',
    break: reads({ parse: (input) => ({ ok: true, value: input.trim() }) }),
  },
  {
    property: 'bad addresses are refused with a code and a reason',
    by: 'letters are taken',
    break: reads({ parse: (input) => (/\w/.test(input) ? { ok: true, value: input } : parse(input)) }),
  },
  {
    property: 'bad addresses are refused with a code and a reason',
    by: 'no reason',
    break: reads({
      parse(input) {
        const parsed = parse(input)
        return parsed.ok ? parsed : { ...parsed, reason: '' }
      },
    }),
  },
  {
    property: 'the canonical form is its own canonical form',
    by: 'a prefix each time',
    break: reads({
      parse(input) {
        const parsed = parse(input)
        return parsed.ok ? { ok: true, value: `0${parsed.value}` } : parsed
      },
    }),
  },
  {
    property: 'reading an address never throws',
    by: 'percent signs are decoded',
    break: reads({ parse: (input) => parse(decodeURIComponent(input)) }),
  },
  {
    property: 'control characters are refused, and never in a canonical form',
    by: 'they are dropped',
    break: reads({ parse: (input) => parse(input.replace(/\s/g, '')) }),
  },
  {
    property: 'longer than maxLength is refused',
    by: 'trims first',
    break: reads({ parse: (input) => parse(input.trim()) }),
  },
  { property: 'a mask hides the address', by: 'shows it', break: reads({ mask: (address) => `(${address})` }) },
  {
    property: 'a mask hides the address',
    by: 'hides the last two only',
    break: reads({ mask: (a) => `${a.slice(0, -2)}••` }),
  },
  {
    property: 'every address has one destination',
    by: 'none for some',
    break: reads({ destination: (a) => a.slice(5) }),
  },
  {
    property: 'content is a schema with at least one field that is rendered',
    by: 'nothing to render',
    break: has({ content: Type.Object({ text: Type.String() }) }),
  },
  {
    property: 'content is a schema with at least one field that is rendered',
    by: 'a rendered number',
    break: has({
      content: Type.Object({ text: Type.String({ template: 'text' }), size: Type.Number({ template: 'text' }) }),
    }),
  },
  {
    property: 'check, measure, advise and prepare never throw on content the schema accepts',
    by: 'stray percent signs',
    break: has({ measure: (content) => measure({ text: decodeURIComponent(String(content.text)) }) }),
  },
  {
    property: 'check, measure, advise and prepare give the same for the same, and change nothing they are given',
    by: 'chance',
    break: has({ measure: (content) => ({ ...measure(content), units: Math.random() }) }),
  },
  {
    property: 'check, measure, advise and prepare give the same for the same, and change nothing they are given',
    by: 'writes into the content',
    break: has({
      prepare: (content) => Object.assign(prepare(content), { content: Object.assign(content, { urgent: true }) }),
    }),
  },
  {
    property: 'good content has no problems; a problem names its field',
    by: 'a field that is not there',
    break: has({
      check: ({ text }) => (text === '' ? [{ field: 'body', code: 'empty', message: 'Write a text.' }] : []),
    }),
  },
  {
    property: 'a measure is a sane amount, and its warnings say what to do',
    by: 'a negative amount',
    break: has({ measure: (content) => ({ ...measure(content), units: -1 }) }),
  },
  {
    property: 'prepare finds the links, and numbers each one that it writes',
    by: 'numbers from 1',
    break: has({
      prepare(content) {
        const { content: made, links } = prepare(content)
        return {
          content: { ...made, page: String(made.page).replace(/click}}\/(\d)/g, (_, n) => `click}}/${Number(n) + 1}`) },
          links,
        }
      },
    }),
  },
  {
    property: 'prepare finds the links, and numbers each one that it writes',
    by: 'finds only one',
    break: has({ prepare: (content) => ({ ...prepare(content), links: prepare(content).links.slice(0, 1) }) }),
  },
  {
    property: 'content that is prepared already keeps its links',
    by: 'wraps its own links again',
    break: has({
      prepare(content) {
        const links: string[] = []
        const number = (_: string, href: string) => `<a href="{{urls.click}}/${links.push(href) - 1}"`
        return { content: { ...content, page: String(content.page).replace(/<a href="([^"#]+)"/g, number) }, links }
      },
    }),
  },
  {
    property: 'links are http, https or a variable; nothing else is tracked',
    by: 'every href',
    break: has({
      prepare: (content) => ({
        content,
        links: [...String(content.page).matchAll(/href="([^"{][^"]*)"/g)].map((m) => m[1]!),
      }),
    }),
  },
]

describeChannel(pagerChannelSubject)
expectCaught(channelProperties, () => pagerChannelSubject, breakers)
