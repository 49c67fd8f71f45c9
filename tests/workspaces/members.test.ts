import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PERMISSIONS, ROLE_PERMISSIONS, ROLES } from '../../core/workspaces/permissions.ts'
import { createUser, setDisabled } from '../../core/workspaces/users.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

const PASSWORD = 'a good long sentence'
let t: TestApp
let number = 0
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t.close())

async function member(role: (typeof ROLES)[number], password?: string) {
  const email = `member${++number}@own.example`
  const { id } = await createUser(t.core, {
    email,
    workspaceId: t.workspaceId,
    role,
    ...(password ? { password } : {}),
  })
  return { id, email, signedIn: () => t.signInAs(id, t.workspaceId) }
}

describe('members', () => {
  test('are added with a password by an owner, and can sign in', async () => {
    const body = { email: 'Ada@Own.Example', name: 'Ada', password: PASSWORD, role: 'contributor' }
    const added = await t.as('owner').post('/api/v1/members', body)
    expect(added.status).toBe(201)
    expect(added.body).toMatchObject({ email: 'ada@own.example', name: 'Ada', role: 'contributor', disabled: false })
    expect(JSON.stringify(added.body)).not.toContain('argon2')
    const signedIn = await t.anonymous.post('/api/v1/auth/sign-in', { email: 'ada@own.example', password: PASSWORD })
    expect(signedIn.status).toBe(200)
    expect((await t.as('owner').post('/api/v1/members', body)).status).toBe(409)
  })

  test('need a password that is not guessed at once', async () => {
    const passwords = [
      'short',
      '12345678',
      'Password1!',
      'aaaaaaaaaaaa',
      'abcdefghij',
      'MotDePasse2024',
      'grace.hopper',
      'x'.repeat(257),
    ]
    for (const password of passwords) {
      const body = { email: 'grace.hopper@own.example', password, role: 'reader' }
      const answer = await t.as('owner').post('/api/v1/members', body)
      expect(answer.status, password).toBe(422)
      expect(answer.body.errors[0].field).toBe('/password')
    }
    const users = await t.core.db.system((trx) => trx('users').where({ email: 'grace.hopper@own.example' }))
    expect(users).toHaveLength(0)
  })

  test('need an address, and a role there is', async () => {
    for (const email of ['a@', '@b', 'a b@c.d', 'a@b@c.d', 'a@b\n.c'])
      expect((await t.as('owner').post('/api/v1/members', { email, role: 'reader' })).status, email).toBe(422)
    const answer = await t.as('owner').post('/api/v1/members', { email: 'q@own.example', role: 'king' })
    expect(answer.status).toBe(422)
    expect(answer.body.errors[0].field).toBe('/role')
    const extra = { email: 'q@own.example', role: 'reader', disabled: true }
    expect((await t.as('owner').post('/api/v1/members', extra)).status).toBe(422)
  })

  test('somebody known from another workspace keeps name and password', async () => {
    const body = { email: 'owner@other.example', name: 'Renamed', password: PASSWORD, role: 'reader' }
    const answer = await t.as('owner').post('/api/v1/members', body)
    expect(answer.status).toBe(201)
    expect(answer.body.name).toBe('Other owner')
    const row = await t.core.db.system((trx) => trx('users').where({ id: t.otherOwnerId }).first())
    expect(row.password_hash).toBeNull()
    const client = await t.signInAs(t.otherOwnerId, t.otherWorkspaceId)
    const me = await client.get('/api/v1/auth/me')
    expect(me.body.workspaces.map((w: { slug: string }) => w.slug)).toEqual(['other', 'own'])
    const switched = await client.post('/api/v1/auth/switch', { workspaceId: t.workspaceId })
    const there = await t.bearing(switched.body.accessToken).get('/api/v1/auth/me')
    expect(there.body).toMatchObject({ workspaceId: t.workspaceId, role: 'reader' })
    const foreign = await t.as('owner').post('/api/v1/auth/switch', { workspaceId: t.otherWorkspaceId })
    expect(foreign.status).toBe(404)
    await t.as('owner').delete(`/api/v1/members/${t.otherOwnerId}`)
  })

  test('are listed page by page, each once, and of this workspace only', async () => {
    await Promise.all(Array.from({ length: 5 }, () => member('reader')))
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const query: string = cursor ? `&cursor=${cursor}` : ''
      const { body } = await t.as('admin').get(`/api/v1/members?limit=3${query}`)
      seen.push(...body.data.map((m: { email: string }) => m.email))
      cursor = body.next
    } while (cursor)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toContain('agent@own.example')
    expect(seen.some((email) => email.endsWith('@other.example'))).toBe(false)
    expect((await t.as('admin').get('/api/v1/members?cursor=nonsense')).status).toBe(400)
  })

  test('an admin makes, changes and removes everybody but owners', async () => {
    const admin = t.as('admin')
    expect((await admin.post('/api/v1/members', { email: 'new@own.example', role: 'owner' })).status).toBe(403)
    const { id } = await member('reader')
    expect((await admin.patch(`/api/v1/members/${id}`, { role: 'owner' })).status).toBe(403)
    expect((await admin.patch(`/api/v1/members/${id}`, { role: 'admin' })).body.role).toBe('admin')
    expect((await admin.patch(`/api/v1/members/${t.userIds.owner}`, { role: 'reader' })).status).toBe(403)
    expect((await admin.delete(`/api/v1/members/${t.userIds.owner}`)).status).toBe(403)
    expect((await admin.delete(`/api/v1/members/${id}`)).status).toBe(204)
    expect((await admin.get(`/api/v1/members/${id}`)).status).toBe(404)
  })

  test('a key cannot rise by way of a member with more rights', async () => {
    const key = await t.withKey(['users:write', 'users:read'])
    expect((await key.post('/api/v1/members', { email: 'rise@own.example', role: 'admin' })).status).toBe(403)
    const all = await t.withKey(PERMISSIONS)
    expect((await all.post('/api/v1/members', { email: 'rise@own.example', role: 'owner' })).status).toBe(403)
    expect((await all.delete(`/api/v1/members/${t.userIds.owner}`)).status).toBe(403)
  })

  test('the last owner stays, also when two owners remove each other at once', async () => {
    const owner = t.as('owner')
    expect((await owner.patch(`/api/v1/members/${t.userIds.owner}`, { role: 'admin' })).status).toBe(409)
    expect((await owner.delete(`/api/v1/members/${t.userIds.owner}`)).status).toBe(409)
    const second = await member('owner')
    const [a, b] = await Promise.all([
      owner.delete(`/api/v1/members/${second.id}`),
      (await second.signedIn()).delete(`/api/v1/members/${t.userIds.owner}`),
    ])
    expect([a.status, b.status].filter((status) => status === 204)).toHaveLength(1)
    const owners = await t.core.db.system((trx) =>
      trx('memberships').where({ workspace_id: t.workspaceId, role: 'owner' }).select('user_id'),
    )
    expect(owners).toHaveLength(1)
    if (owners[0].user_id !== t.userIds.owner)
      await t.core.db.system((trx) =>
        trx('memberships').insert({ workspace_id: t.workspaceId, user_id: t.userIds.owner, role: 'owner' }),
      )
    t.app.access.forget()
  })

  test('a change of role is felt by whoever is signed in', async () => {
    const someone = await member('contributor')
    const client = await someone.signedIn()
    expect((await client.get('/api/v1/members')).status).toBe(403)
    await t.as('owner').patch(`/api/v1/members/${someone.id}`, { role: 'admin' })
    expect((await client.get('/api/v1/members')).status).toBe(200)
    await t.as('owner').patch(`/api/v1/members/${someone.id}`, { role: 'reader' })
    expect((await client.get('/api/v1/members')).status).toBe(403)
    await t.as('owner').delete(`/api/v1/members/${someone.id}`)
    expect((await client.get('/api/v1/auth/me')).status).toBe(401)
  })

  test('what another process changed is felt once the answer of three seconds is over', async () => {
    const someone = await member('admin')
    const client = await someone.signedIn()
    expect((await client.get('/api/v1/members')).status).toBe(200)
    await setDisabled(t.core, someone.id, true)
    await expect.poll(async () => (await client.get('/api/v1/members')).status, { timeout: 5000 }).toBe(401)
    await setDisabled(t.core, someone.id, false)
  })
})

