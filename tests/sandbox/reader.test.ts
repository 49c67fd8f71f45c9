import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { habitOf } from '../../core/sandbox/habits.ts'
import { addressesIn } from '../../core/sandbox/mailbox/visit.ts'
import { readState } from '../../core/sandbox/state.ts'
import { runSandboxes } from '../../core/sandbox.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createCampaignWorld, runWorker } from '../support/campaign-world.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp({ config: { dataDir: await mkdtemp(join(inject('testFolder'), 'reader-')) } })
})
afterAll(() => t.close())

test('a person does the same with the same campaign, and no two do the same', () => {
  const people = Array.from({ length: 2_000 }, (_, i) => `p${i}@inbox.example`)
  const habits = people.map((person) => habitOf(1, 'run', person))
  expect(people.map((person) => habitOf(1, 'run', person))).toEqual(habits)
  expect(people.map((person) => habitOf(2, 'run', person))).not.toEqual(habits)
  const opens = habits.filter((habit) => habit.open !== null)
  expect(opens.length / people.length).toBeCloseTo(0.58, 1)
  // Sooner, the tracker would take them for machines.
  for (const { open, clicks } of opens) {
    expect(open).toBeGreaterThan(5_000)
    for (const { at } of clicks) expect(at).toBeGreaterThan(open!)
  }
})

test('finds our addresses in a mail as it is sent, whole and once, and none of others', () => {
  const token = 'a'.repeat(64)
  const url = `http://localhost:3000/c/${token}/1`
  const raw = `List-Unsubscribe: <http://localhost:3000/u/${token}>\r\n\r\n<a href=3D"${url.slice(0, 40)}=\r\n${url.slice(40)}">a</a> ${url}\r\nhttp://evil.example/c/${token}/1`
  expect(addressesIn(raw, 'http://localhost:3000')).toEqual({
    clicks: [url],
    pixel: null,
    unsubscribe: `http://localhost:3000/u/${token}`,
  })
})

test('a workspace sees what arrived of its own campaigns, and no other one does; real people are not played', async () => {
  const sandboxes = await runSandboxes(t.config)
  const worker = await runWorker(t.config)
  const world = await createCampaignWorld(t, 5)
  try {
    const { port } = readState(t.config.dataDir).settings.smtp!
    const owner = t.as('owner')
    await owner.patch(`/api/v1/accounts/${world.accountId}`, { settings: { port } })
    const id = await world.campaign()
    await world.launch(id)
    await world.reached(id, 'completed')
    const { body } = await owner.get('/api/v1/sandbox/messages')
    expect(body.data.map((message: any) => message.to).sort()).toEqual(
      [0, 1, 2, 3, 4].map((i) => `p${i}@inbox.example`),
    )
    expect((await owner.get('/api/v1/sandbox')).body.data).toMatchObject([{ provider: 'smtp', accepted: 5 }])
    const one = body.data[0]
    expect((await owner.get(`/api/v1/sandbox/messages?to=${one.to}`)).body.data).toEqual([one])
    expect((await owner.get(`/api/v1/sandbox/messages/${one.id}`)).body.raw).toContain('X-Carillon-Key')
    const other = t.as('owner', 'other')
    expect((await other.get('/api/v1/sandbox/messages')).body.data).toEqual([])
    expect((await other.get(`/api/v1/sandbox/messages/${one.id}`)).status).toBe(404)
    const { control } = readState(t.config.dataDir)
    const reader = await fetch(`http://127.0.0.1:${control!.port}/reader`, {
      headers: { authorization: `Bearer ${control!.token}` },
    })
    expect(await reader.json()).toEqual({ waiting: 0, opened: 0, clicked: 0, unsubscribed: 0 })
    await owner.post('/api/v1/sandbox/accounts', { provider: 'smtp', name: 'Try' })
    expect((await owner.delete('/api/v1/sandbox/messages')).status).toBe(204)
    expect((await owner.get('/api/v1/sandbox/messages')).body.data).toEqual([])
  } finally {
    await world.close()
    await worker.close()
    await sandboxes.close()
  }
})
