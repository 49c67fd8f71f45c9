import type { Content } from 'pdfmake'
import type { Report } from '../report.ts'
import { bar, COLOR } from './bars.ts'
import { excludedTable, failureTable, hourChart, linkTable, zoneTable } from './sections.ts'
import type { Speech } from './speech.ts'

/** A4 between the margins, in points. */
export const WIDTH = 515

/** A table's first row of cells, and then some. */
const LEAST_AFTER_HEADING = 8

/** The report as a pdfmake document: one page for most campaigns, never long. */
export function reportDocument(report: Report, speech: Speech, madeAt: string): object {
  const { words } = speech
  return {
    pageSize: 'A4',
    pageMargins: [40, 40, 40, 50],
    info: { title: `${words.report}: ${report.campaign.name}`, creator: 'Carillon' },
    defaultStyle: { font: 'Roboto', fontSize: 9, color: COLOR.ink, lineHeight: 1.15 },
    styles: {
      title: { fontSize: 18, bold: true },
      heading: { fontSize: 12, bold: true, margin: [0, 16, 0, 6] },
      quiet: { color: COLOR.quiet },
      tile: { fontSize: 15, bold: true },
      number: { alignment: 'right' },
    },
    // A heading does not end a page.
    pageBreakBefore: (node: { headlineLevel?: number }, place: { getFollowingNodesOnPage(): unknown[] }) =>
      node.headlineLevel === 1 && place.getFollowingNodesOnPage().length < LEAST_AFTER_HEADING,
    content: [
      ...head(report, speech),
      tiles(report, speech),
      { text: words.outcome, style: 'heading' },
      outcome(report, speech),
      ...failureTable(report, speech),
      ...excludedTable(report, speech),
      ...linkTable(report, speech),
      ...hourChart(report, speech, WIDTH),
      ...zoneTable(report, speech),
      { text: words.footnote, style: 'quiet', fontSize: 8, margin: [0, 18, 0, 0] },
    ],
    footer: (page: number, pages: number) => ({
      columns: [
        { text: `${words.made} ${speech.time(madeAt)}`, style: 'quiet' },
        {
          text: words.page.replace('{page}', String(page)).replace('{pages}', String(pages)),
          style: ['quiet', 'number'],
        },
      ],
      margin: [40, 16, 40, 0],
      fontSize: 8,
    }),
  }
}

function head({ campaign, speed }: Report, { words, time, number }: Speech): Content[] {
  const facts = [
    words.state[campaign.state],
    `${words.launched} ${time(campaign.launchedAt)}`,
    ...(campaign.finishedAt ? [`${words.finished} ${time(campaign.finishedAt)}`] : []),
    ...(speed.perSecond ? [`${words.perSecond} ${number(speed.perSecond)}`] : []),
  ]
  return [
    { text: words.report, style: 'quiet' },
    { text: campaign.name, style: 'title' },
    { text: facts.join('  ·  '), style: 'quiet', margin: [0, 2, 0, 12] },
  ]
}

/** Numbers first: how many, and which share. */
function tiles({ figures, rates }: Report, { words, number, share }: Speech): Content {
  const tile = (name: keyof typeof words.figure & keyof typeof figures, rate: number | null) => ({
    stack: [
      { text: words.figure[name], style: 'quiet' },
      { text: number(figures[name]), style: 'tile' },
      { text: share(rate), style: 'quiet' },
    ],
    margin: [0, 4, 0, 4],
  })
  const rows = [
    [tile('sent', null), tile('delivered', rates.delivery), tile('opened', rates.open), tile('clicked', rates.click)],
    [
      tile('bounced', rates.bounce),
      tile('failed', figures.sent ? figures.failed / figures.sent : null),
      tile('unsubscribed', rates.unsubscribe),
      tile('complained', rates.complaint),
    ],
  ]
  return {
    table: { widths: ['*', '*', '*', '*'], body: rows },
    layout: { hLineColor: () => COLOR.line, vLineWidth: () => 0, hLineWidth: () => 0.5 },
  }
}

/** Everybody is in exactly one of these. */
const PARTS = ['delivered', 'bounced', 'failed', 'unknown', 'excluded', 'waiting', 'notSent'] as const

function outcome({ figures }: Report, { words, number, share }: Speech): Content {
  const whole = figures.audience
  const row = (name: (typeof PARTS)[number] | 'audience') => [
    words.figure[name],
    bar(figures[name], whole, 260, name === 'delivered' || name === 'audience' ? COLOR.bar : COLOR.second),
    { text: number(figures[name]), style: 'number' },
    { text: share(whole ? figures[name] / whole : null), style: ['number', 'quiet'] },
  ]
  const shown = PARTS.filter((name) => figures[name] > 0 || name === 'delivered')
  return { table: { widths: [110, 262, '*', '*'], body: [row('audience'), ...shown.map(row)] }, layout: 'noBorders' }
}
