import { expect, test } from 'vitest'
import { failure, render } from './support.ts'

/** Different kinds of space that ICU writes, as one. */
const plain = (text: string) => text.replace(/[\u00a0\u202f\u2009]/g, ' ')

const CASES: readonly [source: string, x: unknown, en: string, fr: string, es: string][] = [
  ['{{date data.x}}', '2026-03-01', 'March 1, 2026', '1 mars 2026', '1 de marzo de 2026'],
  ['{{date data.x "short"}}', '2026-03-01', '3/1/26', '01/03/2026', '1/3/26'],
  [
    '{{date data.x "full"}}',
    '2026-03-01',
    'Sunday, March 1, 2026',
    'dimanche 1 mars 2026',
    'domingo, 1 de marzo de 2026',
  ],
  ['{{date data.x timezone="America/New_York"}}', '2026-03-01', 'March 1, 2026', '1 mars 2026', '1 de marzo de 2026'],
  [
    '{{date data.x timezone="America/New_York"}}',
    '2026-03-01T02:00:00Z',
    'February 28, 2026',
    '28 février 2026',
    '28 de febrero de 2026',
  ],
  [
    '{{date data.x timezone="Asia/Tokyo"}}',
    new Date('2026-02-28T20:00:00Z'),
    'March 1, 2026',
    '1 mars 2026',
    '1 de marzo de 2026',
  ],
  ['{{date data.x "none" time="short" timezone="Europe/Paris"}}', '2026-07-01T12:30:00Z', '2:30 PM', '14:30', '14:30'],
  ['{{date data.x "none" time="short"}}', '2026-07-01 12:30', '12:30 PM', '12:30', '12:30'],
  ['{{number data.x}}', 1234567.891, '1,234,567.891', '1 234 567,891', '1.234.567,891'],
  ['{{number data.x 2}}', '1234.5', '1,234.50', '1 234,50', '1234,50'],
  ['{{number data.x style="percent"}}', 0.25, '25%', '25 %', '25 %'],
  ['{{money data.x "EUR"}}', 1234.5, '€1,234.50', '1 234,50 €', '1234,50 €'],
  ['{{money data.x currency="usd"}}', -3, '-$3.00', '-3,00 $US', '-3,00 US$'],
  ['{{money data.x "EUR" decimals=0}}', 12, '€12', '12 €', '12 €'],
  ['{{plural data.x one="item" other="items"}}', 0, 'items', 'item', 'items'],
  ['{{plural data.x one="item" other="items"}}', 1, 'item', 'item', 'item'],
  ['{{plural data.x one="item" other="items"}}', '1.5', 'items', 'item', 'items'],
  ['{{plural data.x zero="none" one="item" other="items"}}', 0, 'none', 'none', 'none'],
  ['{{upper data.x}} {{lower "ÀB"}}', 'éa', 'ÉA àb', 'ÉA àb', 'ÉA àb'],
  ['https://x.example/?q={{encode data.x}}', 'a b&c=é', ...threeTimes('https://x.example/?q=a%20b%26c%3D%C3%A9')],
  ['{{default data.x "friend"}}', '  ', 'friend', 'friend', 'friend'],
  ['{{default data.x "friend"}}', 0, '0', '0', '0'],
  ['{{default (money data.x "EUR") "free"}}', null, 'free', 'free', 'free'],
  ['{{upper (default data.x (default contact.lastName "you"))}}', undefined, 'YOU', 'YOU', 'YOU'],
]

function threeTimes(text: string): [string, string, string] {
  return [text, text, text]
}

test.each(CASES)('%j with %j in three languages', (source, x, en, fr, es) => {
  const told = ['en', 'fr', 'es'].map((locale) => plain(render(source, { data: { x } }, { locale, mode: 'text' })))
  expect(told).toEqual([en, fr, es])
})

test('plurals follow the language: Polish has three forms', () => {
  const source = '{{plural data.n one="plik" few="pliki" many="plików" other="pliku"}}'
  const words = [1, 2, 5, 22].map((n) => render(source, { data: { n } }, { locale: 'pl' }))
  expect(words).toEqual(['plik', 'pliki', 'plików', 'pliki'])
})

test.each([
  '{{date data.x}}',
  '{{number data.x}}',
  '{{money data.x "EUR"}}',
  '{{plural data.x other="y"}}',
  '{{upper data.x}}',
])('%j of nothing is empty', (source) => {
  for (const x of [undefined, null, '', ' ']) expect(render(source, { data: { x } })).toBe('')
})

test.each([
  ['{{date data.x}}', 'tomorrow'],
  ['{{date data.x}}', '2026-02-30'],
  ['{{date data.x}}', '2026-13-01T00:00:00Z'],
  ['{{date data.x}}', Number.NaN],
  ['{{date data.x}}', { year: 2026 }],
  ['{{date "2026-03-01T00:00:00Z" timezone=data.x}}', 'Nowhere'],
  ['{{number data.x}}', 'many'],
  ['{{number data.x}}', Number.POSITIVE_INFINITY],
  ['{{number 1 decimals=data.x}}', 1.5],
  ['{{money 1 currency=data.x}}', '€'],
  ['{{money 1 currency=data.x}}', ''],
  ['{{plural data.x other="y"}}', []],
  ['{{lower data.x}}', ['a']],
])('%j with %j stops the render of this person, and does not tell the value', (source, x) => {
  const error = failure(`\n${source}`, { data: { x } })
  expect(error).toMatchObject({ code: 'bad_value', field: 'html', line: 2 })
  if (typeof x === 'string' && x) expect(error.message).not.toContain(x)
})
