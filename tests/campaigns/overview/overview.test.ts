import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { raiseAlert } from '../../../core/events/alerts.ts'
import { forgetHours } from '../../../core/events/hours.ts'
import { recordEvents } from '../../../core/events/write.ts'
import { uuid7 } from '../../../core/infra/ids.ts'
import { createStage, must, type Stage } from '../support.ts'
import { connectLive } from './live.ts'

let s: Stage
beforeAll(async () => {
  s = await createStage()
})
afterAll(() => s?.close())

const overview = async (days = 30) => must(s.owner.get(`/api/v1/overview?days=${days}`))
const sql = (text: string, values: unknown[]) =>
  s.t.core.db.direct(s.t.workspaceId, (client) => client.query(text, values))

const forget = () => s.t.core.db.tenant(s.t.workspaceId, (trx) => forgetHours(trx, s.t.workspaceId))

/** Counts of an hour so many days ago. */
async function past(daysAgo: number, counts: Record<string, number>, channel = 'email') {
  const [campaignId, runId] = [uuid7(), uuid7()]
  for (const [kind, count] of Object.entries(counts))
    await sql(
      `INSERT INTO event_rollups (workspace_id, campaign_id, run_id, channel, hour, kind, slot, count)
       VALUES ($1, $2, $3, $4, date_trunc('hour', now() - make_interval(days => $5), 'UTC'), $6, 0, $7)`,
      [s.t.workspaceId, campaignId, runId, channel, daysAgo, kind, count],
    )
  await forget()
}

