import { mkdtemp } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { readState } from '../../core/sandbox/state.ts'
import { runSandboxes } from '../../core/sandbox.ts'
import { connect, ticketOf } from '../live/socket-client.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { type CampaignWorld, createCampaignWorld, runWorker } from '../support/campaign-world.ts'

const BOX = '/api/v1/sandbox/messages'
let t: TestApp
let world: CampaignWorld
let campaignId: string
const parts: { close(): Promise<unknown> }[] = []

beforeAll(async () => {
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  const dataDir = await mkdtemp(join(inject('testFolder'), 'mailbox-'))
  t = await createTestApp({ config: { dataDir, port, publicUrl, trackingUrl: publicUrl } })
  await t.app.listen({ port, host: '127.0.0.1' })
  parts.push(await runSandboxes(t.config), await runWorker(t.config))
  world = await createCampaignWorld(t, 3)
  parts.push(world)
  await t.core.db.direct(t.workspaceId, (client) =>
    client.query(
      `INSERT INTO consent_events (workspace_id, contact_id, channel, purpose, action, source, wording_id)
       SELECT workspace_id, contact_id, channel, 'tracking', 'given', source, wording_id FROM consent_events WHERE purpose = 'marketing'`,
    ),
  )
  campaignId = await world.campaign()
})
afterAll(async () => {
  for (const part of parts.toReversed()) await part.close()
  await t.close()
})

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    }),
  )
}

const kinds = async () => (await t.as('owner').get(`/api/v1/campaigns/${campaignId}/rollup`)).body.kinds
const counted = (kind: string) =>
  expect.poll(async () => (await kinds())[kind] ?? 0, { timeout: 10_000 }).toBeGreaterThan(0)

test('without an account at a stand-in there is nothing to see and nothing to set', async () => {
  const owner = t.as('owner')
  expect((await owner.get('/api/v1/sandbox')).body).toMatchObject({ available: false, running: true })
  expect((await owner.get(BOX)).body).toEqual({ data: [], next: null })
  const refused = await owner.post('/api/v1/sandbox/behave', { provider: 'smtp', faults: {} })
  expect([refused.status, refused.body.code]).toEqual([409, 'not_ready'])
  expect((await owner.delete(BOX)).status).toBe(409)
})

test('an account at a stand-in is added by its name alone, and keeps to the stand-in', async () => {
  const owner = t.as('owner')
  const settings = { host: 'smtp.example.com', fromEmail: 'news@shop.example' }
  const { status, body } = await owner.post('/api/v1/sandbox/accounts', { provider: 'smtp', name: 'Try', settings })
  expect(status).toBe(201)
  const { port } = readState(t.config.dataDir).settings.smtp!
  expect(body).toMatchObject({ sandbox: true, settings: { host: '127.0.0.1', port, fromEmail: 'news@shop.example' } })
  expect((await owner.get('/api/v1/sandbox')).body.available).toBe(true)
  expect((await owner.post('/api/v1/sandbox/accounts', { provider: 'nobody', name: 'Try' })).status).toBe(409)
})

test('whoever watches the mailbox is told of what arrives; it is paged and searched', async () => {
  const owner = t.as('owner')
  const { port } = readState(t.config.dataDir).settings.smtp!
  await owner.patch(`/api/v1/accounts/${world.accountId}`, { settings: { port } })
  const watcher = connect(`${t.config.publicUrl.replace('http', 'ws')}/api/v1/live`, await ticketOf(t, 'reader'))
  await watcher.until((m) => m.type === 'ready')
  watcher.say({ type: 'subscribe', topic: 'sandbox' })
  const first = await watcher.until((m) => m.topic === 'sandbox')
  expect(first.data).toEqual({ running: true, latest: null, at: null })
  await world.launch(campaignId)
  const told = await watcher.until((m) => m.topic === 'sandbox' && m.data.latest === 'smtp-3')
  expect(told.data.running).toBe(true)
  watcher.socket.close()
  await world.reached(campaignId, 'completed')

  const all = (await owner.get(BOX)).body.data
  expect(all.map((one: any) => one.id)).toEqual(['smtp-3', 'smtp-2', 'smtp-1'])
  expect(all[0]).toMatchObject({ title: 'News for Ana', campaignId, provider: 'smtp' })
  const page = (await owner.get(`${BOX}?limit=2`)).body
  const rest = (await owner.get(`${BOX}?limit=2&cursor=${page.next}`)).body
  expect([...page.data, ...rest.data]).toEqual(all)
  expect(rest.next).toBeNull()
  expect((await owner.get(`${BOX}?q=P1@`)).body.data.map((one: any) => one.to)).toEqual(['p1@inbox.example'])
  expect((await owner.get(`${BOX}?q=news%20for`)).body.data).toHaveLength(3)
  expect((await owner.get(`${BOX}?q=nothing`)).body.data).toEqual([])
  expect((await owner.get(`${BOX}?campaignId=${campaignId}`)).body.data).toHaveLength(3)
  expect((await owner.get(`${BOX}?campaignId=${t.workspaceId}`)).body.data).toEqual([])
  expect((await owner.get(`${BOX}?cursor=bad`)).status).toBe(400)
  expect((await t.as('owner', 'other').get(BOX)).body.data).toEqual([])
})

