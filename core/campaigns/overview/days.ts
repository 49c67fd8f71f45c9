import type { DayCount } from '../../events/hours.ts'
import { FIRST_KINDS } from '../../events/rollups.ts'

/** What happened on a day, or on many. Opened and clicked are people; `machine…` are visits by software. */
export interface DayFigures {
  readonly sent: number
  readonly delivered: number
  readonly opened: number
  readonly clicked: number
  readonly machineOpened: number
  readonly machineClicked: number
  readonly bounced: number
  readonly failed: number
  readonly unknown: number
  readonly complained: number
  readonly unsubscribed: number
  readonly replied: number
}

/** As the figures of a campaign, from what happened instead of from how messages stand. */
export function dayFigures(counts: readonly DayCount[]): DayFigures {
  const of = (kind: string) => counts.reduce((sum, row) => (row.kind === kind ? sum + row.count : sum), 0)
  const atTheDoor = of('failed/dead_address')
  const failed = of('failed') - of('failed/render')
  return {
    sent: of('accepted') + failed,
    delivered: of('accepted') - of('bounced'),
    opened: of(FIRST_KINDS.opened),
    clicked: of(FIRST_KINDS.clicked),
    machineOpened: of('machine_opened'),
    machineClicked: of('machine_clicked'),
    bounced: of('bounced') + atTheDoor,
    failed: failed - atTheDoor,
    unknown: of('unknown'),
    complained: of('complained'),
    unsubscribed: of('unsubscribed'),
    replied: of('replied'),
  }
}

/** Failures by class. */
export function failuresOf(counts: readonly DayCount[]): Record<string, number> {
  const failures: Record<string, number> = {}
  for (const { kind, count } of counts) {
    const [of, cause] = kind.split('/')
    if (of === 'failed' && cause) failures[cause] = (failures[cause] ?? 0) + count
  }
  return failures
}

export interface ChannelDays {
  readonly channel: string
  readonly totals: DayFigures
  readonly failures: Record<string, number>
  readonly days: readonly ({ readonly day: string } & DayFigures & { readonly failures: Record<string, number> })[]
}

/** Every day of the range for every channel in which something happened, also days on which nothing did. */
export function channelDays(counts: readonly DayCount[], range: readonly string[]): ChannelDays[] {
  return [...Map.groupBy(counts, (row) => row.channel)].map(([channel, own]) => {
    const byDay = Map.groupBy(own, (row) => row.day)
    const days = range.map((day) => {
      const rows = byDay.get(day) ?? []
      return { day, ...dayFigures(rows), failures: failuresOf(rows) }
    })
    return { channel, totals: dayFigures(own), failures: failuresOf(own), days }
  })
}
