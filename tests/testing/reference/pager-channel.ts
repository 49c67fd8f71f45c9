import Type from 'typebox'
import type { Channel, Json } from '../../../core/contracts/index.ts'
import type { ChannelSubject } from '../../../core/testing/index.ts'

const LINK = /<a href="(https?:\/\/[^"]*)"/gi

/** The reference channel: a number to reach, a short text and a page. */
export const pagerChannel: Channel = {
  id: 'pager',
  label: { en: 'Pager', fr: 'Messageur', es: 'Buscapersonas' },
  address: {
    kind: 'pager',
    label: { en: 'Pager number', fr: 'Numéro', es: 'Número' },
    maxLength: 20,
    columns: ['pager', 'pagernumber'],
    parse(input) {
      if (input.length > 20) return { ok: false, code: 'too_long', reason: 'A pager number has at most 20 characters.' }
      const digits = input.trim().replace(/[ -]/g, '')
      if (!/^\d{5,10}$/.test(digits)) return { ok: false, code: 'digits', reason: 'A pager number is 5 to 10 digits.' }
      return { ok: true, value: digits }
    },
    mask: (address) => `•••${address.slice(-2)}`,
    destination: (address) => address.slice(0, 2),
  },
  content: Type.Object({
    text: Type.String({ template: 'text', maxLength: 240 }),
    page: Type.String({ template: 'html' }),
    urgent: Type.Optional(Type.Boolean()),
  }),
  consent: { basis: 'opt-in', keywords: false },
  policy: 'at_least_once',
  check: ({ text }) => (text === '' ? [{ field: 'text', code: 'empty', message: 'Write a text.' }] : []),
  measure: ({ text }) => ({
    units: Math.ceil(String(text).length / 80),
    bytes: Buffer.byteLength(String(text)),
    warnings: [],
  }),
  prepare(content) {
    const links: string[] = []
    const page = String(content.page).replace(
      LINK,
      (_, href: string) => `<a href="{{urls.click}}/${links.push(href) - 1}"`,
    )
    return { content: { ...content, page } as Record<string, Json>, links }
  },
}

export const pagerChannelSubject: ChannelSubject = {
  channel: pagerChannel,
  addresses: {
    good: [{ input: ' 12-345 67', canonical: '1234567', secret: '12345' }, { input: '99999' }],
    bad: ['1234', '12345678901', 'pager', '１２３４５'],
  },
  contents: [
    {
      content: {
        text: 'Hello',
        page: '<a href="https://example.org/a">a</a> <a href="https://example.org/a">b</a> <a href="#c">c</a>',
      },
      links: ['https://example.org/a', 'https://example.org/a'],
    },
    { content: { text: 'Hello {{contact.firstName}}', page: '', urgent: true }, links: [] },
  ],
}