test('a message is shown as its recipient sees it, with what can be done with it', async () => {
  const { body } = await t.as('reader').get(`${BOX}/smtp-1`)
  expect(body.view.html).toContain('Hello Ana')
  expect(body.view.text).toContain('Hello Ana')
  expect(body.view.headers).toContainEqual({ name: 'Subject', value: 'News for Ana' })
  expect(body.possible).toMatchObject({ open: true, unsubscribe: true, bounce: true, complaint: true })
  expect(body.possible.links).toHaveLength(1)
  expect((await t.as('owner', 'other').get(`${BOX}/smtp-1`)).status).toBe(404)
  expect((await t.as('reader').get(`${BOX}/smtp-1/attachments/0`)).status).toBe(404)
})

test('what is done with a message moves its campaign', async () => {
  const act = async (id: string, body: object) => (await t.as('owner').post(`${BOX}/${id}/act`, body)).body
  // A moment after sending, the tracker takes a click for a machine's, and that is said.
  const click = await act('smtp-1', { action: 'click' })
  expect(click).toMatchObject({ action: 'click', status: 302, location: 'https://shop.example.com/sale' })
  await counted(click.outcome === 'done' ? 'clicked' : 'machine_clicked')
  await t.core.db.direct(t.workspaceId, (c) => c.query("UPDATE messages SET at = at - interval '1 minute'"))
  expect((await act('smtp-3', { action: 'click', link: 0 })).status).toBe(302)
  expect((await act('smtp-3', { action: 'open' })).status).toBe(200)
  await counted('clicked')
  await counted('opened')
  expect(await act('smtp-2', { action: 'unsubscribe' })).toMatchObject({ outcome: 'done' })
  await counted('unsubscribed')
  const { contactId } = (await t.as('owner').get(`${BOX}/smtp-2`)).body
  const { states } = (await t.as('owner').get(`/api/v1/contacts/${contactId}/consents`)).body
  expect(states.find((one: any) => one.purpose === 'marketing').state).toBe('withdrawn')
  expect((await act('smtp-1', { action: 'click', link: 7 })).code).toBe('conflict')
  expect((await t.as('reader').post(`${BOX}/smtp-1/act`, { action: 'open' })).status).toBe(403)
  expect((await t.as('owner', 'other').post(`${BOX}/smtp-1/act`, { action: 'open' })).status).toBe(404)
})

test('a bounce and a complaint are made, and it is said that nobody reads them yet', async () => {
  const owner = t.as('owner')
  const bounce = (await owner.post(`${BOX}/smtp-3/act`, { action: 'bounce' })).body
  expect(bounce.outcome).toBe('report_only')
  expect(bounce.report).toContain('report-type=delivery-status')
  const complaint = (await owner.post(`${BOX}/smtp-3/act`, { action: 'complaint' })).body
  expect(complaint.report).toContain('Feedback-Type: abuse')
})

test('the switchboard shows how a stand-in behaves, and takes it back', async () => {
  const owner = t.as('owner')
  const state = async () => (await owner.get('/api/v1/sandbox')).body.data[0]
  const before = await state()
  expect(before).toMatchObject({ provider: 'smtp', channel: 'email', faults: {} })
  expect(before.schema.properties.rules).toBeDefined()
  for (const { id, faults } of before.presets) {
    expect((await owner.post('/api/v1/sandbox/behave', { provider: 'smtp', faults })).status, id).toBe(204)
    const now = await state()
    expect(now.presets.filter((one: any) => one.on).map((one: any) => one.id)).toEqual([id])
    expect(now.faults).toEqual(faults)
  }
  expect((await owner.post('/api/v1/sandbox/behave', { provider: 'smtp', faults: {} })).status).toBe(204)
  expect((await state()).presets.some((one: any) => one.on)).toBe(false)
})
