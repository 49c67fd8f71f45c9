import type { DeliveryEvent, EventFilter, EventLog } from '../../core/contracts/index.ts'
import { describeEventLog, eventLogProperties, type MakeEventLog } from '../../core/testing/index.ts'
import { type Breaker, expectCaught } from './breakers.ts'
import { createMemoryEventLog } from './reference/memory-event-log.ts'

type Append = EventLog['append']
type Purge = EventLog['purge']

const wraps = (change: (log: EventLog) => Partial<EventLog>) => (make: MakeEventLog) => async () => {
  const log = await make()
  return { ...log, ...change(log) }
}
const stores = (change: (event: DeliveryEvent) => DeliveryEvent) =>
  wraps((log) => ({ append: (events) => log.append(events.map(change)) }))
const asks = (change: (filter: EventFilter) => EventFilter) =>
  wraps((log) => ({ query: (filter, page) => log.query(change(filter), page) }))
const purges = (change: (input: Parameters<Purge>[0]) => Parameters<Purge>[0]) =>
  wraps((log) => ({ purge: (input) => log.purge(change(input)) }))
const without = (name: keyof EventFilter) => asks((filter) => ({ ...filter, [name]: undefined }))
const secondOf = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString()

/** Gives every event that it is told of a new id, where `when` says so. */
const doubles = (when: (known: Set<string>, events: readonly DeliveryEvent[]) => Promise<Set<string>>) =>
  wraps((log) => {
    const known = new Set<string>()
    const append: Append = async (events) => {
      const seen = await when(known, events)
      const fresh = events.filter((event) => !seen.has(event.id))
      for (const event of events) known.add(event.id)
      let turn = 0
      return log.append(fresh.map((event) => ({ ...event, id: turn++ === 0 ? event.id : crypto.randomUUID() })))
    }
    return { append }
  })

/** For each property of an event log, a log that lacks it. */
const breakers: readonly Breaker<MakeEventLog>[] = [
  {
    property: 'an event comes back as it went in',
    by: 'flat data',
    break: stores((e) => ({ ...e, data: e.data && { code: 550 } })),
  },
  { property: 'an event comes back as it went in', by: 'no step', break: stores((e) => ({ ...e, step: 0 })) },
  {
    property: 'appending twice is appending once',
    by: 'counts what it was given',
    break: wraps((log) => ({ append: async (events) => (await log.append(events)) && events.length })),
  },
  {
    property: 'appending one event twice in one call is appending it once',
    by: 'looks only at earlier calls',
    break: doubles(async (known) => new Set(known)),
  },
  {
    property: 'appending the same events at the same time is appending them once',
    by: 'looks, waits, then writes',
    break: wraps((log) => ({
      async append(events) {
        const known = (await log.query({ workspaceId: events[0]!.workspaceId }, { limit: 1_000 })).events
        await new Promise(setImmediate)
        const fresh = events.filter((event) => !known.some((k) => k.id === event.id))
        await log.append(fresh)
        return fresh.length
      },
    })),
  },
  {
    property: 'many events are taken in one call',
    by: 'the first 1,000',
    break: wraps((log) => ({ append: (events) => log.append(events.slice(0, 1_000)) })),
  },
  {
    property: 'pages are complete, newest first, whatever their size and with equal times',
    by: 'a cursor of the time alone',
    break: wraps((log) => ({
      async query(filter, page) {
        const { events, next } = await log.query(filter, page)
        return { events, next: next && next.split('|')[0]! }
      },
    })),
  },
  {
    property: 'pages are complete, newest first, whatever their size and with equal times',
    by: 'oldest first',
    break: wraps((log) => ({
      async query(filter, page) {
        const { events, next } = await log.query(filter, page)
        return { events: [...events].reverse(), next }
      },
    })),
  },
  {
    property: 'events that come in while pages are read make no gap and no repeat',
    by: 'pages by offset',
    break: wraps((log) => ({
      async query(filter, { limit, cursor }) {
        const offset = Number(cursor ?? 0)
        const { events } = await log.query(filter, { limit: 10_000 })
        const next = offset + limit < events.length ? String(offset + limit) : null
        return { events: events.slice(offset, offset + limit), next }
      },
    })),
  },
  {
    property: 'one workspace never sees another’s events',
    by: 'a run is enough',
    break: (make) => {
      const workspaces = new Set<string>()
      return wraps((log) => ({
        append: (events) => {
          for (const event of events) workspaces.add(event.workspaceId)
          return log.append(events)
        },
        async query(filter, page) {
          if (!filter.runId) return log.query(filter, page)
          const each = [...workspaces].map((workspaceId) => log.query({ ...filter, workspaceId }, page))
          return { events: (await Promise.all(each)).flatMap((found) => found.events), next: null }
        },
      }))(make)
    },
  },
  { property: 'every filter finds its own, alone and together', by: 'runs are ignored', break: without('runId') },
  { property: 'every filter finds its own, alone and together', by: 'kinds are ignored', break: without('kinds') },
  {
    property: 'a time range includes its start and excludes its end',
    by: 'the end is in it',
    break: asks((filter) => ({ ...filter, ...(filter.to && { to: secondOf(filter.to, 1) }) })),
  },
  {
    property: 'a time range includes its start and excludes its end',
    by: 'the start is not',
    break: asks((filter) => ({ ...filter, ...(filter.from && { from: secondOf(filter.from, 1) }) })),
  },
  {
    property: 'purge takes one class, up to its time, and says how many',
    by: 'the edge goes too',
    break: purges((input) => ({ ...input, before: secondOf(input.before, 1) })),
  },
  {
    property: 'purge takes one class, up to its time, and says how many',
    by: 'one class for all',
    break: purges((input) => ({ ...input, retention: 'delivery' })),
  },
  {
    property: 'purge leaves workspaces under legal hold alone',
    by: 'no hold',
    break: purges((input) => ({ ...input, holdWorkspaces: [] })),
  },
  {
    property: 'purge takes at most its limit',
    by: 'no limit',
    break: purges((input) => ({ ...input, limit: 10_000 })),
  },
  {
    property: 'forget takes one person out, and leaves the counts',
    by: 'nothing happens',
    break: wraps(() => ({ forget: async () => 3 })),
  },
  {
    property: 'forget takes one person out, and leaves the counts',
    by: 'counts one too few',
    break: wraps((log) => ({ forget: async (input) => (await log.forget(input)) - 1 })),
  },
  {
    property: 'an event of a forgotten person that is appended again stays forgotten',
    by: 'deletes instead',
    break: wraps((log) => {
      let hidden: string[] = []
      return {
        async forget(input) {
          hidden = (await log.query(input, { limit: 100 })).events.map((event) => event.id)
          return log.forget(input)
        },
        append: (events) =>
          log.append(events.map((e) => (hidden.includes(e.id) ? { ...e, id: crypto.randomUUID() } : e))),
      }
    }),
  },
  {
    property: 'health says that it works, in words',
    by: 'no words',
    break: wraps(() => ({ health: async () => ({ ok: true, message: '' }) })),
  },
]

const makeLog: MakeEventLog = async () => createMemoryEventLog()
describeEventLog(makeLog)
expectCaught(eventLogProperties, () => makeLog, breakers)
