import { afterAll, beforeAll, expect, test } from 'vitest'
import { raiseAlert, resolveAlert } from '../../core/events/alerts.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { type Client, connect, enter, listen, ticketOf } from './socket-client.ts'

let t: TestApp
let url: string
let state: { n: number; text?: string } = { n: 0 }

beforeAll(async () => {
  t = await createTestApp()
  t.core.live.registerSnapshot('campaign', async (workspaceId) => (workspaceId === t.workspaceId ? state : null))
  url = await listen(t)
})
afterAll(() => t.close())

async function watch(client: Client): Promise<string> {
  const topic = `campaign:${uuid7()}`
  client.say({ type: 'subscribe', topic })
  await client.until((m) => m.topic === topic)
  return topic
}

test('more than 20 messages in a second end the socket', async () => {
  const client = await enter(t, url, 'reader')
  for (let i = 0; i < 60; i++) client.say({ type: 'unsubscribe', topic: `campaign:${uuid7()}` })
  expect(await client.closed).toEqual({ code: 1008, reason: 'too many messages' })
})

test('more than 64 KiB, and what is not text, end the socket', async () => {
  const large = await enter(t, url, 'reader')
  large.say('x'.repeat(65_537))
  expect((await large.closed).code).toBe(1009)
  const binary = await enter(t, url, 'reader')
  binary.socket.send(Buffer.from('{}'))
  expect((await binary.closed).code).toBe(1008)
})

test('nonsense is answered, and the socket goes on', async () => {
  const client = await enter(t, url, 'reader')
  for (const nonsense of ['{', '[]', 'null', '{"type":"__proto__"}', '{"topic":"alerts"}']) client.say(nonsense)
  await client.until(() => client.messages.filter((m) => m.type === 'error').length === 5)
  await watch(client)
  client.socket.close()
})

test('a session has five sockets, another session has its own', async () => {
  const clients = await Promise.all([1, 2, 3, 4, 5].map(() => enter(t, url, 'contributor')))
  expect(await connect(url, await ticketOf(t, 'contributor')).closed).toEqual({
    code: 1008,
    reason: 'too many connections',
  })
  const other = await enter(t, url, 'admin')
  clients[0]!.socket.close()
  await clients[0]!.closed
  const again = await enter(t, url, 'contributor')
  for (const { socket } of [...clients, other, again]) socket.close()
})

test('a client that does not read is dropped; the others go on', async () => {
  const slow = await enter(t, url, 'reader')
  const quick = await enter(t, url, 'admin')
  const topic = await watch(slow)
  quick.say({ type: 'subscribe', topic })
  slow.socket.pause()
  let gone = false
  void slow.closed.then(() => {
    gone = true
  })
  // Too large for the bus, so each is read again: 2 MB a message fills what the kernel holds, then our own buffer.
  for (let n = 1; n <= 12; n++) {
    state = { n, text: 'x'.repeat(2_000_000) }
    t.core.live.publish({ workspaceId: t.workspaceId, topic })
    await quick.until((m) => m.data?.n === n)
  }
  state = { n: 0 }
  slow.socket.resume()
  expect((await slow.closed).code).toBe(1006)
  expect(gone).toBe(true)
  expect(slow.messages.length).toBeLessThan(12)
  quick.socket.close()
})

test('at most 4 a second and topic, whatever is published, and the last state arrives', async () => {
  const client = await enter(t, url, 'reader')
  const topic = await watch(client)
  const seen = client.messages.length
  const start = performance.now()
  const storm = Array.from({ length: 200 }, (_, i) => i + 1)
  // As from several workers: the bus's own throttle is passed by.
  for (const n of storm)
    await t.core.db.directSystem((c) =>
      c.query('SELECT pg_notify($1, $2)', [
        'carillon_live',
        JSON.stringify({ workspaceId: t.workspaceId, topic, data: { n } }),
      ]),
    )
  await client.until((m) => m.topic === topic && m.data?.n === 200)
  const got = client.messages.slice(seen).filter((m) => m.topic === topic)
  // However long it took: the first at once, then one a quarter of a second.
  expect(got.length).toBeLessThanOrEqual(2 + (performance.now() - start) / 249)
  expect(got.map((m) => m.sequence)).toEqual([...got.map((m) => m.sequence)].sort((a, b) => a - b))
  client.socket.close()
})

test('the socket ends with its session', async () => {
  const client = await enter(t, url, 'compliance')
  await t.core.db.system((trx) =>
    trx('sessions').where({ user_id: t.userIds.compliance }).update({ ended_at: trx.fn.now() }),
  )
  expect((await client.closed).code).toBe(4401)
})

test('a topic is taken back when the role loses it', async () => {
  const client = await enter(t, url, 'contributor')
  const topic = await watch(client)
  const own = { workspace_id: t.workspaceId, user_id: t.userIds.contributor }
  await t.core.db.system((trx) => trx('memberships').where(own).update({ role: 'agent' }))
  expect(await client.until((m) => m.type === 'refused')).toEqual({ type: 'refused', topic, code: 'forbidden' })
  await t.core.db.system((trx) => trx('memberships').where(own).update({ role: 'contributor' }))
  client.socket.close()
})

test('alerts are told with the commit, and not without it', async () => {
  const client = await enter(t, url, 'admin')
  client.say({ type: 'subscribe', topic: 'alerts' })
  await client.until((m) => m.topic === 'alerts')
  const subject = { workspaceId: t.workspaceId, kind: 'test.rolled_back', severity: 'error' as const }
  await t.core.db
    .tenant(t.workspaceId, async (trx) => {
      await raiseAlert(trx, subject)
      throw new Error('undone')
    })
    .catch(() => {})
  await t.core.db.tenant(t.workspaceId, (trx) => raiseAlert(trx, { ...subject, kind: 'test.stands' }))
  const told = await client.until((m) => m.data?.open === 1)
  expect(told.data.newest.map((alert: any) => alert.kind)).toEqual(['test.stands'])
  await t.core.db.tenant(t.workspaceId, (trx) => resolveAlert(trx, { ...subject, kind: 'test.stands' }))
  await client.until((m) => m.topic === 'alerts' && m.data.open === 0 && m.sequence > told.sequence)
  client.socket.close()
})

test('closing the server sends everybody elsewhere', async () => {
  const own = await createTestApp()
  const address = await listen(own)
  const client = await enter(own, address, 'reader')
  await own.close()
  expect((await client.closed).code).toBe(1001)
})
