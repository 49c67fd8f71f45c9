import type { DeliveryEvent, RetentionClass } from '../../contracts/index.ts'
import { EVENT_KINDS, RETENTION_CLASSES, retentionOf } from '../../contracts/index.ts'
import { uuidv7 } from '../fixtures.ts'
import { broken, within } from '../property.ts'
import { daysAgo, expectEvents, expectNumber, type LogTrial, logProperty } from './subject.ts'

const BEFORE = daysAgo(40)

/** What leaves the log, and what may not. */
export const ageingProperties = [
  logProperty('purge takes one class, up to its time, and says how many', async (t) => {
    await clearOld(t)
    const old = EVENT_KINDS.map((kind) => t.event({ kind, at: daysAgo(70) }))
    const young = EVENT_KINDS.map((kind) => t.event({ kind, at: daysAgo(10) }))
    const edge = EVENT_KINDS.map((kind) => t.event({ kind, at: BEFORE }))
    await t.append([...old, ...young, ...edge])
    let left: DeliveryEvent[] = [...old, ...young, ...edge]
    for (const retention of RETENTION_CLASSES) {
      const due = old.filter((event) => retentionOf(event.kind) === retention)
      expectNumber(`purge() of '${retention}'`, due.length, await purge(t, retention))
      left = left.filter((event) => !due.includes(event))
      expectEvents(`after the purge of '${retention}'`, left, await t.all())
    }
  }),
  logProperty('purge leaves workspaces under legal hold alone', async (t) => {
    await clearOld(t)
    const held = [t.event({ at: daysAgo(70) }), t.event({ at: daysAgo(71) })]
    const free = [t.event({ at: daysAgo(70), workspaceId: uuidv7() })]
    await t.append([...held, ...free])
    expectNumber('purge() with a hold', 1, await purge(t, 'delivery', { holdWorkspaces: [t.workspaceId, uuidv7()] }))
    expectEvents('the held workspace', held, await t.all())
    expectEvents('the other workspace', [], await t.all({ workspaceId: free[0]!.workspaceId }))
  }),
  logProperty('purge takes at most its limit', async (t) => {
    await clearOld(t)
    await t.append(Array.from({ length: 5 }, () => t.event({ at: daysAgo(70) })))
    for (const wanted of [2, 2, 1, 0]) expectNumber('purge() of 2', wanted, await purge(t, 'delivery', { limit: 2 }))
  }),
  logProperty('forget takes one person out, and leaves the counts', async (t) => {
    const [contactId, anonymousId] = [uuidv7(), uuidv7()]
    const theirs = [0, 1, 2].map((i) =>
      t.event({ contactId, kind: 'clicked', at: daysAgo(10, i), data: { url: 'https://x/' } }),
    )
    const others = [
      t.event({ data: { url: 'https://y/' } }),
      t.event({ contactId, workspaceId: uuidv7(), data: { a: 1 } }),
    ] as const
    await t.append([...theirs, ...others])
    expectNumber('forget()', 3, await forget(t, contactId, anonymousId))
    expectEvents('by the contact', [], await t.all({ contactId }))
    const anonymous = await t.all({ contactId: anonymousId })
    expectEvents('by the anonymous id', theirs, anonymous)
    if (anonymous.some((event) => event.data !== null)) throw broken('forget() left the data')
    if (anonymous.some((event) => event.kind !== 'clicked' || !event.at)) throw broken('forget() changed kind or time')
    const [other] = (await t.all()).filter((event) => event.id === others[0].id)
    if (JSON.stringify(other?.data) !== JSON.stringify(others[0].data)) throw broken('forget() touched another person')
    expectEvents(
      'the same id in another workspace',
      [others[1]],
      await t.all({ workspaceId: others[1].workspaceId, contactId }),
    )
    expectNumber('a second forget()', 0, await forget(t, contactId, anonymousId))
  }),
  logProperty('an event of a forgotten person that is appended again stays forgotten', async (t) => {
    const event = t.event({ data: { url: 'https://x/' } })
    await t.append([event])
    await forget(t, event.contactId, uuidv7())
    expectNumber('append() of it', 0, await t.append([event]))
    expectEvents('by the contact', [], await t.all({ contactId: event.contactId }))
  }),
  logProperty('health says that it works, in words', async ({ log }) => {
    const health = await within(10_000, 'health()', () => log.health())
    if (health.ok !== true || !health.message)
      throw broken(`health() of a log that works says ${JSON.stringify(health)}`)
  }),
]

function purge({ log }: LogTrial, retention: RetentionClass, more: { holdWorkspaces?: string[]; limit?: number } = {}) {
  return within(60_000, 'purge()', () =>
    log.purge({ retention, before: BEFORE, holdWorkspaces: [], limit: 1_000, ...more }),
  )
}

function forget({ log, workspaceId }: LogTrial, contactId: string, anonymousId: string): Promise<number> {
  return within(60_000, 'forget()', () => log.forget({ workspaceId, contactId, anonymousId }))
}

/** What an earlier property or run left behind would be counted too. */
async function clearOld(t: LogTrial): Promise<void> {
  for (const retention of RETENTION_CLASSES) while ((await purge(t, retention)) > 0);
}
