import { DateTime, Settings } from 'luxon'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { instantOf } from '../../core/campaigns/schedule.ts'
import { expectExactCounts, ledgerOf, settled } from '../support/ledger.ts'
import { createStage, must, type Stage } from './support.ts'

describe('the instant of a wall-clock time', () => {
  afterEach(() => {
    Settings.now = () => Date.now()
  })

  // The answer must not hang on the season in which somebody asks.
  describe.each(['2027-01-15T00:00:00Z', '2027-07-15T00:00:00Z'])('asked on %s', (today) => {
    test.each([
      ['2027-06-01T09:00', 'Europe/Paris', '2027-06-01T07:00:00.000Z', 'an ordinary day'],
      ['2027-03-28T02:30', 'Europe/Paris', '2027-03-28T01:30:00.000Z', 'skipped: 03:30 (T18)'],
      ['2027-10-31T02:30', 'Europe/Paris', '2027-10-31T00:30:00.000Z', 'twice: the first (T18)'],
      ['2027-03-14T02:00', 'America/New_York', '2027-03-14T07:00:00.000Z', 'skipped, at its first minute'],
      ['2027-11-07T01:59', 'America/New_York', '2027-11-07T05:59:00.000Z', 'twice, at its last minute'],
      ['2027-04-04T01:45', 'Australia/Lord_Howe', '2027-04-03T14:45:00.000Z', 'twice, by half an hour (T19)'],
      ['2027-10-03T02:15', 'Australia/Lord_Howe', '2027-10-02T15:45:00.000Z', 'skipped, by half an hour (T19)'],
      ['2027-06-01T09:00', 'Asia/Kathmandu', '2027-06-01T03:15:00.000Z', '+05:45'],
      ['2027-06-01T09:00', 'Pacific/Marquesas', '2027-06-01T18:30:00.000Z', '-09:30'],
      ['2027-06-01T09:00', 'Pacific/Tongatapu', '2027-05-31T20:00:00.000Z', '+13'],
    ])('%s in %s is %s: %s', (wall, zone, instant) => {
      Settings.now = () => Date.parse(today)
      expect(instantOf(wall, zone)?.toISOString()).toBe(instant)
    })
  })

  test('is none in a zone that nobody knows, or on a day that there is not', () => {
    expect(instantOf('2027-06-01T09:00', 'Mars/Olympus')).toBeNull()
    expect(instantOf('2027-02-30T09:00', 'UTC')).toBeNull()
  })

  test('is that wall clock in every zone there is', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const local = DateTime.fromJSDate(instantOf('2027-06-15T09:00', zone)!, { zone })
      expect(local.toFormat("yyyy-MM-dd'T'HH:mm"), zone).toBe('2027-06-15T09:00')
    }
  })
})

describe('a campaign with a time', () => {
  let s: Stage
  beforeAll(async () => {
    s = await createStage()
  })
  afterAll(() => s?.close())

  const run = (runId: string) => s.t.core.db.tenant(s.t.workspaceId, (trx) => trx('runs').where({ id: runId }).first())
  const live = async (people: number, domain: string, zones: (string | null)[]) => {
    const audience = await s.people(people, domain)
    await s.t.core.db.tenant(s.t.workspaceId, async (trx) => {
      for (const [i, zone] of zones.entries()) {
        const { contact_id } = await trx('addresses')
          .where({ value: `p${i}@${domain}` })
          .first('contact_id')
        await trx('contacts').where({ id: contact_id }).update({ time_zone: zone })
      }
    })
    return audience
  }

  test('waits for it, and starts within a second of it', async () => {
    const at = new Date(Date.now() + 1500)
    const audience = await s.people(2, 'later.example')
    const id = await s.world.campaign({ audience, schedule: { kind: 'at', at: at.toISOString() } })
    const launched = await must(s.owner.post(`/api/v1/campaigns/${id}/launch`))
    expect(launched).toMatchObject({ state: 'scheduled', dueAt: at.toISOString() })
    expect((await s.owner.get(`/api/v1/campaigns/${id}`)).body.state).toBe('scheduled')
    await s.world.reached(id, 'completed')
    const late = (await run(launched.runId)).started_at.getTime() - at.getTime()
    expect(late).toBeGreaterThanOrEqual(0)
    expect(late).toBeLessThan(1000)
  })

  test('that is cancelled or paused before it does not start', async () => {
    const audience = await s.people(2, 'never.example')
    const at = new Date(Date.now() + 1200).toISOString()
    const cancelled = await s.world.campaign({ audience, schedule: { kind: 'at', at } })
    const paused = await s.world.campaign({ audience, schedule: { kind: 'at', at } })
    const marker = await s.world.campaign({
      audience,
      schedule: { kind: 'at', at: new Date(Date.parse(at) + 500).toISOString() },
    })
    for (const id of [cancelled, paused, marker]) await s.world.launch(id)
    await must(s.owner.post(`/api/v1/campaigns/${cancelled}/cancel`))
    await must(s.owner.post(`/api/v1/campaigns/${paused}/pause`))
    // One that was due after them has come to its end.
    await s.world.reached(marker, 'completed')
    const state = async (id: string) => (await s.owner.get(`/api/v1/campaigns/${id}`)).body.state
    expect([await state(cancelled), await state(paused)]).toEqual(['cancelled', 'paused'])
    const arrived = () => s.world.sandbox.messages({ limit: 1000 }).filter(({ to }) => to.endsWith('@never.example'))
    expect(arrived()).toHaveLength(2)
    await must(s.owner.post(`/api/v1/campaigns/${paused}/resume`))
    await s.world.reached(paused, 'completed')
    expect(arrived()).toHaveLength(4)
  })

  test('of the recipient is due zone by zone; who has none goes with the workspace', async () => {
    const zones = ['Asia/Tokyo', 'Asia/Tokyo', 'America/New_York', 'Pacific/Kiritimati', null, 'Europe/Paris']
    const audience = await live(6, 'waves.example', zones)
    // This very minute in Kiritimati (+14): past or present there, still to come everywhere else.
    const wall = DateTime.now().setZone('Pacific/Kiritimati').toFormat("yyyy-MM-dd'T'HH:mm")
    const id = await s.world.campaign({ audience, schedule: { kind: 'local', at: wall } })
    const runId = await s.world.launch(id)
    const rows = await settled(s.t, runId, { queued: 5, accepted: 1 })
    expect(rows.find((row) => row.state === 'accepted')?.address).toBe('p3@waves.example')
    const chunks = await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
      trx('chunks as c')
        .join('run_waves as w', (join) => join.on('w.run_id', 'c.run_id').andOn('w.wave', 'c.wave'))
        .where({ 'c.run_id': runId, 'c.state': 'open' })
        .orderBy('c.due_at')
        .select('w.time_zone', 'c.size', 'c.due_at'),
    )
    expect(chunks).toEqual([
      { time_zone: 'Asia/Tokyo', size: 2, due_at: instantOf(wall, 'Asia/Tokyo') },
      { time_zone: 'Europe/Paris', size: 2, due_at: instantOf(wall, 'Europe/Paris') },
      { time_zone: 'America/New_York', size: 1, due_at: instantOf(wall, 'America/New_York') },
    ])
    await expectExactCounts(s.t, runId)
    await must(s.owner.post(`/api/v1/campaigns/${id}/cancel`))
    expect((await ledgerOf(s.t, runId)).filter((row) => row.state === 'cancelled')).toHaveLength(5)
    await expectExactCounts(s.t, runId)
  })
})
