import type { Content } from 'pdfmake'
import type { Report } from '../report.ts'
import { bar, COLOR, columns } from './bars.ts'
import type { Speech } from './speech.ts'

/** A printed report is read, not searched: the longest tables end here, and say how many more there are. */
const MOST = { codes: 5, failures: 30, links: 20, hours: 48, zones: 30 } as const

const LINES = {
  hLineColor: () => COLOR.line,
  hLineWidth: (line: number) => (line === 0 ? 0 : 0.5),
  vLineWidth: () => 0,
  paddingLeft: (column: number) => (column === 0 ? 0 : 6),
}
const right = (text: string) => ({ text, style: 'number' })

function table(
  heading: string,
  widths: readonly (string | number)[],
  titles: readonly string[],
  body: Content[][],
  more: string | null,
): Content[] {
  const first = titles.map((text, index) => ({ text, style: index === 0 ? 'quiet' : ['quiet', 'number'] }))
  return [
    { text: heading, style: 'heading', headlineLevel: 1 },
    { table: { headerRows: 1, widths, body: [first, ...body], dontBreakRows: true }, layout: LINES },
    ...(more ? [{ text: more, style: 'quiet', margin: [0, 3, 0, 0] }] : []),
  ]
}

function moreOf<T>(items: readonly T[], most: number, { words, number }: Speech): [readonly T[], string | null] {
  const left = items.length - most
  return [items.slice(0, most), left > 0 ? words.more.replace('{count}', number(left)) : null]
}

/** Class by class, each with the codes that came most often. */
export function failureTable({ causes }: Report, speech: Speech): Content[] {
  const { words, number, reason } = speech
  const rows = causes.failed.flatMap((one): Content[][] => [
    [{ text: reason(one.class), bold: true }, '', right(number(one.count))],
    ...one.codes
      .slice(0, MOST.codes)
      .map(({ code, count, meaning }) => [
        { text: [code, ...(meaning ? [{ text: `  ${meaning}`, style: 'quiet' }] : [])], margin: [10, 0, 0, 0] },
        '',
        { ...right(number(count)), color: COLOR.quiet },
      ]),
  ])
  if (!rows.length) return []
  const [shown, more] = moreOf(rows, MOST.failures, speech)
  return table(words.failures, ['*', 10, 70], [words.code, '', words.count], [...shown], more)
}

export function excludedTable({ excluded, figures }: Report, { words, number, share, reason }: Speech): Content[] {
  if (!excluded.length) return []
  const rows = excluded.map((one): Content[] => [
    reason(one.reason),
    right(number(one.count)),
    right(share(figures.audience ? one.count / figures.audience : null)),
  ])
  return table(words.excluded, ['*', 70, 70], ['', words.people, words.share], rows, null)
}

export function linkTable({ links }: Report, speech: Speech): Content[] {
  const { words, number } = speech
  if (!links.length) return []
  const most = Math.max(...links.map((one) => one.people))
  const [shown, more] = moreOf(links, MOST.links, speech)
  const rows = shown.map((one): Content[] => [
    { text: breakable(one.url), fontSize: 8 },
    bar(one.people, most, 90),
    right(number(one.people)),
    right(number(one.human)),
    right(number(one.machine)),
  ])
  return table(words.links, ['*', 92, 50, 50, 50], ['', '', words.people, words.clicks, words.software], rows, more)
}

/** Longer says nothing more on paper. */
const LONGEST_URL = 140

/** An address has no blanks: it may break after its own signs, and anywhere in a run of 20 letters. */
function breakable(url: string): string {
  const shown = url.length > LONGEST_URL ? `${url.slice(0, LONGEST_URL)}…` : url
  return shown.replace(/[/?&=.-]|[^/?&=.-]{20}/g, '$&\u200b')
}

/** The first two days: later there is little to see. */
export function hourChart({ hours }: Report, { words, hour }: Speech, width: number): Content[] {
  const busy = hours.filter(({ kinds }) => (kinds.opened ?? 0) + (kinds.clicked ?? 0) > 0).slice(0, MOST.hours)
  if (!busy.length) return []
  const values = busy.map(({ kinds }) => [kinds.opened ?? 0, kinds.clicked ?? 0] as const)
  const ends = [busy[0]!.hour, busy.at(-1)!.hour].map(hour)
  return [
    {
      stack: [
        { text: words.hours, style: 'heading' },
        columns(values, width, 70),
        {
          columns: [
            { text: ends[0], style: 'quiet' },
            { text: ends[1], style: ['quiet', 'number'] },
          ],
          fontSize: 8,
        },
        {
          text: [
            { text: '■ ', color: COLOR.bar },
            `${words.figure.opened}   `,
            { text: '■ ', color: COLOR.second },
            words.figure.clicked,
          ],
          fontSize: 8,
          margin: [0, 3, 0, 0],
        },
      ],
      unbreakable: true,
    },
  ]
}

export function zoneTable({ waves }: Report, speech: Speech): Content[] {
  const { words, number, time } = speech
  if (waves.length < 2) return []
  const [shown, more] = moreOf(waves, MOST.zones, speech)
  const rows = shown.map((one): Content[] => [
    one.timeZone.replaceAll('_', ' '),
    right(time(one.dueAt)),
    right(number(one.messages)),
    right(number(one.done)),
  ])
  return table(words.zones, ['*', 120, 70, 70], [words.timeZone, words.due, words.messages, words.done], rows, more)
}
