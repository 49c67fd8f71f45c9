import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Plan } from '../../core/campaigns/schema.ts'
import { bounded } from '../../core/infra/bounded.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { createStage, must, type Stage } from './support.ts'

let s: Stage
/** Sees what others are asking. */
let watch: pg.Client
let audience: NonNullable<Plan['audience']>
beforeAll(async () => {
  s = await createStage({ worker: false })
  audience = await s.people(30, 'draft.example')
  watch = new pg.Client({ connectionString: s.t.core.db.url })
  await watch.connect()
  await s.t.core.db.directSystem(async (client) => {
    await client.query(
      `UPDATE contacts SET held = true WHERE id IN (SELECT contact_id FROM addresses WHERE value LIKE 'p1_@draft.example')`,
    )
    await client.query(
      `UPDATE contacts SET objected_at = now() WHERE id IN (SELECT contact_id FROM addresses WHERE value = 'p2@draft.example')`,
    )
  })
})
afterAll(async () => {
  await watch?.end()
  await s?.close()
})

const explain = (plan: object) => s.owner.post('/api/v1/campaigns/explain', { plan })
const whole = () => ({ audience, purpose: 'marketing', basis: 'consent', steps: [{ channel: 'email' }] })

describe('a plan that is not saved', () => {
  test('is explained like the campaign that is made of it', async () => {
    const { tookMs, missing, ...explanation } = await must(explain(whole()))
    expect(explanation).toEqual({
      people: 30,
      reachable: 19,
      steps: [{ step: 0, channel: 'email', sendable: 19, excluded: { held: 10, objected: 1 } }],
    })
    expect([missing, Number.isInteger(tookMs)]).toEqual([[], true])
    const id = await s.world.campaign({ audience })
    expect((await must(s.owner.get(`/api/v1/campaigns/${id}/check`))).explanation).toEqual(explanation)
    // As the wizard has it, with account, template and schedule.
    const full = { ...whole(), strategy: 'all', schedule: { kind: 'now' }, steps: s.by() }
    expect((await must(explain(full))).reachable).toBe(19)
  })

  test('says when people of each time zone would get it, and for whom that is in quiet hours', async () => {
    await s.t.core.db.directSystem(async (client) => {
      for (const [zone, address] of [
        ['Pacific/Auckland', 'p0@draft.example'],
        ['Pacific/Honolulu', 'p3@draft.example'],
      ])
        await client.query(
          'UPDATE contacts SET time_zone = $1 WHERE id = (SELECT contact_id FROM addresses WHERE value = $2)',
          [zone, address],
        )
    })
    const waves = async (plan: object) =>
      must(s.owner.post('/api/v1/campaigns/explain/waves', { plan: { ...whole(), ...plan } }))
    const local = await waves({ schedule: { kind: 'local', at: '2035-07-02T08:00' } })
    expect(local).toEqual({
      timeZone: 'Europe/Paris',
      waves: [
        { timeZone: 'Pacific/Auckland', dueAt: '2035-07-01T20:00:00.000Z', messages: 1, quiet: false },
        { timeZone: null, dueAt: '2035-07-02T06:00:00.000Z', messages: 17, quiet: false },
        { timeZone: 'Pacific/Honolulu', dueAt: '2035-07-02T18:00:00.000Z', messages: 1, quiet: false },
      ],
    })
    const schedule = { kind: 'at', at: '2035-07-02T18:00:00.000Z' }
    const at = await waves({ schedule, limits: { quietHours: { from: '05:00', to: '07:00' } } })
    expect(at.waves.map((one: any) => [one.timeZone, one.quiet])).toEqual([
      [null, false],
      ['Pacific/Auckland', true],
      ['Pacific/Honolulu', false],
    ])
    const half = await s.owner.post('/api/v1/campaigns/explain/waves', { plan: { audience } })
    expect([half.status, half.body.code]).toEqual([409, 'not_ready'])
  })

  test('with half of it chosen the people are counted, and it says what the rest waits for', async () => {
    expect(await must(explain({}))).toMatchObject({
      people: 0,
      missing: ['/plan/audience', '/plan/purpose', '/plan/basis', '/plan/steps'],
    })
    expect(await must(explain({ audience }))).toMatchObject({ people: 30, reachable: 0, steps: [] })
    expect((await must(explain({ ...whole(), basis: undefined }))).missing).toEqual(['/plan/basis'])
  })

  test('a list that is gone and a channel that is not there are named', async () => {
    const gone = { include: [{ source: 'list', definition: { listId: uuid7() } }], exclude: [] }
    const answers = [await explain({ ...whole(), audience: gone }), await explain({ steps: [{ channel: 'smoke' }] })]
    expect(answers.map((one) => one.status)).toEqual([422, 422])
    expect(answers[0]!.body.errors[0].field).toMatch(/^\/plan\/audience\/include\/0/)
    expect(answers[1]!.body.errors[0].field).toBe('/plan/steps/0/channel')
  })

  test('the people behind each number, page by page', async () => {
    const people = async (reason: string | null) => {
      const seen: any[] = []
      let cursor: string | undefined
      do {
        const body = { plan: whole(), step: 0, reason, limit: 4, ...(cursor ? { cursor } : {}) }
        const page = await must(s.owner.post('/api/v1/campaigns/explain/people', body))
        seen.push(...page.data)
        cursor = page.next
      } while (cursor)
      return seen
    }
    expect(await people('held')).toHaveLength(10)
    expect((await people('objected')).map((one) => one.address)).toEqual(['p2@draft.example'])
    const will = await people(null)
    expect(new Set(will.map((one) => one.id)).size).toBe(19)
    const early = await s.owner.post('/api/v1/campaigns/explain/people', { plan: { audience }, step: 0 })
    expect([early.status, early.body.errors.map((one: any) => one.field)]).toEqual([
      409,
      ['/plan/purpose', '/plan/basis', '/plan/steps'],
    ])
    const step = await s.owner.post('/api/v1/campaigns/explain/people', { plan: whole(), step: 3 })
    expect(step.status).toBe(404)
  })
})