describe('home', () => {
  test('an empty workspace has an empty home', async () => {
    const body = await overview(7)
    expect(body.channels).toEqual([])
    expect(body.campaigns.active).toEqual([])
    expect(body.attention).toMatchObject({ alerts: { open: 0 }, imports: [], paused: [], accounts: [], drafts: [] })
    expect(body.deliverability.map((one: any) => [one.rate, one.value, one.level])).toEqual([
      ['complaints', null, 'none'],
      ['bounces', null, 'none'],
    ])
  })

  test('the last days by channel: hours that are over and the running one, each counted once', async () => {
    const { workspaceId } = s.t
    await past(3, {
      accepted: 90,
      failed: 13,
      'failed/dead_address/5.1.1': 8,
      'failed/dead_address/5.1.2': 2,
      'failed/content/5.7.1': 3,
    })
    await past(3, { accepted: 10, first_opened: 40, machine_opened: 25, complained: 2, unsubscribed: 4 })
    await past(1, { accepted: 5 }, 'letters')
    await past(200, { accepted: 1_000 })
    const first = await overview(30)
    // Now: the running hour is read from the campaigns' own counts.
    await s.t.core.db.direct(workspaceId, (client) =>
      recordEvents(client, {
        workspaceId,
        campaignId: uuid7(),
        runId: uuid7(),
        step: 0,
        channel: 'email',
        slot: 0,
        events: [
          { contactId: uuid7(), kind: 'accepted' },
          { contactId: uuid7(), kind: 'failed', data: { class: 'content', code: '5.7.1', reason: 'no' } },
        ],
      }),
    )
    const second = await overview(30)
    const email = (body: any) => body.channels.find((one: any) => one.channel === 'email')
    expect(email(first).totals).toMatchObject({
      sent: 113,
      delivered: 100,
      bounced: 10,
      failed: 3,
      opened: 40,
      machineOpened: 25,
      complained: 2,
      unsubscribed: 4,
    })
    expect(email(first).failures).toEqual({ dead_address: 10, content: 3 })
    expect(email(second).totals).toMatchObject({ sent: 115, delivered: 101, failed: 4 })
    expect(email(second).days).toHaveLength(30)
    expect(email(second).days.at(-1)).toMatchObject({ day: second.to, sent: 2 })
    expect(email(second).days.reduce((sum: number, day: any) => sum + day.sent, 0)).toBe(115)
    expect(second.channels.map((one: any) => one.channel)).toEqual(['email', 'letters'])
    expect(email(await overview(366)).totals.sent).toBe(1_115)
    expect(email(await overview(2)).totals.sent).toBe(2)
    const stored = await sql('SELECT sum(count)::int AS n FROM event_hours WHERE workspace_id = $1 AND kind = $2', [
      workspaceId,
      'accepted',
    ])
    expect(stored.rows[0].n).toBe(1_105)
  })

  test('rates stand against the limits that the channel names', async () => {
    const { deliverability } = await overview(30)
    expect(deliverability).toMatchObject([
      { channel: 'email', rate: 'complaints', count: 2, of: 101, warnAt: 0.001, limit: 0.003, level: 'over' },
      { channel: 'email', rate: 'bounces', count: 10, of: 115, warnAt: 0.02, limit: 0.05, level: 'over' },
    ])
    await past(2, { accepted: 1_000_000 })
    expect((await overview(30)).deliverability.map((one: any) => one.level)).toEqual(['good', 'good'])
  })

  test('many who look at once after an hour is over add it up once', async () => {
    await forget()
    const seen = await Promise.all(Array.from({ length: 8 }, () => overview(366)))
    expect(new Set(seen.map((body) => JSON.stringify(body.channels))).size).toBe(1)
    expect(seen[0].channels[0].totals.delivered).toBe(1_001_101)
  })

  test('what waits for somebody', async () => {
    const { t, owner } = s
    const { workspaceId } = t
    const id = await s.world.campaign({
      audience: await s.people(1, 'attention.example'),
      schedule: { kind: 'at', at: new Date(Date.now() + 86_400_000).toISOString() },
    })
    await must(owner.post(`/api/v1/campaigns/${id}/launch`))
    await must(owner.post(`/api/v1/campaigns/${id}/pause`))
    const draft = await must(owner.post('/api/v1/campaigns', { name: 'Half done' }))
    await t.core.db.tenant(workspaceId, async (trx) => {
      await raiseAlert(trx, { workspaceId, kind: 'made', severity: 'warning' })
      await trx('imports').insert({
        workspace_id: workspaceId,
        file_id: uuid7(),
        file_name: 'people.csv',
        state: 'failed',
        problem: JSON.stringify({ code: 'file_gone', message: 'The file is gone.' }),
      })
      await trx('account_breakers').insert({
        workspace_id: workspaceId,
        account_id: s.world.accountId,
        destination: 'gmail.com',
        open_until: trx.raw("now() + interval '1 hour'"),
        trips: 1,
        code: '4.7.28',
        reason: 'too fast',
      })
    })
    const { attention, campaigns } = await overview()
    expect(attention.alerts.open).toBe(1)
    expect(attention.imports).toMatchObject([{ fileName: 'people.csv', problem: { code: 'file_gone' } }])
    expect(attention.paused).toMatchObject([{ id, name: 'Spring', reason: 'person' }])
    expect(attention.drafts).toMatchObject([{ id: draft.id, name: 'Half done' }])
    expect(attention.accounts).toMatchObject([{ trouble: 'breaker', destination: 'gmail.com', code: '4.7.28' }])
    expect(campaigns.states).toMatchObject({ paused: 1, draft: 1, running: 0 })
    expect(campaigns.active).toMatchObject([{ id, state: 'paused', figures: { audience: 0 } }])
    await must(owner.post(`/api/v1/campaigns/${id}/cancel`))
  })

  test('shows nothing that the role may not read, and nothing foreign', async () => {
    const agent = await must(s.t.as('agent').get('/api/v1/overview'))
    expect(agent.campaigns).toBeNull()
    expect(agent.attention).toMatchObject({ paused: null, drafts: null, accounts: null, alerts: { open: 1 } })
    const other = await must(s.t.as('owner', 'other').get('/api/v1/overview'))
    expect([other.channels, other.campaigns.active, other.attention.alerts.open]).toEqual([[], [], 0])
  })
})

describe('the live home', () => {
  test('moves when a campaign does, without anybody asking again', async () => {
    const client = await connectLive(s.t)
    client.say({ type: 'subscribe', topic: 'overview' })
    const first = await client.until((m) => m.type === 'state')
    expect(first.data.campaigns.states.completed).toBe(0)
    const id = await s.world.campaign({ audience: await s.people(30, 'live.example') })
    await must(s.owner.post(`/api/v1/campaigns/${id}/launch`))
    const running = await client.until(
      (m) => m.type === 'state' && m.data.campaigns.active.some((c: any) => c.id === id),
    )
    expect(running.data.campaigns.active[0].figures.audience).toBeGreaterThanOrEqual(0)
    const done = await client.until((m) => m.type === 'state' && m.data.campaigns.states.completed === 1)
    expect(done.sequence).toBeGreaterThan(running.sequence)
    client.socket.close()
  })
})
