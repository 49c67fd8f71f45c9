import { DateTime } from 'luxon'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { leaseChunk } from '../../core/messages/chunks.ts'
import { claimGroup } from '../../core/messages/claim.ts'
import { STATE } from '../../core/messages/states.ts'
import { expectExactCounts, hurry, ledgerOf, settled, tally, until } from '../support/ledger.ts'
import { createStage, must, type Stage } from './support.ts'

const TOKYO = 'Asia/Tokyo'
const clock = (zone: string, minutes: number) => DateTime.now().setZone(zone).plus({ minutes }).toFormat('HH:mm')
/** It has been quiet in Tokyo for an hour, and will be for two more; in Paris and New York, 7 and 13 hours away, it is not. */
const quietInTokyo = () => ({ from: clock(TOKYO, -60), to: clock(TOKYO, 120) })
const endInTokyo = ({ to }: { to: string }) => {
  const [hour, minute] = to.split(':').map(Number)
  const end = DateTime.now().setZone(TOKYO).set({ hour: hour!, minute: minute!, second: 0, millisecond: 0 })
  return (end.toMillis() > Date.now() ? end : end.plus({ days: 1 })).toJSDate()
}

async function live(s: Stage, domain: string, zones: readonly (string | null)[]) {
  const audience = await s.people(zones.length, domain)
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

describe('quiet hours', () => {
  let s: Stage
  beforeAll(async () => {
    s = await createStage()
  })
  afterAll(() => s?.close())
  const events = (runId: string) =>
    s.t.core.db.tenant(s.t.workspaceId, (trx) => trx('delivery_events').where({ run_id: runId, kind: 'deferred' }))

  test('let those wait whose clock stands in them, and send to all others at once', async () => {
    const quietHours = quietInTokyo()
    // Nobody knows where the last two live, or what the zone is: they go with the workspace, in Paris.
    const audience = await live(s, 'night.example', [TOKYO, 'America/New_York', TOKYO, null, 'Mars/Olympus'])
    const id = await s.world.campaign({ audience, limits: { quietHours } })
    const check = (await s.owner.get(`/api/v1/campaigns/${id}/check`)).body
    expect(check).toMatchObject({ ready: true, explanation: { reachable: 5 } })
    expect(check.explanation.steps).toEqual([{ step: 0, channel: 'email', sendable: 5, excluded: {}, waiting: 2 }])

    const runId = await s.world.launch(id)
    const rows = await settled(s.t, runId, { accepted: 3, deferred: 2 })
    const waiting = rows.filter((row) => row.state === 'deferred')
    for (const row of waiting) {
      expect(row).toMatchObject({ reason: 'quiet_hours', attempt: 0 })
      expect(row.notBefore).toEqual(endInTokyo(quietHours))
    }
    expect(waiting.map((row) => row.address)).toEqual(['p0@night.example', 'p2@night.example'])
    expect(await events(runId)).toMatchObject(Array(2).fill({ data: { class: 'quiet_hours' } }))
    await expectExactCounts(s.t, runId)
    const [chunk] = await s.t.core.db.tenant(s.t.workspaceId, (trx) => trx('chunks').where({ run_id: runId }))
    expect([chunk.state, chunk.due_at]).toEqual(['open', endInTokyo(quietHours)])

    // Asked again too early: they go on waiting, and nobody is told twice.
    await hurry(s.t, runId)
    await until(async () =>
      (await ledgerOf(s.t, runId)).every((row) => row.notBefore === null || row.notBefore > new Date()),
    )
    expect(await events(runId)).toHaveLength(2)
    await expectExactCounts(s.t, runId)

    await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
      trx('contacts').where({ time_zone: TOKYO }).update({ time_zone: 'America/New_York' }),
    )
    await hurry(s.t, runId)
    await s.world.reached(id, 'completed')
    expect((await ledgerOf(s.t, runId)).map((row) => [row.state, row.attempt])).toEqual(Array(5).fill(['accepted', 1]))
    await expectExactCounts(s.t, runId)
  })

  test('drop nobody but those whose message expires meanwhile', async () => {
    const audience = await live(s, 'expires.example', [TOKYO, 'America/New_York'])
    const id = await s.world.campaign({ audience, limits: { quietHours: quietInTokyo(), expiresHours: 1 } })
    const runId = await s.world.launch(id)
    await settled(s.t, runId, { accepted: 1, deferred: 1 })
    await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
      trx('runs').where({ id: runId }).update({ expires_at: trx.fn.now() }),
    )
    await s.world.reached(id, 'completed')
    expect(tally(await ledgerOf(s.t, runId))).toEqual({ accepted: 1, expired: 1 })
    await expectExactCounts(s.t, runId)
  })

  test('do not let the sleeping take the turns of those who are awake', async () => {
    const zones = Array.from({ length: 206 }, (_, i) => (i % 40 === 0 ? 'America/New_York' : TOKYO))
    const audience = await live(s, 'pace.example', zones)
    // At 2 a second the 200 who sleep would hold up the 6 others for more than a minute.
    const id = await s.world.campaign({ audience, limits: { quietHours: quietInTokyo(), perSecond: 2 } })
    const runId = await s.world.launch(id)
    await settled(s.t, runId, { accepted: 6, deferred: 200 })
    await must(s.owner.post(`/api/v1/campaigns/${id}/cancel`))
    await expectExactCounts(s.t, runId)
  })

  test('are judged at the time at which each is due', async () => {
    const audience = await live(s, 'due.example', [TOKYO, 'America/New_York', null])
    const waiting = async (plan: object) => {
      const id = await s.world.campaign({ audience, ...plan })
      return (await s.owner.get(`/api/v1/campaigns/${id}/check`)).body.explanation.steps[0].waiting
    }
    const limits = { quietHours: { from: '21:00', to: '08:00' } }
    const local = (at: string) => ({ limits, schedule: { kind: 'local' as const, at } })
    const day = DateTime.now().plus({ days: 3 }).toFormat('yyyy-MM-dd')
    expect(await waiting(local(`${day}T09:00`))).toBe(0)
    expect(await waiting(local(`${day}T07:59`))).toBe(3)
    // 14:00 in Paris: 21:00 or 22:00 in Tokyo, 08:00 or 09:00 in New York.
    const noon = DateTime.fromISO(`${day}T14:00`, { zone: 'Europe/Paris' }).toUTC().toISO()!
    expect(await waiting({ limits, schedule: { kind: 'at', at: noon } })).toBe(1)
    expect(await waiting({ schedule: { kind: 'at', at: noon } })).toBeUndefined()
  })

  test('that never end are refused, and so are times that are none', async () => {
    const id = await s.world.campaign({ limits: { quietHours: { from: '08:00', to: '08:00' } } })
    const { problems } = (await s.owner.get(`/api/v1/campaigns/${id}/check`)).body
    expect(problems).toContainEqual(expect.objectContaining({ field: '/plan/limits/quietHours', code: 'never' }))
    const draft = (quietHours: object) =>
      s.owner.post('/api/v1/campaigns', { name: 'x', plan: { limits: { quietHours } } })
    for (const wrong of [{ from: '24:00', to: '08:00' }, { from: '8:00', to: '09:00' }, { from: '08:00' }])
      expect((await draft(wrong)).status, JSON.stringify(wrong)).toBe(422)
    expect((await draft({ from: '08:00', to: '09:00', days: ['sunday'] })).status).toBe(422)
    expect((await draft({ from: '08:00', to: '09:00', days: ['sun'] })).status).toBe(201)
  })
})

