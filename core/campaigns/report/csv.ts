import { stringify } from 'csv-stringify/sync'
import { safeCell } from '../../contacts/imports/report.ts'
import type { Report } from './report.ts'

type Row = readonly [section: string, name: string, detail: string, count: number | string | null]

const CAUSES = ['failed', 'deferred', 'unknown', 'bounced'] as const

/** The report as one table: section, name, detail, value. UTF-8 with a byte order mark for Excel; no cell is a formula. */
export function reportCsv(report: Report): string {
  const rows: Row[] = [
    ...campaignRows(report),
    ...Object.entries(report.figures).map(([name, count]): Row => ['figures', name, '', count]),
    ...Object.entries(report.rates).map(([name, share]): Row => ['rates', name, '', share]),
    ...Object.entries(report.states).map(([name, count]): Row => ['states', name, '', count]),
    ...report.excluded.map(({ reason, count }): Row => ['excluded', reason, '', count]),
    ...CAUSES.flatMap((kind) =>
      report.causes[kind].flatMap((one): Row[] => [
        [kind, one.class, '', one.count],
        ...one.codes.map(({ code, count }): Row => [kind, one.class, code, count]),
      ]),
    ),
    ...report.links.flatMap(({ url, locale, human, people, machine }): Row[] => [
      ['links', url, `${locale}: clicks`, human],
      ['links', url, `${locale}: people`, people],
      ['links', url, `${locale}: software`, machine],
    ]),
    ...report.waves.flatMap(({ timeZone, messages, done }): Row[] => [
      ['time zones', timeZone, 'messages', messages],
      ['time zones', timeZone, 'done', done],
    ]),
    ...report.hours.flatMap(({ hour, kinds }) =>
      Object.entries(kinds).map(([kind, count]): Row => ['hours', hour, kind, count]),
    ),
  ]
  const cells = rows.map(([section, name, detail, count]) => [section, safeCell(name), safeCell(detail), count ?? ''])
  return `\ufeff${stringify([['section', 'name', 'detail', 'value'], ...cells], { record_delimiter: '\r\n' })}`
}

function campaignRows({ campaign, speed }: Report): Row[] {
  const { name, state, launchedAt, finishedAt } = campaign
  return [
    ['campaign', 'name', name, ''],
    ['campaign', 'state', state, ''],
    ['campaign', 'launched', launchedAt ?? '', ''],
    ['campaign', 'finished', finishedAt ?? '', ''],
    ['campaign', 'messages a second', '', speed.perSecond],
  ]
}
