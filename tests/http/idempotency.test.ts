import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Problem } from '../../core/errors.ts'
import { pruneIdempotencyKeys, withIdempotency } from '../../core/http/idempotency.ts'
import { limits } from '../../core/http/limits.ts'
import { createServer } from '../../core/http/server.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { authenticate } from '../../core/workspaces/authenticate.ts'
import { type Client, clientOf, createTestApp, type TestApp } from '../support/app.ts'

/** A route as a room writes one: it makes an alert, waits where the test says so, and may fail. */
let t: TestApp
let app: FastifyInstance
let client: Client
let gate: Promise<void> = Promise.resolve()
let fail = false
let reached: () => void = () => {}

beforeAll(async () => {
  t = await createTestApp()
  const server = await createServer(t.core)
  await server.register(limits)
  await server.register(authenticate)
  server.post(
    '/alerts',
    { config: { permission: 'alerts:write' }, schema: { body: Type.Object({ kind: Type.String() }) } },
    (request, reply) => {
      reply.code(201)
      return withIdempotency(request, reply, async (trx) => {
        const [row] = await trx('alerts')
          .insert({
            workspace_id: request.actor.workspaceId,
            kind: request.body.kind,
            severity: 'info',
            object_type: 'test',
            object_id: uuid7(),
          })
          .returning('id')
        reached()
        await gate
        if (fail) throw new Problem('conflict', 'Not now.')
        return { id: row.id, text: 'é" \u2028' }
      })
    },
  )
  await server.ready()
  app = server as never
  client = clientOf(app, async () => ({ authorization: `Bearer ${await t.token('owner')}` }))
})
afterAll(async () => {
  await app.close()
  await t.close()
})
beforeEach(() => {
  gate = Promise.resolve()
  fail = false
})

const post = (key: string | undefined, kind = 'a', who = client) =>
  who.post('/alerts', { kind }, key === undefined ? {} : { 'idempotency-key': key })
const alerts = () => t.core.db.system(async (trx) => (await trx('alerts').select('id')).length)
const age = (key: string, interval: string) =>
  t.core.db.system((trx) =>
    trx('idempotency_keys')
      .where({ key })
      .update({ created_at: trx.raw(`created_at - interval '${interval}'`) }),
  )

test('the same request again gets the first answer, and is done once', async () => {
  const before = await alerts()
  const first = await post('one')
  expect(first.status).toBe(201)
  expect(first.headers['idempotency-replayed']).toBeUndefined()
  const again = await post('one')
  expect(again.status).toBe(201)
  expect(again.headers['idempotency-replayed']).toBe('true')
  expect(again.body).toEqual(first.body)
  expect(await alerts()).toBe(before + 1)
})

test('without a key each request is one of its own', async () => {
  const before = await alerts()
  await post(undefined)
  await post(undefined)
  expect(await alerts()).toBe(before + 2)
})

test('another body, or another caller, under the same key is refused', async () => {
  await post('two')
  const other = await post('two', 'b')
  expect(other.status).toBe(422)
  expect(other.body.code).toBe('idempotency_mismatch')
  const admin = clientOf(app, async () => ({ authorization: `Bearer ${await t.token('admin')}` }))
  expect((await post('two', 'a', admin)).status).toBe(422)
})

test('the same key in another workspace is another key', async () => {
  const first = await post('three')
  const elsewhere = clientOf(app, async () => ({ authorization: `Bearer ${await t.token('owner', 'other')}` }))
  const other = await post('three', 'a', elsewhere)
  expect(other.status).toBe(201)
  expect(other.body.id).not.toBe(first.body.id)
})

test('while the first is at work the second is told so, and later gets the answer', async () => {
  let open = () => {}
  gate = new Promise((go) => {
    open = go
  })
  const inside = new Promise<void>((go) => {
    reached = go
  })
  const first = post('four')
  await inside
  const second = await post('four')
  expect(second.status).toBe(409)
  expect(second.body.code).toBe('in_progress')
  expect(second.headers['retry-after']).toBe('1')
  open()
  expect((await first).status).toBe(201)
  expect((await post('four')).body).toEqual((await first).body)
})

test('a hundred at once do it once', async () => {
  const before = await alerts()
  const answers = await Promise.all(Array.from({ length: 100 }, () => post('many')))
  expect(new Set(answers.map((a) => a.status))).toEqual(new Set([201, 409]))
  expect(new Set(answers.filter((a) => a.status === 201).map((a) => a.body.id)).size).toBe(1)
  expect(await alerts()).toBe(before + 1)
})

test('a failure leaves nothing behind and may be tried again', async () => {
  const before = await alerts()
  fail = true
  expect((await post('five')).status).toBe(409)
  expect(await alerts()).toBe(before)
  fail = false
  expect((await post('five')).status).toBe(201)
  expect(await alerts()).toBe(before + 1)
})

test('what a killed process had begun may be begun anew after two minutes, and the late first one is undone', async () => {
  let open = () => {}
  gate = new Promise((go) => {
    open = go
  })
  const inside = new Promise<void>((go) => {
    reached = go
  })
  const before = await alerts()
  const slow = post('six')
  await inside
  await age('six', '3 minutes')
  gate = Promise.resolve()
  const second = await post('six')
  expect(second.status).toBe(201)
  open()
  expect((await slow).status).toBe(409)
  expect(await alerts()).toBe(before + 1)
  expect((await post('six')).body).toEqual(second.body)
})

test('a key is forgotten after a day', async () => {
  const first = await post('seven')
  await age('seven', '25 hours')
  const later = await post('seven', 'other body')
  expect(later.status).toBe(201)
  expect(later.body.id).not.toBe(first.body.id)
  await post('eight')
  await age('eight', '25 hours')
  expect(await pruneIdempotencyKeys(t.core)).toBe(1)
  expect((await post('seven', 'other body')).headers['idempotency-replayed']).toBe('true')
})

test('a key that is none is refused with its place', async () => {
  for (const key of ['', 'a b', 'é', 'x'.repeat(256)]) {
    const answer = await post(key)
    expect(answer.status, key).toBe(422)
    expect(answer.body.errors[0].field).toBe('headers/idempotency-key')
  }
})
