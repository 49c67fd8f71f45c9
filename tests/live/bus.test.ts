import fc from 'fast-check'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { uuid7 } from '../../core/infra/ids.ts'
import { createLive, type Live, type LiveMessage } from '../../core/infra/live.ts'
import { type Database, openDatabase } from '../../core/infra/postgres.ts'
import { createThrottle } from '../../core/infra/throttle.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

describe('throttle', () => {
  afterEach(() => void vi.useRealTimers())

  test('whatever comes when: a gap between any two, the last one always, nothing out of order', () => {
    vi.useFakeTimers()
    const pushes = fc.array(fc.record({ key: fc.constantFrom('a', 'b'), wait: fc.integer({ min: 0, max: 400 }) }), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(pushes, (list) => {
        const out: { key: string; value: number; at: number }[] = []
        const throttle = createThrottle<number>(250, (value, key) => out.push({ key, value, at: Date.now() }))
        list.forEach(({ key, wait }, i) => {
          vi.advanceTimersByTime(wait)
          throttle.push(key, i)
        })
        vi.advanceTimersByTime(1_000)
        for (const key of ['a', 'b']) {
          const own = out.filter((one) => one.key === key)
          const last = list.findLastIndex((push) => push.key === key)
          expect(own.at(-1)?.value ?? -1).toBe(last)
          for (let i = 1; i < own.length; i++) {
            expect(own[i]!.at - own[i - 1]!.at).toBeGreaterThanOrEqual(250)
            expect(own[i]!.value).toBeGreaterThan(own[i - 1]!.value)
          }
        }
        throttle.close()
      }),
    )
  })

  test('what waits leaves at the close; what was put back gives way to what is newer', () => {
    vi.useFakeTimers()
    const out: number[] = []
    const throttle = createThrottle<number>(250, (value) => out.push(value))
    throttle.push('a', 1)
    throttle.push('a', 3)
    throttle.putBack('a', 2)
    throttle.putBack('b', 9)
    throttle.close()
    expect(out).toEqual([1, 3, 9])
  })
})

describe('bus', () => {
  let database: TestDatabase
  let db: Database
  const open: Live[] = []
  const bus = (listen: boolean) => {
    const live = createLive(db, { listen })
    open.push(live)
    return live
  }
  /** Resolves when the bus hears what it says itself: the line is up. */
  const up = async (live: Live) => {
    const heard = hear(live)
    const topic = `up:${uuid7()}`
    const again = setInterval(() => live.publish({ workspaceId: uuid7(), topic }), 50)
    await heard.until((m) => m.topic === topic)
    clearInterval(again)
  }
  const hear = (live: Live) => {
    const messages: LiveMessage[] = []
    const waiting: (() => void)[] = []
    let gaps = 0
    const wake = () => {
      for (const one of waiting.splice(0)) one()
    }
    live.subscribe(
      (message) => {
        messages.push(message)
        wake()
      },
      () => {
        gaps++
        wake()
      },
    )
    return {
      messages,
      gaps: () => gaps,
      async until(test: (message: LiveMessage) => boolean) {
        while (!messages.some(test)) await new Promise<void>((resolve) => waiting.push(resolve))
      },
      async untilGap() {
        while (gaps === 0) await new Promise<void>((resolve) => waiting.push(resolve))
      },
    }
  }

  beforeAll(async () => {
    database = await createTestDatabase()
    db = openDatabase({ url: database.url })
  })
  afterAll(async () => {
    await Promise.all(open.map((live) => live.close()))
    await db.close()
    await database.drop()
  })

  test('one process hears another; the last of a storm always arrives', async () => {
    const [speaker, listener] = [bus(false), bus(true)]
    await up(listener)
    const heard = hear(listener)
    const workspaceId = uuid7()
    for (let n = 1; n <= 500; n++) speaker.publish({ workspaceId, topic: 'campaign:x', data: { n } })
    await heard.until((m) => (m.data as any)?.n === 500)
    expect(heard.messages.filter((m) => m.topic === 'campaign:x').length).toBeLessThan(10)
  })

  test('what is too large arrives without its data, also beyond ASCII', async () => {
    const live = bus(true)
    await up(live)
    const heard = hear(live)
    const workspaceId = uuid7()
    live.publish({ workspaceId, topic: 'campaign:large', data: { text: 'é'.repeat(4_000) } })
    await heard.until((m) => m.topic === 'campaign:large')
    expect(heard.messages.find((m) => m.topic === 'campaign:large')).toEqual({ workspaceId, topic: 'campaign:large' })
  })

  test('a cut line is taken up again, and said to have had a gap', async () => {
    const live = bus(true)
    await up(live)
    const heard = hear(live)
    const admin = new pg.Client({ connectionString: database.url })
    await admin.connect()
    await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    )
    await admin.end()
    await heard.untilGap()
    live.publish({ workspaceId: uuid7(), topic: 'campaign:after' })
    await heard.until((m) => m.topic === 'campaign:after')
  })

  test('what was published before the close arrives', async () => {
    const listener = bus(true)
    await up(listener)
    const heard = hear(listener)
    const speaker = createLive(db, { listen: false })
    for (let n = 1; n <= 3; n++)
      speaker.publish({ workspaceId: uuid7().replace(/^./, '0'), topic: `import:${n}`, data: n })
    const workspaceId = uuid7()
    for (let n = 1; n <= 3; n++) speaker.publish({ workspaceId, topic: 'import:last', data: n })
    await speaker.close()
    await heard.until((m) => m.topic === 'import:last' && m.data === 3)
  })
})
