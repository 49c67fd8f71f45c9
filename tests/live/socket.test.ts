import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { uuid7 } from '../../core/infra/ids.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { connect, enter, listen, ticketOf } from './socket-client.ts'

let t: TestApp
let url: string
/** State of each campaign that there is: `<workspace>/<id>`. */
const states = new Map<string, unknown>()

function campaign(state: unknown, workspaceId = t.workspaceId) {
  const id = uuid7()
  states.set(`${workspaceId}/${id}`, state)
  return {
    topic: `campaign:${id}`,
    publish(next: unknown) {
      states.set(`${workspaceId}/${id}`, next)
      t.core.live.publish({ workspaceId, topic: `campaign:${id}`, data: next })
    },
  }
}
const count = (n: number) => (m: any) => m.type === 'state' && m.data.n === n

beforeAll(async () => {
  t = await createTestApp()
  t.core.live.registerSnapshot('campaign', async (workspaceId, id) => states.get(`${workspaceId}/${id}`) ?? null)
  url = await listen(t)
})
afterAll(() => t.close())
beforeEach(() => states.clear())

describe('coming in', () => {
  test('a ticket in the handshake, and one in the first message', async () => {
    const first = await enter(t, url, 'reader')
    expect(first.socket.protocol).toBe('carillon')
    const second = connect(url, null)
    second.socket.on('open', async () => second.say({ type: 'open', ticket: await ticketOf(t, 'reader') }))
    await second.until((m) => m.type === 'ready')
    first.socket.close()
    second.socket.close()
  })

  test('a ticket is good once', async () => {
    const ticket = await ticketOf(t, 'reader')
    const first = connect(url, ticket)
    await first.until((m) => m.type === 'ready')
    expect((await connect(url, ticket).closed).code).toBe(401)
    const later = connect(url, null)
    later.socket.on('open', () => later.say({ type: 'open', ticket }))
    expect((await later.closed).code).toBe(4401)
    first.socket.close()
  })

  test('old, made-up and missing tickets are refused', async () => {
    const ticket = await ticketOf(t, 'reader')
    await t.core.db.system(async (trx) => {
      const [row] = await trx('live_tickets').delete().returning('*')
      await trx('live_tickets').insert({ ...row, expires_at: new Date(Date.now() - 1000) })
    })
    expect((await connect(url, ticket).closed).code).toBe(401)
    expect((await connect(url, 'x'.repeat(43)).closed).code).toBe(401)
    const silent = connect(url, null)
    silent.socket.on('open', () => silent.say({ type: 'subscribe', topic: 'alerts' }))
    expect((await silent.closed).code).toBe(4401)
  })

  test('no ticket without a session: anonymous 401, API keys 403', async () => {
    expect((await t.anonymous.post('/api/v1/live/ticket')).status).toBe(401)
    const key = await t.withKey(['campaigns:read'])
    expect((await key.post('/api/v1/live/ticket')).status).toBe(403)
  })

  test('a page of another origin is refused, ours are let in', async () => {
    const at = async (origin: string) => connect(url, await ticketOf(t, 'reader'), { origin })
    expect((await (await at('https://evil.example')).closed).code).toBe(403)
    expect((await (await at('null')).closed).code).toBe(403)
    for (const origin of [new URL(t.config.publicUrl).origin, `http://${new URL(url).host}`]) {
      const client = await at(origin)
      await client.until((m) => m.type === 'ready')
      client.socket.close()
    }
  })

  test('without an upgrade it is told what this address is', async () => {
    const { status, body } = await t.anonymous.get('/api/v1/live')
    expect([status, body.code]).toEqual([400, 'bad_request'])
  })
})

