import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyRejection } from '../../core/consent/rejections.ts'
import { createLinkSigner } from '../../core/events/tokens.ts'
import { sendKey } from '../../core/messages/key.ts'
import { STATE } from '../../core/messages/states.ts'
import { type Client, createTestApp, type TestApp } from '../support/app.ts'
import { addPeople, type CampaignWorld, createCampaignWorld, runWorker } from '../support/campaign-world.ts'
import { expectExactSums, rowsOf, until } from './world.ts'

/** R8: whoever stops between expansion and claim gets nothing after that commit, by whatever way they stop. */
let t: TestApp
let world: CampaignWorld
let compliance: Client
let worker: { close(): Promise<void> }
const PEOPLE = 60
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

beforeAll(async () => {
  t = await createTestApp()
  world = await createCampaignWorld(t, PEOPLE)
  compliance = t.as('compliance')
  worker = await runWorker(t.config)
}, 60_000)
afterAll(async () => {
  await worker?.close()
  await world?.close()
  await t?.close()
})

const unsubscribe = (run: string, person: string) =>
  t.anonymous.post(`/u/${createLinkSigner(t.core).makeToken(run, person, 0, 0)}`, 'List-Unsubscribe=One-Click', FORM)
const mainAddress = async (person: string) => (await rowsOf(t, 'addresses', { contact_id: person }))[0].value
const sent = (run: string, person: string) => world.sandbox.keys().get(sendKey(run, person, 0)) ?? 0
const slow = (perSecond: number) => world.campaign({ limits: { perSecond } } as any)
const expanded = (run: string) =>
  until('it was expanded', async () => (await rowsOf(t, 'runs', { id: run }))[0].expanded_at !== null)

type Stop = (run: string, person: string) => Promise<unknown>
const STOPS: Record<string, Stop> = {
  suppressed_unsubscribe: unsubscribe,
  suppressed_manual: async (_, person) =>
    compliance.post('/api/v1/suppressions', { kind: 'email', addresses: [await mainAddress(person)] }),
  suppressed_complaint: async (_, person) =>
    compliance.post('/api/v1/suppressions', {
      kind: 'email',
      channel: 'email',
      addresses: [await mainAddress(person)],
      reason: 'complaint',
    }),
  suppressed_bounce: (_, contactId) => reject('dead_address', contactId),
  suppressed_provider: (_, contactId) => reject('opted_out', contactId),
  objected: (_, person) => compliance.put(`/api/v1/contacts/${person}/objection`, { objected: true, reason: 'asked' }),
  held: (_, person) => compliance.put(`/api/v1/contacts/${person}/restriction`, { held: true, reason: 'asked' }),
  withdrawn: (_, person) =>
    compliance.post(`/api/v1/contacts/${person}/consents`, {
      action: 'withdrawn',
      purpose: 'marketing',
      channel: 'email',
      source: 'telephone',
    }),
  erased: (_, person) => compliance.post(`/api/v1/contacts/${person}/erase`),
  no_address: async (_, person) => {
    const [address] = await rowsOf(t, 'addresses', { contact_id: person })
    return t.as('owner').delete(`/api/v1/contacts/${person}/addresses/${address.id}`)
  },
  address_ended: async (_, person) => {
    const [address] = await rowsOf(t, 'addresses', { contact_id: person })
    return t.as('owner').patch(`/api/v1/contacts/${person}/addresses/${address.id}`, { state: 'ended' })
  },
}
const reject = (kind: 'dead_address' | 'opted_out', contactId: string) =>
  t.core.db.direct(t.workspaceId, (client) =>
    applyRejection(client, t.workspaceId, t.core.registries.channels.get('email')!, {
      kind,
      contactId,
      code: '5.1.1',
      reason: 'no such person',
    }),
  )

