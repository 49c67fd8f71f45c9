import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t.close())

const make = (body: object) => t.as('owner').post('/api/v1/api-keys', { name: 'Shop', scopes: ['users:read'], ...body })

test('a key is shown once, kept as a hash, and does what its scopes say', async () => {
  const made = await make({})
  expect(made.status).toBe(201)
  expect(made.headers['cache-control']).toBe('no-store')
  const { key, apiKey } = made.body
  expect(key).toMatch(/^car_live_[0-9a-f]{16}_[0-9a-f]{64}$/)
  expect(key.startsWith(apiKey.prefix)).toBe(true)
  const list = await t.as('owner').get('/api/v1/api-keys')
  expect(JSON.stringify(list.body)).not.toContain(key.split('_')[3])
  const row = await t.core.db.system((trx) => trx('api_keys').where({ id: apiKey.id }).first())
  expect(row.secret_hash).toEqual(createHash('sha256').update(key).digest())

  const client = t.bearing(key)
  expect((await client.get('/api/v1/members')).status).toBe(200)
  expect((await client.get('/api/v1/api-keys')).status).toBe(403)
  expect((await client.delete(`/api/v1/members/${t.userIds.agent}`)).status).toBe(403)
  const after = await t.as('owner').get('/api/v1/api-keys')
  expect(after.body.data.find((k: { id: string }) => k.id === apiKey.id).lastUsedAt).not.toBeNull()
})

test('a key is no person: what belongs to a signed-in user is refused', async () => {
  const { key } = (await make({ scopes: ['workspace:read'] })).body
  for (const url of ['/api/v1/auth/me', '/api/v1/auth/sessions'])
    expect((await t.bearing(key).get(url)).status).toBe(403)
})

test('a wrong, an unknown, an expired and a revoked key get the same answer', async () => {
  const { key } = (await make({})).body
  const expired = (await make({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() })).body
  expect((await t.bearing(expired.key).get('/api/v1/members')).status).toBe(200)
  await t.core.db.system((trx) =>
    trx('api_keys')
      .where({ id: expired.apiKey.id })
      .update({ expires_at: new Date(0) }),
  )
  t.app.access.forget()
  const revoked = (await make({})).body
  expect((await t.bearing(revoked.key).get('/api/v1/members')).status).toBe(200)
  expect((await t.as('owner').delete(`/api/v1/api-keys/${revoked.apiKey.id}`)).status).toBe(204)
  expect((await t.as('owner').delete(`/api/v1/api-keys/${revoked.apiKey.id}`)).status).toBe(204)

  const wrong = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')
  const unknown = `car_live_${'0'.repeat(16)}_${'0'.repeat(64)}`
  const bad = [wrong, unknown, expired.key, revoked.key, 'car_live_', `${key} `, key.toUpperCase()]
  const answers = await Promise.all(bad.map((each) => t.bearing(each).get('/api/v1/members')))
  for (const [i, answer] of answers.entries()) {
    expect(answer.status, bad[i]).toBe(401)
    expect(answer.body).toEqual(answers[0]!.body)
  }
  expect((await t.bearing(key).get('/api/v1/members')).status).toBe(200)
})

test('nobody gives scopes that he does not have', async () => {
  const admin = await t.as('admin').post('/api/v1/api-keys', { name: 'x', scopes: ['workspace:write'] })
  expect(admin.status).toBe(403)
  const key = await t.withKey(['api_keys:write', 'contacts:read'])
  expect((await key.post('/api/v1/api-keys', { name: 'x', scopes: ['contacts:write'] })).status).toBe(403)
  expect((await key.post('/api/v1/api-keys', { name: 'x', scopes: ['contacts:read'] })).status).toBe(201)
})

test('what is not a key is refused, with its place', async () => {
  expect((await make({ scopes: [] })).body.errors[0].field).toBe('/scopes')
  expect((await make({ scopes: ['everything'] })).body.errors[0].field).toBe('/scopes/0')
  expect((await make({ name: '' })).body.errors[0].field).toBe('/name')
  expect((await make({ expiresAt: 'tomorrow' })).body.errors[0].field).toBe('/expiresAt')
  expect((await make({ expiresAt: '2020-01-01T00:00:00Z' })).body.errors[0]).toMatchObject({
    field: '/expiresAt',
    code: 'past',
  })
  expect((await make({ secretHash: 'x' })).body.errors[0].field).toBe('/secretHash')
})

test('a foreign key is not found', async () => {
  const { apiKey, key } = (await make({})).body
  expect((await t.as('owner', 'other').delete(`/api/v1/api-keys/${apiKey.id}`)).status).toBe(404)
  expect((await t.as('owner', 'other').get('/api/v1/api-keys')).body.data).toEqual([])
  expect((await t.bearing(key).get('/api/v1/members')).status).toBe(200)
})
