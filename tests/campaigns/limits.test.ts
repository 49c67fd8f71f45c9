import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { expectExactCounts, hurry, ledgerOf, settled, tally } from '../support/ledger.ts'
import { createStage, must, type Stage } from './support.ts'

let s: Stage
beforeAll(async () => {
  s = await createStage()
  await must(s.owner.post('/api/v1/attributes', { name: 'points', type: 'text' }))
})
afterEach(() => s.world.sandbox.behave({}))
afterAll(() => s?.close())

const arrivals = (domain: string) =>
  s.world.sandbox
    .messages({ limit: 20_000 })
    .filter(({ to }) => to.endsWith(`@${domain}`))
    .map(({ at }) => Date.parse(at))
    .sort((a, b) => a - b)

/** At no time more than the burst and what the rate gives since; one group may be a little early by the clock's grain. */
function expectPace(times: number[], perSecond: number, burst: number, group: number) {
  for (const [i, from] of times.entries())
    for (let k = i; k < times.length; k++) {
      const most = burst + ((times[k]! - from) / 1000) * perSecond + group
      expect(k - i + 1, `${k - i + 1} messages within ${times[k]! - from} ms`).toBeLessThanOrEqual(most)
    }
}

describe('a rate', () => {
  test('of the account holds over everything that it sends', async () => {
    const account = await s.account({ ratePerSecond: 20, lanes: 4, group: 50 })
    const campaigns = await Promise.all(
      ['one', 'two'].map(async (name) =>
        s.world.campaign({ audience: await s.people(35, `${name}.rate.example`), steps: s.by(account) }),
      ),
    )
    for (const id of campaigns) await s.world.launch(id)
    await Promise.all(campaigns.map((id) => s.world.reached(id, 'completed')))
    const times = [...arrivals('one.rate.example'), ...arrivals('two.rate.example')].sort((a, b) => a - b)
    expect(times).toHaveLength(70)
    // 70 messages of which 20 may leave at once.
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(2_000)
    expectPace(times, 20, 20, 10)
  })

  test('of the campaign holds for it alone', async () => {
    const audience = await s.people(50, 'slow.example')
    const slow = await s.world.campaign({ audience, limits: { perSecond: 20 } })
    const quick = await s.world.campaign({ audience: await s.people(200, 'quick.example') })
    await s.world.launch(slow)
    await s.world.launch(quick)
    await s.world.reached(quick, 'completed')
    expect(arrivals('slow.example').length).toBeLessThan(50)
    await s.world.reached(slow, 'completed')
    const times = arrivals('slow.example')
    expect(times).toHaveLength(50)
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(1_000)
    expectPace(times, 20, 20, 10)
  })
})

test('a frequency cap counts what other campaigns sent, at expansion and when it is claimed', async () => {
  const regulars = await s.people(4, 'capped.example')
  const first = await s.world.campaign({ audience: regulars })
  await s.world.launch(first)
  await s.world.reached(first, 'completed')
  const more = await s.people(2, 'fresh.example')
  const audience = { include: [...regulars.include, ...more.include], exclude: [] }
  const limits = { frequencyCap: { messages: 1, days: 7 } }
  const second = await s.world.campaign({ audience, limits })
  const check = (await s.owner.get(`/api/v1/campaigns/${second}/check`)).body
  expect(check.explanation.steps[0]).toMatchObject({ sendable: 2, excluded: { capped: 4 } })
  const runId = await s.world.launch(second)
  await s.world.reached(second, 'completed')
  expect(tally(await ledgerOf(s.t, runId))).toEqual({ accepted: 2, suppressed: 4 })
  await expectExactCounts(s.t, runId)
  const third = await s.world.campaign({ audience, limits: { frequencyCap: { messages: 2, days: 7 } } })
  expect((await s.owner.get(`/api/v1/campaigns/${third}/check`)).body.explanation.reachable).toBe(6)
})

test('somebody whom another campaign reached while this one waited is capped when it is claimed', async () => {
  const audience = await s.people(3, 'meanwhile.example')
  s.world.sandbox.behave({ rules: [{ at: 'RCPT', to: '*@meanwhile.example', reply: '450 4.2.1 busy', times: 3 }] })
  const waits = await s.world.campaign({ audience, limits: { frequencyCap: { messages: 1, days: 1 } } })
  const runId = await s.world.launch(waits)
  await settled(s.t, runId, { deferred: 3 })
  const other = await s.world.campaign({ audience })
  await s.world.launch(other)
  await s.world.reached(other, 'completed')
  await hurry(s.t, runId)
  await s.world.reached(waits, 'completed')
  expect((await ledgerOf(s.t, runId)).map((row) => [row.state, row.reason])).toEqual(
    Array(3).fill(['suppressed', 'capped']),
  )
  expect(arrivals('meanwhile.example')).toHaveLength(3)
  await expectExactCounts(s.t, runId)
})