describe('a question that takes long', () => {
  const never = new AbortController().signal
  const asking = async (pattern: string) => {
    // Inside a transaction the view would show the first look for ever.
    await watch.query('SELECT pg_stat_clear_snapshot()')
    const { rows } = await watch.query(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE $1 AND state = 'active' AND pid <> pg_backend_pid()`,
      [pattern],
    )
    return rows[0].n as number
  }
  const sleeping = () => asking('%pg_sleep(60)%')
  const sleep = (signal: AbortSignal, timeoutMs = 50_000) =>
    bounded(s.t.core.db, { signal, timeoutMs }).direct(s.t.workspaceId, (client) => client.query('SELECT pg_sleep(60)'))

  test('is given up when its time is over, and says so', async () => {
    await expect(sleep(never, 50)).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('ends in the server when whoever asked has gone; the connection is good again', async () => {
    const going = new AbortController()
    const asked = sleep(going.signal)
    const failed = expect(asked).rejects.toThrow('gone')
    while ((await sleeping()) === 0);
    going.abort(new Error('gone'))
    await failed
    expect(await sleeping()).toBe(0)
    const after = await s.t.core.db.direct(s.t.workspaceId, (client) => client.query('SELECT 1 AS one'))
    expect(after.rows).toEqual([{ one: 1 }])
  })

  test('more than four wait their turn, and one that was given up meanwhile never begins', async () => {
    const going = Array.from({ length: 6 }, () => new AbortController())
    const asked = going.map((one) => sleep(one.signal).catch((error) => error.message))
    while ((await sleeping()) < 4);
    expect(await sleeping()).toBe(4)
    for (const one of going.toReversed()) one.abort(new Error('gone'))
    expect(await Promise.all(asked)).toEqual(Array(6).fill('gone'))
    expect(await sleeping()).toBe(0)
  })

  test('a browser that leaves the page stops the count', async () => {
    const { t } = s
    await t.app.listen({ port: 0, host: '127.0.0.1' })
    const url = `http://127.0.0.1:${(t.app.server.address() as AddressInfo).port}/api/v1/campaigns/explain`
    const token = await t.token('owner')
    const leaving = new AbortController()
    // Nobody reads people while this lasts: the count waits, and is found waiting.
    await watch.query('BEGIN; LOCK TABLE addresses IN ACCESS EXCLUSIVE MODE')
    const asked = fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ plan: whole() }),
      signal: leaving.signal,
    }).catch((error) => error.name)
    const counting = () => asking('%people AS MATERIALIZED%')
    while ((await counting()) === 0);
    leaving.abort()
    while ((await counting()) > 0);
    await watch.query('ROLLBACK')
    expect(await asked).toBe('AbortError')
  })
})