describe('sessions', () => {
  test('are listed to their owner and ended by him, one by one', async () => {
    const someone = await member('agent')
    const [first, second] = [await someone.signedIn(), await someone.signedIn()]
    const { body } = await first.get('/api/v1/auth/sessions')
    expect(body.data).toHaveLength(2)
    const other = body.data.find((s: { current: boolean }) => !s.current)
    expect((await first.delete(`/api/v1/auth/sessions/${other.id}`)).status).toBe(204)
    expect((await first.delete(`/api/v1/auth/sessions/${other.id}`)).status).toBe(404)
    expect((await second.get('/api/v1/auth/me')).status).toBe(401)
    expect((await first.get('/api/v1/auth/me')).status).toBe(200)
  })

  test('of others are not one’s own to end', async () => {
    const [one, two] = [await member('agent'), await member('agent')]
    const client = await one.signedIn()
    const { body } = await client.get('/api/v1/auth/sessions')
    const stranger = await two.signedIn()
    expect((await stranger.delete(`/api/v1/auth/sessions/${body.data[0].id}`)).status).toBe(404)
    expect((await client.get('/api/v1/auth/me')).status).toBe(200)
  })

  test('are listed and ended by an admin for members of the workspace, and for nobody else', async () => {
    const someone = await member('agent')
    const client = await someone.signedIn()
    const list = await t.as('admin').get(`/api/v1/members/${someone.id}/sessions`)
    expect(list.body.data).toHaveLength(1)
    expect((await t.as('owner', 'other').get(`/api/v1/members/${someone.id}/sessions`)).status).toBe(404)
    const address = `/api/v1/members/${someone.id}/sessions/${list.body.data[0].id}`
    expect((await t.as('owner', 'other').delete(address)).status).toBe(404)
    expect((await client.get('/api/v1/auth/me')).status).toBe(200)
    expect((await t.as('admin').delete(address)).status).toBe(204)
    expect((await client.get('/api/v1/auth/me')).status).toBe(401)
  })

  test('signing out ends the session and takes the cookie away', async () => {
    const client = await (await member('reader')).signedIn()
    const answer = await client.post('/api/v1/auth/sign-out')
    expect(answer.status).toBe(204)
    expect(String(answer.headers['set-cookie'])).toMatch(/carillon_refresh=;.*Expires=Thu, 01 Jan 1970/)
    expect((await client.get('/api/v1/auth/me')).status).toBe(401)
  })

  test('a new password ends the others, and the old one is worth nothing', async () => {
    const someone = await member('reader', PASSWORD)
    const [here, there] = [await someone.signedIn(), await someone.signedIn()]
    const next = 'quite another sentence'
    const wrong = await here.post('/api/v1/auth/password', { current: 'not this one', next })
    expect(wrong.status).toBe(422)
    expect(wrong.body.errors[0].field).toBe('/current')
    const weak = await here.post('/api/v1/auth/password', { current: PASSWORD, next: 'password1' })
    expect(weak.status).toBe(422)
    expect(weak.body.errors[0].field).toBe('/next')
    expect((await here.post('/api/v1/auth/password', { current: PASSWORD, next })).status).toBe(204)
    expect((await here.get('/api/v1/auth/me')).status).toBe(200)
    expect((await there.get('/api/v1/auth/me')).status).toBe(401)
    const signIn = (password: string) => t.anonymous.post('/api/v1/auth/sign-in', { email: someone.email, password })
    expect((await signIn(PASSWORD)).status).toBe(401)
    expect((await signIn(next)).status).toBe(200)
  })
})

test('roles hold known permissions only, and the owner every one', () => {
  for (const role of ROLES) for (const p of ROLE_PERMISSIONS[role]) expect(PERMISSIONS).toContain(p)
  expect(ROLE_PERMISSIONS.owner.size).toBe(PERMISSIONS.length)
})
