import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { DeliveryEvent, EventFilter } from '../../contracts/index.ts'
import { EVENT_KINDS } from '../../contracts/index.ts'
import { uuidv7 } from '../fixtures.ts'
import { broken } from '../property.ts'
import { daysAgo, expectEvents, expectNumber, logProperty } from './subject.ts'

/** What goes in comes out: once, whole, in order, and only to those it belongs to. */
export const readingProperties = [
  logProperty('an event comes back as it went in', async ({ append, event, all }) => {
    const data = { reason: 'é 😀 "quoted" \\', code: 550, list: [1, null, { deep: true }], empty: {} }
    const events = [
      event({ data, campaignId: uuidv7(), step: 3, channel: 'sms', kind: 'failed' }),
      ...EVENT_KINDS.map((kind) => event({ kind })),
    ]
    expectNumber('append() of new events', events.length, await append(events))
    expectNumber('append() of nothing', 0, await append([]))
    const found = new Map((await all()).map((e) => [e.id, e]))
    for (const one of events) {
      if (!isDeepStrictEqual({ ...found.get(one.id) }, one)) {
        throw broken(`${JSON.stringify(one)} came back as ${JSON.stringify(found.get(one.id))}`)
      }
    }
  }),
  logProperty('appending twice is appending once', async ({ append, event, all }) => {
    const [a, b, c] = [event(), event(), event()] as const
    expectNumber('append() of two', 2, await append([a, b]))
    expectNumber('append() of two, one of them known', 1, await append([b, c]))
    expectNumber('append() of known events', 0, await append([a, b, c]))
    expectEvents('after all', [a, b, c], await all())
  }),
  logProperty('appending one event twice in one call is appending it once', async ({ append, event, all }) => {
    const [a, b] = [event(), event()] as const
    expectNumber('append() of an event and its double', 2, await append([a, b, a, { ...b }]))
    expectEvents('after it', [a, b], await all())
  }),
  logProperty('appending the same events at the same time is appending them once', async ({ append, event, all }) => {
    const events = Array.from({ length: 50 }, () => event())
    const orders = [events, [...events].reverse(), events.slice(25), events.slice(0, 25)]
    const fresh = await Promise.all(orders.map(append))
    expectNumber(
      'the new ones of four appends',
      50,
      fresh.reduce((sum, n) => sum + n, 0),
    )
    expectEvents('after them', events, await all())
  }),
  logProperty('many events are taken in one call', async ({ append, event, all }) => {
    const events = Array.from({ length: 2_000 }, (_, i) => event({ at: daysAgo(10, -(i % 40)) }))
    expectNumber('append() of many', 2_000, await append(events))
    expectEvents('after it', events, await all({}, () => 1_000))
  }),
  logProperty('pages are complete, newest first, whatever their size and with equal times', async (t) => {
    const events = Array.from({ length: 24 }, (_, i) => t.event({ at: daysAgo(10, -Math.floor(i / 7)) }))
    await t.append([...events].reverse())
    const sizes = fc.array(fc.integer({ min: 1, max: 11 }), { minLength: 1, maxLength: 4 })
    for (const list of [[1], [24], ...fc.sample(sizes, { numRuns: 5, seed: 1 })]) {
      let turn = 0
      const found = await t.all({}, () => list[turn++ % list.length]!)
      expectEvents(`pages of ${list.join(', ')}`, events, found)
      const late = found.findIndex((one, i) => i > 0 && found[i - 1]!.at < one.at)
      if (late > 0)
        throw broken(`pages of ${list.join(', ')}: '${found[late]!.at}' comes after '${found[late - 1]!.at}'`)
    }
  }),
  logProperty('events that come in while pages are read make no gap and no repeat', async (t) => {
    const events = Array.from({ length: 10 }, (_, i) => t.event({ at: daysAgo(10, -i) }))
    await t.append(events)
    const filter = { workspaceId: t.workspaceId }
    const first = await t.log.query(filter, { limit: 4 })
    await t.append([t.event({ at: daysAgo(9) }), t.event({ at: daysAgo(9) })])
    const rest = await t.log.query(filter, { limit: 10, cursor: first.next })
    expectEvents('both pages', events, [...first.events, ...rest.events])
  }),
  logProperty('one workspace never sees another’s events', async (t) => {
    const shared = { campaignId: uuidv7(), runId: uuidv7(), contactId: uuidv7() }
    const mine = t.event(shared)
    const foreign = t.event({ ...shared, workspaceId: uuidv7() })
    const second = { ...foreign, id: uuidv7(), at: daysAgo(11) }
    await t.append([mine, foreign, second])
    for (const filter of [
      {},
      { campaignId: shared.campaignId },
      { runId: shared.runId },
      { contactId: shared.contactId },
    ]) {
      expectEvents(`by ${JSON.stringify(filter)}`, [mine], await t.all(filter))
    }
    expectEvents('the other workspace', [foreign, second], await t.all({ workspaceId: foreign.workspaceId }))
    expectEvents('a workspace without events', [], await t.all({ workspaceId: uuidv7() }))
    const { next } = await t.log.query({ workspaceId: foreign.workspaceId }, { limit: 1 })
    const page = await t.log.query({ workspaceId: t.workspaceId }, { limit: 10, cursor: next }).catch(() => null)
    if (page?.events.some((e) => e.workspaceId !== t.workspaceId)) throw broken('a cursor opened another workspace')
  }),
  logProperty('every filter finds its own, alone and together', async (t) => {
    const [campaignId, runId, contactId] = [uuidv7(), uuidv7(), uuidv7()]
    const events = Array.from({ length: 32 }, (_, i) =>
      t.event({
        at: daysAgo(10, -i),
        ...(i & 1 && { campaignId }),
        ...(i & 2 && { runId }),
        ...(i & 4 && { contactId }),
        kind: i & 8 ? 'opened' : i & 16 ? 'clicked' : 'accepted',
      }),
    )
    await t.append(events)
    const filters: Partial<EventFilter>[] = [
      { campaignId },
      { runId },
      { contactId },
      { kinds: ['opened'] },
      { kinds: ['opened', 'clicked'] },
      { campaignId, runId },
      { runId, contactId, kinds: ['clicked'] },
      { campaignId, runId, contactId, kinds: ['opened'] },
    ]
    for (const filter of filters) {
      expectEvents(
        `by ${JSON.stringify(filter)}`,
        events.filter((e) => matches(e, filter)),
        await t.all(filter, () => 5),
      )
    }
  }),
  logProperty('a time range includes its start and excludes its end', async (t) => {
    const events = [0, 1, 2, 3].map((second) => t.event({ at: daysAgo(10, second) }))
    await t.append(events)
    const range = { from: daysAgo(10, 1), to: daysAgo(10, 3) }
    expectEvents('from 1 to 3', events.slice(1, 3), await t.all(range, () => 1))
    expectEvents('from 1', events.slice(1), await t.all({ from: range.from }))
    expectEvents('to 3', events.slice(0, 3), await t.all({ to: range.to }))
    expectEvents('from 1 to 1', [], await t.all({ from: range.from, to: range.from }))
  }),
]

function matches(event: DeliveryEvent, filter: Partial<EventFilter>): boolean {
  return (
    (!filter.campaignId || event.campaignId === filter.campaignId) &&
    (!filter.runId || event.runId === filter.runId) &&
    (!filter.contactId || event.contactId === filter.contactId) &&
    (!filter.kinds || filter.kinds.includes(event.kind))
  )
}