test('what has not left by its time never does, and the campaign ends', async () => {
  const account = await s.account()
  const id = await s.world.campaign({
    audience: await s.people(5, 'expired.example'),
    steps: s.by(account),
    limits: { expiresHours: 1 },
  })
  s.world.sandbox.behave({ rules: [{ at: 'RCPT', to: '*@expired.example', reply: '450 4.2.1 busy' }] })
  const runId = await s.world.launch(id)
  await settled(s.t, runId, { deferred: 5 })
  const run = await s.t.core.db.tenant(s.t.workspaceId, (trx) => trx('runs').where({ id: runId }).first())
  expect(Math.round((run.expires_at.getTime() - run.started_at.getTime()) / 60_000)).toBe(60)
  await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
    trx('runs')
      .where({ id: runId })
      .update({ expires_at: trx.raw("now() - interval '1 second'") }),
  )
  await s.world.reached(id, 'completed')
  expect((await ledgerOf(s.t, runId)).map((row) => [row.state, row.reason])).toEqual(
    Array(5).fill(['expired', 'expired']),
  )
  await expectExactCounts(s.t, runId)
  expect(arrivals('expired.example')).toEqual([])
})

describe('a campaign pauses itself', () => {
  const alertOf = async (id: string) =>
    (await s.owner.get('/api/v1/alerts')).body.data.find((alert: any) => alert.objectId === id)
  const give = (domain: string, points: string, which: (value: string) => boolean) =>
    s.t.core.db.tenant(s.t.workspaceId, async (trx) => {
      const rows = await trx('addresses').whereLike('value', `%@${domain}`).select('contact_id', 'value')
      const ids = rows.filter((row) => which(row.value)).map((row) => row.contact_id)
      await trx('contacts')
        .whereIn('id', ids)
        .update({ attributes: JSON.stringify({ points }) })
    })
  let templateId: string
  beforeAll(async () => {
    const html = '<p>You have {{number contact.attributes.points}} points.</p><a href="{{urls.unsubscribe}}">Stop</a>'
    templateId = await s.template({ en: { subject: 'Points', html } })
  })

  test('not when one person cannot be written to: only that one fails (S11)', async () => {
    const audience = await s.people(120, 'render.example')
    await give('render.example', '12', () => true)
    await give('render.example', 'a dozen', (value) => value === 'p7@render.example')
    const id = await s.world.campaign({ audience, steps: s.by(undefined, templateId) })
    const runId = await s.world.launch(id)
    await s.world.reached(id, 'completed')
    const rows = await ledgerOf(s.t, runId)
    expect(tally(rows)).toEqual({ accepted: 119, failed: 1 })
    expect(rows.find((row) => row.state === 'failed')).toMatchObject({
      address: 'p7@render.example',
      reason: 'render',
      attempt: 0,
    })
    await expectExactCounts(s.t, runId)
    const events = await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
      trx('delivery_events').where({ run_id: runId, kind: 'failed' }),
    )
    expect(events).toMatchObject([{ data: { class: 'render', code: 'bad_value' } }])
  })

  test('when nobody can be: the template is at fault', async () => {
    const audience = await s.people(450, 'broken.example')
    await give('broken.example', 'many', () => true)
    const steps = s.by(await s.account({ lanes: 1, group: 50 }), templateId)
    const id = await s.world.campaign({ audience, steps, limits: { alarmShare: 1 } })
    const runId = await s.world.launch(id)
    await s.world.reached(id, 'paused')
    expect((await s.owner.get(`/api/v1/campaigns/${id}`)).body.pauseReason).toMatch(/render_failures|too_many_failures/)
    expect(await alertOf(id)).toMatchObject({ kind: 'campaign_paused', severity: 'error' })
    const states = tally(await ledgerOf(s.t, runId))
    // The group in which the 200th failed, and at most the one that was ready behind it.
    expect(states.failed).toBeLessThanOrEqual(250)
    expect(states).toEqual({ failed: states.failed, queued: 450 - states.failed! })
    await expectExactCounts(s.t, runId)
    await must(s.owner.post(`/api/v1/campaigns/${id}/cancel`))
    await expectExactCounts(s.t, runId)
  })

  test('when too large a share fails, with an alert that ends when somebody goes on', async () => {
    const account = await s.account({ lanes: 1, group: 20 })
    const rules = [{ at: 'RCPT', to: '*@failing.example', reply: '550 5.4.4 no route', delayMs: 40 }]
    s.world.sandbox.behave({ rules })
    const audience = await s.people(400, 'failing.example')
    const id = await s.world.campaign({ audience, steps: s.by(account), limits: { alarmShare: 0.5 } })
    const runId = await s.world.launch(id)
    await s.world.reached(id, 'paused')
    expect((await s.owner.get(`/api/v1/campaigns/${id}`)).body.pauseReason).toBe('too_many_failures')
    const { data } = await alertOf(id)
    expect(data).toMatchObject({ code: 'too_many_failures' })
    await expectExactCounts(s.t, runId)
    const states = tally(await ledgerOf(s.t, runId))
    expect(states.failed).toBeGreaterThanOrEqual(100)
    expect(states.queued).toBeGreaterThan(0)

    // Somebody has mended the route and lets it go on: what failed before does not pause it again.
    s.world.sandbox.behave({ rules: [] })
    await must(s.owner.post(`/api/v1/campaigns/${id}/resume`))
    await s.world.reached(id, 'completed')
    expect(tally(await ledgerOf(s.t, runId))).toEqual({ failed: states.failed, accepted: states.queued })
  })
})