describe('single messages', () => {
  let s: Stage
  beforeAll(async () => {
    s = await createStage({ worker: false })
  })
  afterAll(() => s?.close())

  test('leave at any hour, unless asked otherwise; the claim itself asks for the hour', async () => {
    await live(s, 'single.example', [TOKYO, 'America/New_York', null])
    const recipients = [0, 1, 2].map((i) => ({ address: `p${i}@single.example` }))
    const content = { en: { subject: 'Code', html: '<p>1</p>' } }
    const send = async (more: object) => {
      const { data } = await must(
        s.owner.post('/api/v1/messages/bulk', { channel: 'email', content, recipients, ...more }),
      )
      const runId = data[0].id.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
      return { runId, contacts: data.map((one: any) => one.contactId) as string[] }
    }
    const { core, workspaceId } = s.t
    const email = core.registries.channels.get('email')!
    const claim = async (quiet: object | undefined, sent: { runId: string; contacts: string[] }) => {
      const lease = (await leaseChunk(core.db, { workspaceId, runId: sent.runId, step: 0 }, 'test', 30))!
      const question = { channel: email, purpose: 'transactional', basis: 'transactional', quiet } as const
      const group = sent.contacts.map((contactId) => ({ contactId, was: STATE.queued }))
      const claimed = await core.db.probing(
        workspaceId,
        (client) => claimGroup(client, lease, question as Parameters<typeof claimGroup>[2], group),
        { hashed: true },
      )
      return sent.contacts.map((id) => claimed.find((one) => one.contactId === id)!.state)
    }
    const quietHours = quietInTokyo()
    const asked = await send({ quietHours })
    const [run] = await core.db.tenant(workspaceId, (trx) => trx('runs').where({ id: asked.runId }))
    expect(run.snapshot.limits).toEqual({ quietHours })
    expect(await claim(quietHours, asked)).toEqual([STATE.deferred, STATE.sending, STATE.sending])
    const row = (await ledgerOf(s.t, asked.runId))[0]!
    expect(row).toMatchObject({
      state: 'deferred',
      reason: 'quiet_hours',
      attempt: 0,
      notBefore: endInTokyo(quietHours),
    })

    const plain = await send({})
    expect(await claim(undefined, plain)).toEqual(Array(3).fill(STATE.sending))
    const never = { channel: 'email', content, recipients, quietHours: { from: '01:00', to: '01:00' } }
    expect((await s.owner.post('/api/v1/messages/bulk', never)).status).toBe(422)
  })
})
