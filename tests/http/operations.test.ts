import { Writable } from 'node:stream'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../core/app.ts'
import { limits } from '../../core/http/limits.ts'
import { observe } from '../../core/http/observe.ts'
import { createServer } from '../../core/http/server.ts'
import { authenticate } from '../../core/workspaces/authenticate.ts'
import { clientOf, createTestApp, type TestApp, testConfig } from '../support/app.ts'
import { createTestDatabase, withDatabase } from '../support/database.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t.close())

describe('health', () => {
  test('the process answers', async () => {
    expect((await t.anonymous.get('/healthz')).body).toEqual({ status: 'ok' })
  })

  test('ready: database there and schema up to date', async () => {
    const answer = await t.anonymous.get('/readyz')
    expect(answer).toMatchObject({ status: 200, body: { status: 'ok', checks: { database: 'ok', migrations: 'ok' } } })
  })

  test('not ready while a migration is missing, then ready', async () => {
    const database = await createTestDatabase()
    const app = await buildApp(testConfig(database.url))
    const client = clientOf(app)
    await onOwner(
      database.url,
      'ALTER TABLE migrations RENAME TO migrations_kept; CREATE TABLE migrations AS SELECT * FROM migrations_kept WHERE id = 1',
    )
    const answer = await client.get('/readyz')
    expect(answer.status).toBe(503)
    expect(answer.body.checks).toEqual({ database: 'ok', migrations: 'failed' })
    await onOwner(database.url, 'DROP TABLE migrations; ALTER TABLE migrations_kept RENAME TO migrations')
    expect((await client.get('/readyz')).status).toBe(200)
    await app.close()
    await database.drop()
  })

  test('not ready while its database takes nobody in, and ready again by itself', async () => {
    const database = await createTestDatabase()
    const app = await buildApp(testConfig(database.url))
    const client = clientOf(app)
    expect((await client.get('/readyz')).status).toBe(200)
    const name = new URL(database.url).pathname.slice(1)
    const server = withDatabase(database.url, 'postgres')
    await onOwner(server, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
    await onOwner(server, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
    const away = await client.get('/readyz')
    expect(away).toMatchObject({ status: 503, body: { status: 'unavailable', checks: { database: 'failed' } } })
    expect((await client.get('/healthz')).status).toBe(200)
    await onOwner(server, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
    await expect.poll(async () => (await client.get('/readyz')).status, { timeout: 10_000 }).toBe(200)
    await app.close()
    await database.drop()
  })

  test('not ready once it drains', async () => {
    const database = await createTestDatabase()
    const app = await buildApp(testConfig(database.url))
    app.drain()
    expect(await clientOf(app).get('/readyz')).toMatchObject({ status: 503, body: { status: 'draining' } })
    await app.close()
    await database.drop()
  })
})

describe('metrics', () => {
  test('are told to this machine, by route and not by address', async () => {
    await t.as('owner').get(`/api/v1/members/${t.userIds.agent}`)
    const { status, body, headers } = await t.anonymous.get('/metrics')
    expect(status).toBe(200)
    expect(headers['content-type']).toMatch(/^text\/plain/)
    expect(body).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/members\/:id",status="200"\} 1/,
    )
    expect(body).toMatch(/process_cpu_seconds_total/)
    expect(body).not.toContain(t.userIds.agent)
  })

  test('are not told elsewhere, nor through a proxy on this machine', async () => {
    const from = (remoteAddress: string, headers = {}) => t.app.inject({ url: '/metrics', remoteAddress, headers })
    expect((await from('192.0.2.7')).statusCode).toBe(403)
    expect((await from('::1')).statusCode).toBe(200)
    expect((await from('::ffff:127.0.0.1')).statusCode).toBe(200)
    expect((await from('127.0.0.1', { 'x-forwarded-for': '192.0.2.7' })).statusCode).toBe(403)
    expect((await from('192.0.2.7', { 'x-forwarded-for': '127.0.0.1' })).statusCode).toBe(403)
  })

  test('are told to the bearer of the token, from anywhere, and then to nobody else', async () => {
    const database = await createTestDatabase()
    const app = await buildApp(testConfig(database.url, { metricsToken: 'a token for the metrics' }))
    const from = (authorization?: string) =>
      app.inject({ url: '/metrics', remoteAddress: '192.0.2.7', headers: authorization ? { authorization } : {} })
    expect((await from('Bearer a token for the metrics')).statusCode).toBe(200)
    expect((await from('Bearer another token')).statusCode).toBe(403)
    expect((await from()).statusCode).toBe(403)
    expect((await app.inject({ url: '/metrics' })).statusCode).toBe(403)
    await app.close()
    await database.drop()
  })
})

describe('requests', () => {
  test('have an id of ours', async () => {
    const answer = await t.anonymous.get('/healthz', { 'x-request-id': 'mine' })
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('to an address that cannot be read get an answer of the usual form', async () => {
    for (const url of ['/api/v1/members/%zz', `/api/v1/members/${'x'.repeat(600)}`, '/api//v1', '/nowhere']) {
      const answer = await t.as('owner').get(url)
      expect([400, 404, 414], url).toContain(answer.status)
      expect(answer.headers['content-type'], url).toMatch(/^application\/problem\+json/)
    }
  })

  test('with a body that cannot be read are told so', async () => {
    const post = (body: string, type = 'application/json') =>
      t.as('owner').post('/api/v1/members', body, { 'content-type': type })
    expect((await post('{"email":')).body).toMatchObject({ status: 400, code: 'bad_request' })
    expect((await post('')).body).toMatchObject({ status: 400, code: 'bad_request' })
    expect((await post('<x/>', 'text/xml')).body).toMatchObject({ status: 415, code: 'unsupported_media' })
    expect((await post(`{"email":"${'x'.repeat(2_000_000)}"}`)).body).toMatchObject({ status: 413, code: 'too_large' })
    const poison = await post('{"email":"a@b.example","role":"reader","__proto__":{"role":"owner"}}')
    expect(poison.body).toMatchObject({ status: 400, code: 'bad_request' })
  })

  test('that are answered to one person are kept by nobody', async () => {
    expect((await t.as('owner').get('/api/v1/members')).headers['cache-control']).toBe('no-store')
  })

  test('are logged without a word about anybody, and without a secret', async () => {
    let written = ''
    const out = new Writable({
      write(chunk, _encoding, done) {
        written += chunk
        done()
      },
    })
    const server = await createServer({ ...t.core, log: pino({ level: 'trace' }, out) })
    await server.register(observe)
    await server.register(limits)
    await server.register(authenticate)
    server.get('/people/:name', { config: { permission: 'contacts:read' } }, async () => ({ ok: true }))
    server.get('/broken', { config: { public: true } }, async () => {
      throw new Error('canary-detail')
    })
    await server.ready()
    const { key } = await t.withKey(['contacts:read'])
    const client = clientOf(server as never, async () => ({ authorization: `Bearer ${key}` }))
    expect((await client.get('/people/canary-name?q=canary-query')).status).toBe(200)
    expect((await client.get('/canary-path')).status).toBe(404)
    const broken = await client.get('/broken')
    expect(broken.status).toBe(500)
    expect(JSON.stringify(broken.body)).not.toContain('canary')
    await server.close()
    const lines = written
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.find((line) => line.route === '/people/:name')).toMatchObject({
      method: 'GET',
      status: 200,
      workspaceId: t.workspaceId,
      actor: expect.stringMatching(/^api_key:/),
      reqId: expect.any(String),
    })
    expect(written).not.toMatch(/canary-(name|query|path)/)
    expect(written).not.toContain(key)
    expect(written).not.toContain('127.0.0.1')
    // Of what is ours to mend the log has the detail, the answer has not.
    expect(written).toContain('canary-detail')
  })
})

describe('limits', () => {
  test('a route may have a strict one; beyond it 429 with the seconds to wait, per network', async () => {
    const from = (remoteAddress: string) =>
      t.app.inject({ method: 'POST', url: '/api/v1/auth/refresh', remoteAddress }).then((answer) => answer)
    for (let i = 0; i < 300; i++) expect((await from('198.51.100.1')).statusCode).toBe(401)
    const over = await from('198.51.100.1')
    expect(over.statusCode).toBe(429)
    expect(over.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(over.json().code).toBe('too_many_requests')
    expect(Number(over.headers['retry-after'])).toBeGreaterThan(0)
    expect((await from('198.51.100.2')).statusCode).toBe(401)
  })

  test('one network guesses tokens a thousand times a minute, not more', async () => {
    const guess = () =>
      t.app.inject({ url: '/api/v1/auth/me', remoteAddress: '2001:db8::1', headers: { authorization: 'Bearer x' } })
    for (let i = 0; i < 10; i++) await Promise.all(Array.from({ length: 100 }, guess))
    expect((await guess()).statusCode).toBe(429)
    const neighbour = await t.app.inject({ url: '/api/v1/auth/me', remoteAddress: '2001:db8:0:0:ffff::2' })
    expect(neighbour.statusCode).toBe(429)
    const elsewhere = await t.app.inject({ url: '/api/v1/auth/me', remoteAddress: '2001:db8:0:1::1' })
    expect(elsewhere.statusCode).toBe(401)
  })
})

async function onOwner(url: string, sql: string) {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