describe('topics', () => {
  test('the state at once, then each change with a greater number', async () => {
    const one = campaign({ n: 1 })
    const client = await enter(t, url, 'reader')
    client.say({ type: 'subscribe', topic: one.topic })
    const first = await client.until(count(1))
    one.publish({ n: 2 })
    const second = await client.until(count(2))
    expect(first.topic).toBe(one.topic)
    expect(second.sequence).toBeGreaterThan(first.sequence)
    client.socket.close()
  })

  test('a message without data makes the state be read again', async () => {
    const one = campaign({ n: 1 })
    const client = await enter(t, url, 'reader')
    client.say({ type: 'subscribe', topic: one.topic })
    await client.until(count(1))
    states.set(`${t.workspaceId}/${one.topic.slice(9)}`, { n: 7 })
    t.core.live.publish({ workspaceId: t.workspaceId, topic: one.topic })
    await client.until(count(7))
    const large = { n: 8, text: 'x'.repeat(20_000) }
    one.publish(large)
    expect((await client.until(count(8))).data).toEqual(large)
    client.socket.close()
  })

  test('who comes back with the last number gets the newest only if it differs', async () => {
    const one = campaign({ n: 1 })
    const before = await enter(t, url, 'reader')
    before.say({ type: 'subscribe', topic: one.topic })
    const { sequence } = await before.until(count(1))
    before.socket.close()
    await before.closed
    const same = await enter(t, url, 'reader')
    same.say({ type: 'subscribe', topic: one.topic, last: sequence })
    expect(await same.until((m) => m.topic === one.topic)).toEqual({ type: 'current', topic: one.topic, sequence })
    one.publish({ n: 2 })
    await same.until(count(2))
    const behind = await enter(t, url, 'reader')
    behind.say({ type: 'subscribe', topic: one.topic, last: sequence })
    const newest = await behind.until((m) => m.topic === one.topic)
    expect(newest).toMatchObject({ type: 'state', data: { n: 2 } })
    expect(newest.sequence).toBeGreaterThan(sequence)
    same.socket.close()
    behind.socket.close()
  })

  test('what others own, what is not there and what is malformed is refused', async () => {
    const foreign = campaign({ n: 1 }, t.otherWorkspaceId)
    const client = await enter(t, url, 'owner')
    const refusal = async (topic: unknown) => {
      const seen = client.messages.length
      client.say({ type: 'subscribe', topic })
      await client.until((m) => m.type === 'refused' && client.messages.indexOf(m) >= seen)
      return client.messages.at(-1).code
    }
    expect(await refusal(foreign.topic)).toBe('not_found')
    expect(await refusal(`campaign:${uuid7()}`)).toBe('not_found')
    expect(await refusal('campaign:1')).toBe('bad_request')
    expect(await refusal('constructor')).toBe('bad_request')
    expect(await refusal('alerts:x')).toBe('bad_request')
    expect(await refusal(42)).toBe('bad_request')
    foreign.publish({ n: 2 })
    const mine = campaign({ n: 3 })
    client.say({ type: 'subscribe', topic: mine.topic })
    await client.until(count(3))
    mine.publish({ n: 4 })
    await client.until(count(4))
    expect(client.messages.filter((m) => m.topic === foreign.topic && m.type !== 'refused')).toEqual([])
    client.socket.close()
  })

  test('a role sees what it may see', async () => {
    const one = campaign({ n: 1 })
    const agent = await enter(t, url, 'agent')
    agent.say({ type: 'subscribe', topic: one.topic })
    expect(await agent.until((m) => m.type === 'refused')).toMatchObject({ topic: one.topic, code: 'forbidden' })
    agent.say({ type: 'subscribe', topic: 'alerts' })
    expect((await agent.until((m) => m.topic === 'alerts')).data).toEqual({ open: 0, newest: [] })
    agent.socket.close()
  })

  test('no more after unsubscribe', async () => {
    const [one, two] = [campaign({ n: 1 }), campaign({ n: 10 })]
    const client = await enter(t, url, 'reader')
    for (const { topic } of [one, two]) client.say({ type: 'subscribe', topic })
    await client.until(count(1))
    await client.until(count(10))
    client.say({ type: 'unsubscribe', topic: one.topic })
    // Answered in order: when this is refused, the unsubscribe is done.
    client.say({ type: 'subscribe', topic: 'nothing' })
    await client.until((m) => m.type === 'refused')
    one.publish({ n: 2 })
    two.publish({ n: 11 })
    await client.until(count(11))
    two.publish({ n: 12 })
    await client.until(count(12))
    expect(client.messages.some(count(2))).toBe(false)
    client.socket.close()
  })
})
