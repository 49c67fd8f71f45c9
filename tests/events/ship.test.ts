import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { DeliveryEvent, EventLog } from '../../core/contracts/index.ts'
import { createShippedLog } from '../../core/events/log.ts'
import { createMongoLog } from '../../core/events/mongo-log.ts'
import { createPostgresLog } from '../../core/events/postgres-log.ts'
import { shipBatch, shipEvents } from '../../core/events/ship.ts'
import { recordEvents } from '../../core/events/write.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { type Database, openDatabase } from '../../core/infra/postgres.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { hasOwnMongo, type OwnMongo, startOwnMongo } from '../support/ferretdb.ts'

const log = pino({ level: 'silent' })
const CRASHER = fileURLToPath(new URL('./crash-append.ts', import.meta.url))

describe.skipIf(!hasOwnMongo)('shipping to MongoDB', () => {
  let database: TestDatabase
  let db: Database
  let mongo: OwnMongo
  let far: EventLog
  let near: EventLog
  let workspaceId: string

  beforeAll(async () => {
    mongo = await startOwnMongo()
  })
  beforeEach(async () => {
    database = await createTestDatabase()
    db = openDatabase({ url: database.url })
    workspaceId = uuid7()
    near = createPostgresLog(db)
    far = createMongoLog(mongo.fresh())
  })
  afterEach(async () => {
    await far.close()
    await db.close()
    await database.drop()
  })
  afterAll(() => mongo.close())

  const write = (count: number, runId = uuid7()) =>
    db.direct(workspaceId, (client) =>
      recordEvents(client, {
        workspaceId,
        campaignId: runId,
        runId,
        step: 0,
        channel: 'email',
        slot: 0,
        events: Array.from({ length: count }, (_, i) => ({ contactId: uuid7(), kind: 'accepted', data: { i } })),
      }),
    )
  async function all(eventLog: EventLog): Promise<DeliveryEvent[]> {
    const found: DeliveryEvent[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<EventLog['query']>> = await eventLog.query({ workspaceId }, { limit: 500, cursor })
      found.push(...page.events)
      cursor = page.next
    } while (cursor)
    return found
  }
  const ids = (events: readonly DeliveryEvent[]) => events.map((e) => e.id).sort()

  test('a sweep moves all of them, batch by batch, as they are', async () => {
    await write(250)
    const before = await all(near)
    const shipped: number[] = []
    let place: Parameters<typeof shipBatch>[2]
    for (;;) {
      const batch = await shipBatch(db, far, place, 100)
      shipped.push(batch.shipped)
      if (!batch.next) break
      place = batch.next
    }
    expect(shipped).toEqual([100, 100, 50])
    expect(await all(near)).toEqual([])
    expect(await all(far)).toEqual(before)
  })

  test('one at a time: a second shipper finds it busy', async () => {
    await write(10)
    const started = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const first = shipBatch(db, {
      ...far,
      async append(events) {
        started.resolve()
        await goOn.promise
        return far.append(events)
      },
    })
    await started.promise
    expect(await shipBatch(db, far)).toEqual({ shipped: 0, next: null, busy: true })
    goOn.resolve()
    expect(await first).toMatchObject({ shipped: 10, busy: false })
  })

  test('kill -9 between storing there and deleting here: nothing lost, nothing twice', async () => {
    await write(50)
    const before = ids(await all(near))
    const url = mongo.fresh()
    const there = createMongoLog(url)
    const child = spawn(process.execPath, [CRASHER, database.url, url], { stdio: 'inherit' })
    const [, signal] = await once(child, 'exit')
    expect(signal).toBe('SIGKILL')
    const both = createShippedLog(near, there)
    expect(ids(await all(there))).toEqual(before)
    expect(ids(await all(both))).toEqual(before)
    // The dead process's transaction ends when the server notices; its locked rows are then free again.
    let shipped = 0
    while (shipped < 50) shipped += (await shipBatch(db, there)).shipped
    expect(ids(await all(near))).toEqual([])
    expect(ids(await all(there))).toEqual(before)
    await there.close()
  })

  test('MongoDB killed while events are written, and back: nothing lost, nothing twice, writing goes on', async () => {
    const stop = new AbortController()
    const warned = Promise.withResolvers<void>()
    const noting = pino({ level: 'warn' }, { write: () => warned.resolve() })
    const both = createShippedLog(near, far)
    await write(200)
    const shipping = shipEvents({ db, eventLog: both, log: noting }, stop.signal)
    while ((await far.query({ workspaceId }, { limit: 1 })).events.length === 0);
    await mongo.kill()
    await write(300)
    await warned.promise
    await write(300)
    expect(await all(near)).not.toEqual([])
    await expect(both.query({ workspaceId }, { limit: 10 })).rejects.toMatchObject({ code: 'unavailable' })
    expect((await both.health()).ok).toBe(false)
    await mongo.start()
    await write(200)
    while ((await all(near)).length > 0);
    stop.abort()
    await shipping
    const events = await all(both)
    expect(events).toHaveLength(1_000)
    expect(new Set(ids(events)).size).toBe(1_000)
    expect(ids(await all(far))).toEqual(ids(events))
  })

  test('reading while shipping sees every event once on every read', async () => {
    await write(300)
    const both = createShippedLog(near, far)
    const wanted = ids(await all(both))
    let place: Parameters<typeof shipBatch>[2]
    const shipping = (async () => {
      for (;;) {
        const { next } = await shipBatch(db, far, place, 10)
        if (!next) return
        place = next
      }
    })()
    let done = false
    void shipping.then(() => {
      done = true
    })
    do expect(ids(await all(both))).toEqual(wanted)
    while (!done)
    await shipping
    expect(ids(await all(both))).toEqual(wanted)
  })

  test('an erasure while events are shipped leaves no trace of the person in either log', async () => {
    await write(100)
    const [{ contactId }] = (await all(near)) as [DeliveryEvent]
    const anonymousId = uuid7()
    const both = createShippedLog(near, far)
    await Promise.all([shipBatch(db, far), both.forget({ workspaceId, contactId, anonymousId })])
    await shipBatch(db, far)
    expect((await both.query({ workspaceId, contactId }, { limit: 10 })).events).toEqual([])
    const { events } = await both.query({ workspaceId, contactId: anonymousId }, { limit: 10 })
    expect(events.map((e) => e.data)).toEqual([null])
  })

  test('without MongoDB there is nothing to ship', async () => {
    await write(5)
    await shipEvents({ db, eventLog: near, log }, new AbortController().signal)
    expect(await all(near)).toHaveLength(5)
  })
})
