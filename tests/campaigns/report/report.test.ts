import { parse } from 'csv-parse/sync'
import { DateTime } from 'luxon'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { recentRate } from '../../../core/campaigns/report/speed.ts'
import { uuid7 } from '../../../core/infra/ids.ts'
import { connectLive } from '../overview/live.ts'
import { createStage, must, type Stage } from '../support.ts'
import { visit } from './visits.ts'

let s: Stage
let campaign: { id: string; runId: string }
const HTML = '<p>Hello</p><a href="https://shop.example.com/=sale">Sale</a> <a href="{{urls.unsubscribe}}">Leave</a>'

beforeAll(async () => {
  s = await createStage()
  const rules = [
    ...Array.from({ length: 5 }, (_, i) => ({
      at: 'RCPT' as const,
      to: `p${i}@report.example`,
      reply: '550 5.1.1 no such user',
    })),
    { at: 'RCPT' as const, to: 'p5@report.example', reply: '554 5.6.0 not like this' },
  ]
  s.world.sandbox.behave({ rules: rules as never })
  const audience = await s.people(40, 'report.example')
  const stranger = await must(s.owner.post('/api/v1/contacts', { firstName: 'No', externalId: 'nobody' }))
  const { listId } = audience.include[0]!.definition as { listId: string }
  await must(s.owner.post(`/api/v1/lists/${listId}/members`, { contactIds: [stranger.id] }))
  const templateId = await s.template({ en: { subject: 'Sale', html: HTML } })
  const id = await s.world.campaign({ audience, steps: s.by(undefined, templateId) })
  campaign = { id, runId: await s.world.launch(id) }
  await s.world.reached(id, 'completed')
  await visit(s, campaign, 10)
})
afterEach(() => s?.world.sandbox.behave({}))
afterAll(() => s?.close())

const report = (id = campaign.id) => must(s.owner.get(`/api/v1/campaigns/${id}/report`))

describe('a finished campaign', () => {
  test('figures close, and everything behind them is told', async () => {
    const body = await report()
    const { figures } = body
    expect(figures).toMatchObject({
      audience: 41,
      excluded: 1,
      waiting: 0,
      sent: 40,
      delivered: 34,
      bounced: 5,
      failed: 1,
    })
    expect(figures.sent + figures.excluded + figures.waiting + figures.notSent).toBe(figures.audience)
    expect(body.rates).toMatchObject({ done: 1, delivery: 0.85, bounce: 0.125 })
    expect(body.excluded).toEqual([{ reason: 'no_address', count: 1 }])
    expect(body.campaign).toMatchObject({ id: campaign.id, state: 'completed' })
    expect(body.steps).toMatchObject([
      { step: 0, channel: 'email', account: { provider: 'smtp' }, template: { version: 1 }, states: { accepted: 34 } },
    ])
  })

  test('failures by class and code, with what the provider’s table says', async () => {
    const { causes } = await report()
    expect(causes.failed).toMatchObject([
      { class: 'dead_address', count: 5, codes: [{ code: '550 5.1.1', count: 5 }] },
      { class: 'content', count: 1, codes: [{ count: 1 }] },
    ])
    expect(causes.failed[0].codes[0].meaning).toMatch(/\w/)
    expect(causes.deferred).toEqual([])
  })

  test('opens and clicks: people, visits, software apart; links; hours; speed', async () => {
    const body = await report()
    expect(body.figures).toMatchObject({ clicked: 10, machineClicked: 1 })
    expect(body.engagement.clicked).toEqual({ people: 10, total: 10, machine: 1 })
    expect(body.links[0]).toMatchObject({ url: 'https://shop.example.com/=sale', people: 10, human: 10, machine: 1 })
    expect(body.hours.reduce((sum: number, hour: any) => sum + (hour.kinds.accepted ?? 0), 0)).toBe(34)
    expect(body.waves).toMatchObject([{ wave: 0, timeZone: 'Europe/Paris', messages: 40, done: 40 }])
    expect(body.speed).toMatchObject({ secondsLeft: null, later: 0 })
    expect(body.speed.perSecond).toBeGreaterThan(0)
  })

  test('as CSV: one table, the same numbers, no cell that is a formula', async () => {
    await must(s.owner.post(`/api/v1/campaigns/${campaign.id}/duplicate`))
    const { status, body, headers } = await s.t.as('reader').get(`/api/v1/campaigns/${campaign.id}/report.csv`)
    expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
    const rows: string[][] = parse(body, { bom: true })
    const value = (...names: string[]) => rows.find((row) => names.every((name, i) => row[i] === name))?.[3]
    expect(value('figures', 'delivered')).toBe('34')
    expect(value('failed', 'dead_address', '550 5.1.1')).toBe('5')
    expect(value('links', 'https://shop.example.com/=sale', 'en: people')).toBe('10')
    expect(rows.every((row) => row.length === 4 && !row.some((cell) => /^[=+@]/.test(cell)))).toBe(true)
  })

  test.each(['en', 'fr', 'es'])('as PDF in %s', async (lang) => {
    const { status, headers, body } = await s.t
      .as('reader')
      .get(`/api/v1/campaigns/${campaign.id}/report.pdf?lang=${lang}`)
    expect([status, headers['content-type']]).toEqual([200, 'application/pdf'])
    expect(body).toMatch(/^%PDF-1\.\d[\s\S]+%%EOF\s*$/)
  })

  test('the people behind its numbers: by states, by class of failure, by what they did', async () => {
    const behind = async (path: string) =>
      (await must(s.t.as('reader').get(`/api/v1/campaigns/${campaign.id}/${path}`))).data
    expect(await behind('messages?limit=200&state=accepted&state=failed')).toHaveLength(40)
    expect(await behind('messages?state=failed&reason=dead_address')).toHaveLength(5)
    expect(await behind('messages?state=failed&reason=dead_address&reason=content')).toHaveLength(6)
    expect(await behind('messages?did=clicked')).toHaveLength(10)
    expect(await behind('messages?did=opened')).toHaveLength(0)
    expect(await behind('people?kind=machine_clicked')).toMatchObject([{ firstName: 'Ana', lastName: null }])
    expect(await behind('people?kind=unsubscribed')).toEqual([])
    expect((await s.owner.get(`/api/v1/campaigns/${campaign.id}/people?kind=accepted`)).status).toBe(422)
  })

  test('by time zone, and counted once for all who ask', async () => {
    await s.t.core.db.directSystem((client) =>
      client.query(
        `UPDATE contacts SET time_zone = 'Asia/Tokyo' WHERE id IN (SELECT contact_id FROM messages WHERE run_id = $1 AND state = 20)`,
        [campaign.runId],
      ),
    )
    const seen = await Promise.all([1, 2, 3].map(() => must(s.owner.get(`/api/v1/campaigns/${campaign.id}/zones`))))
    expect(seen[0].data).toEqual([
      { timeZone: null, audience: 35, delivered: 34, failed: 0, waiting: 0, opened: 0, clicked: 10 },
      { timeZone: 'Asia/Tokyo', audience: 6, delivered: 0, failed: 6, waiting: 0, opened: 0, clicked: 0 },
    ])
    expect(new Set(seen.map((one) => one.at)).size).toBe(1)
  })
})