describe('between expansion and claim', () => {
  test('every way to stop is obeyed, with its reason, and all others get theirs', async () => {
    const id = await slow(1)
    const run = await world.launch(id)
    await expanded(run)
    await world.owner.post(`/api/v1/campaigns/${id}/pause`)
    await until('nothing is on the wire', async () => !(await rowsOf(t, 'messages', { run_id: run, state: 2 })).length)
    const queued = (await rowsOf(t, 'messages', { run_id: run, state: STATE.queued })).map((row) => row.contact_id)
    const ways = Object.entries(STOPS)
    expect(queued.length).toBeGreaterThan(ways.length * 2)
    const stopped: { reason: string; person: string }[] = []
    for (const [reason, stop] of ways)
      for (const person of [queued.pop()!, queued.pop()!]) {
        const answer: any = await stop(run, person)
        if (answer) expect(answer.status, reason).toBeLessThan(300)
        stopped.push({ reason, person })
      }
    await unlimited(run)
    await world.owner.post(`/api/v1/campaigns/${id}/resume`)
    await world.reached(id, 'completed')
    for (const { reason, person } of stopped) {
      expect(sent(run, person), reason).toBe(0)
      if (reason !== 'erased')
        expect(await rowsOf(t, 'messages', { run_id: run, contact_id: person }), reason).toMatchObject([
          { state: STATE.suppressed, reason },
        ])
    }
    const { body } = await world.owner.get(`/api/v1/campaigns/${id}/progress`)
    expect(body).toMatchObject({
      audience: PEOPLE,
      states: { accepted: PEOPLE - stopped.length, suppressed: stopped.length },
      reasons: Object.fromEntries(ways.map(([reason]) => [reason, 2])),
    })
    await expectExactSums(t)
  })

  test('the next campaign says the same of the same people, at expansion; so does a message by API', async () => {
    const id = await world.campaign()
    const run = await world.launch(id)
    await world.reached(id, 'completed')
    const { body } = await world.owner.get(`/api/v1/campaigns/${id}/progress`)
    const ways = Object.keys(STOPS).filter((reason) => reason !== 'erased')
    expect(body.reasons).toEqual(Object.fromEntries(ways.map((reason) => [reason, 2])))
    const ledger = await rowsOf(t, 'messages', { run_id: run })
    const people = ledger.map((row) => row.contact_id)
    const answers = await world.owner.post('/api/v1/messages/bulk', {
      channel: 'email',
      content: { en: { subject: 'x', html: '<p>x</p>' } },
      purpose: 'marketing',
      basis: 'consent',
      recipients: people.map((contactId) => ({ contactId })),
    })
    expect(answers.status).toBe(202)
    const said = new Map(answers.body.data.map((answer: any) => [answer.contactId, answer.reason]))
    for (const row of ledger) expect(said.get(row.contact_id) ?? null, row.contact_id).toBe(row.reason)
  })

  test('while it runs: whoever waits after the commit of the unsubscription gets nothing', async () => {
    const list = await world.owner.post('/api/v1/lists', { name: 'running' })
    await addPeople(t, list.body.id, 40, 'running.example')
    const id = await world.campaign({
      audience: { include: [{ source: 'list', definition: { listId: list.body.id } }], exclude: [] },
      limits: { perSecond: 10 },
    } as any)
    const run = await world.launch(id)
    await expanded(run)
    await until('it sends', async () => (await rowsOf(t, 'messages', { run_id: run, state: 3 })).length > 0)
    const people = (await rowsOf(t, 'messages', { run_id: run })).map((row) => row.contact_id).sort()
    const waited: string[] = []
    // From the end, where nobody has been yet, towards the sender.
    for (const person of people.toReversed().slice(0, 20)) {
      expect((await unsubscribe(run, person)).status).toBe(200)
      const [message] = await rowsOf(t, 'messages', { run_id: run, contact_id: person })
      if ([STATE.queued, STATE.suppressed].includes(message.state)) waited.push(person)
    }
    expect(waited.length).toBeGreaterThan(5)
    await unlimited(run)
    await world.reached(id, 'completed')
    for (const person of waited) expect(sent(run, person)).toBe(0)
    await expectExactSums(t)
  })
})

/** The pace was only there to hold people back; a run that is read anew goes on without. */
const unlimited = (run: string) =>
  t.core.db.tenant(t.workspaceId, (trx) =>
    trx('runs')
      .where({ id: run })
      .update({ snapshot: trx.raw("snapshot #- '{limits,perSecond}'") }),
  )
