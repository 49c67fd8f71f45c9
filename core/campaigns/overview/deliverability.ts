import type { Channel, Watched } from '../../contracts/index.ts'
import type { DayCount } from '../../events/hours.ts'
import { share } from '../report/rates.ts'
import { dayFigures } from './days.ts'

/** One watched rate of a channel over the days that were asked for. */
export interface WatchedRate {
  readonly channel: string
  readonly rate: Watched['rate']
  readonly count: number
  /** Of so many: bounces of what was sent, the others of what was delivered. */
  readonly of: number
  readonly value: number | null
  readonly warnAt: number
  readonly limit: number
  readonly level: 'none' | 'good' | 'warning' | 'over'
  readonly source: string
}

/** Below so many a single complaint is a rate that says nothing. */
const LEAST = 100

/** Every rate that a channel says is watched, with where it stands against its limits. */
export function watchedRates(channels: Iterable<Channel>, counts: readonly DayCount[]): WatchedRate[] {
  return [...channels].flatMap((channel) => {
    const own = counts.filter((row) => row.channel === channel.id)
    if (!channel.watched?.length) return []
    const sums = dayFigures(own)
    return channel.watched.map(({ rate, warnAt, limit, source }) => {
      const [count, of] = {
        bounces: [sums.bounced, sums.sent],
        complaints: [sums.complained, sums.delivered],
        unsubscribes: [sums.unsubscribed, sums.delivered],
      }[rate] as [number, number]
      const value = share(count, of)
      return {
        channel: channel.id,
        rate,
        count,
        of,
        value,
        warnAt,
        limit,
        level: levelOf(value, of, warnAt, limit),
        source,
      }
    })
  })
}

function levelOf(value: number | null, of: number, warnAt: number, limit: number): WatchedRate['level'] {
  if (value === null || of < LEAST) return 'none'
  if (value >= limit) return 'over'
  return value >= warnAt ? 'warning' : 'good'
}