test('a draft has no report, a foreign campaign is none', async () => {
  const draft = await must(s.owner.post('/api/v1/campaigns', { name: 'Draft' }))
  expect((await s.owner.get(`/api/v1/campaigns/${campaign.id}/report.pdf?lang=de`)).status).toBe(422)
  for (const what of ['report', 'report.csv', 'report.pdf', 'zones'])
    expect((await s.owner.get(`/api/v1/campaigns/${draft.id}/${what}`)).status, what).toBe(409)
  expect((await s.t.as('owner', 'other').get(`/api/v1/campaigns/${campaign.id}/report`)).status).toBe(404)
  expect((await s.owner.get(`/api/v1/campaigns/${uuid7()}/zones`)).status).toBe(404)
})

test('while a time zone waits the report says how many, and when', async () => {
  const audience = await s.people(30, 'waves.example')
  await s.t.core.db.directSystem((client) =>
    client.query(
      `UPDATE contacts SET time_zone = 'Pacific/Honolulu' WHERE id IN (SELECT contact_id FROM addresses WHERE value LIKE 'p1_@waves.example')`,
    ),
  )
  const at = DateTime.now().setZone('Europe/Paris').minus({ minutes: 10 }).toFormat("yyyy-MM-dd'T'HH:mm")
  const id = await s.world.campaign({ audience, schedule: { kind: 'local', at } })
  const client = await connectLive(s.t)
  client.say({ type: 'subscribe', topic: `campaign:${id}` })
  const runId = await s.world.launch(id)
  await client.until((m) => m.type === 'refused' || m.type === 'state')
  client.say({ type: 'subscribe', topic: `campaign:${id}` })
  const rested = await client.until((m) => m.type === 'state' && m.data.figures.sent === 20)
  expect(rested.data).toMatchObject({ runId, figures: { waiting: 10, audience: 30 }, failures: {} })
  const { waves, speed } = await report(id)
  expect(waves).toMatchObject([
    { timeZone: 'Europe/Paris', messages: 20 },
    { timeZone: 'Pacific/Honolulu', messages: 10, done: 0 },
  ])
  expect(speed).toMatchObject({ later: 10, secondsLeft: null, nextDueAt: waves[1].dueAt, finishedAt: null })
  await visit(s, { id, runId }, 3)
  const clicked = await client.until((m) => m.type === 'state' && m.data.figures.clicked === 3)
  expect(clicked.data.figures.sent).toBe(20)
  await must(s.owner.post(`/api/v1/campaigns/${id}/cancel`))
  client.socket.close()
})

test('the rate is that of the last seconds, and unknown to who has just begun to look', () => {
  const run = uuid7()
  expect(recentRate(run, 0, 0)).toBeNull()
  expect(recentRate(run, 10, 100)).toBeNull()
  expect(recentRate(run, 500, 1_000)).toBe(500)
  expect(recentRate(run, 2_500, 3_000)).toBeCloseTo(2_500 / 3, 0)
  expect(recentRate(run, 2_500, 6_500)).toBe(0)
  expect(recentRate(run, 9_000, 60_000)).toBeNull()
})
