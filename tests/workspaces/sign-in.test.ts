import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createUser } from '../../core/workspaces/users.ts'
import { type Answer, createTestApp, type TestApp } from '../support/app.ts'

const PASSWORD = 'a good long sentence'
let t: TestApp
let number = 0

beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t.close())

async function person(role: 'reader' | 'admin' = 'reader') {
  const email = `person${++number}@own.example`
  const { id } = await createUser(t.core, { email, password: PASSWORD, workspaceId: t.workspaceId, role })
  return { id, email }
}
/** Tests come from one address; each person of a test gets a network of his own, as in life. */
const signIn = (email: string, password = PASSWORD, ip = `10.1.${number}.1`, cookie?: string) =>
  t.app
    .inject({
      method: 'POST',
      url: '/api/v1/auth/sign-in',
      remoteAddress: ip,
      payload: { email, password },
      ...(cookie ? { headers: { cookie } } : {}),
    })
    .then(asAnswer)
const refresh = (cookie: string, body?: object) =>
  t.app
    .inject({ method: 'POST', url: '/api/v1/auth/refresh', headers: { cookie }, ...(body ? { payload: body } : {}) })
    .then(asAnswer)
const asAnswer = (answer: { statusCode: number; payload: string; headers: object }): Answer => ({
  status: answer.statusCode,
  body: answer.payload ? JSON.parse(answer.payload) : null,
  headers: answer.headers as Answer['headers'],
})
const cookieOf = (answer: Answer) => String(answer.headers['set-cookie']).split(';')[0]!
const me = (token: string) => t.bearing(token).get('/api/v1/auth/me')

describe('signing in', () => {
  test('gives a short access token and a refresh cookie out of reach of scripts', async () => {
    const { email, id } = await person()
    const answer = await signIn(email.toUpperCase())
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      accessToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
      workspaceId: t.workspaceId,
    })
    const claims = JSON.parse(Buffer.from(answer.body.accessToken.split('.')[1], 'base64url').toString())
    expect(claims.exp - claims.iat).toBe(900)
    const cookie = String(answer.headers['set-cookie'])
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    expect(cookie).toMatch(/Path=\/api\/v1\/auth;/)
    expect(answer.headers['cache-control']).toBe('no-store')
    const { body } = await me(answer.body.accessToken)
    expect(body).toMatchObject({ id, email, role: 'reader', workspaceId: t.workspaceId })
    expect(body.permissions).toContain('contacts:read')
    expect(body.permissions).not.toContain('contacts:write')
  })

  test('answers an unknown address, a wrong password, a disabled user and one without a password alike', async () => {
    const known = await person()
    const disabled = await person()
    await t.core.db.system((trx) => trx('users').where({ id: disabled.id }).update({ disabled_at: new Date() }))
    const answers = [
      await signIn('nobody@own.example', PASSWORD, '10.2.0.1'),
      await signIn(known.email, 'not the password', '10.2.0.2'),
      await signIn(disabled.email, PASSWORD, '10.2.0.3'),
      await signIn('reader@own.example', PASSWORD, '10.2.0.4'),
      await signIn('not an address', PASSWORD, '10.2.0.5'),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(401)
      expect(answer.body).toEqual(answers[0]!.body)
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
  })

  test('is closed after five wrong tries, for a known and an unknown address alike, and open to another network', async () => {
    const { email } = await person()
    for (const [address, network] of [
      [email, '10.3.0.1'],
      ['ghost@own.example', '10.3.0.2'],
    ] as const) {
      for (let i = 0; i < 5; i++) expect((await signIn(address, 'wrong wrong', network)).status).toBe(401)
      const locked = await signIn(address, PASSWORD, network)
      expect(locked.status).toBe(429)
      expect(locked.body.code).toBe('locked')
      expect(Number(locked.headers['retry-after'])).toBeGreaterThan(25)
      expect(Number(locked.headers['retry-after'])).toBeLessThanOrEqual(30)
    }
    expect((await signIn(email, PASSWORD, '10.3.0.3')).status).toBe(200)
  })

  test('a lock grows twofold with each further failure, does not grow by knocking, and ends', async () => {
    const { email } = await person()
    const ip = '10.4.0.1'
    const over = () =>
      t.core.db.system((trx) =>
        trx('sign_in_attempts')
          .whereNotNull('locked_until')
          .update({ locked_until: trx.raw('clock_timestamp()') }),
      )
    for (let i = 0; i < 5; i++) await signIn(email, 'wrong wrong', ip)
    await over()
    expect((await signIn(email, 'wrong wrong', ip)).status).toBe(401)
    for (let i = 0; i < 3; i++) {
      const wait = Number((await signIn(email, PASSWORD, ip)).headers['retry-after'])
      expect(wait).toBeGreaterThan(50)
      expect(wait).toBeLessThanOrEqual(60)
    }
    await over()
    expect((await signIn(email, PASSWORD, ip)).status).toBe(200)
    expect((await signIn(email, 'wrong wrong', ip)).status).toBe(401)
  })

  test('counts tries that come at once', async () => {
    const { email } = await person()
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn(email, 'wrong wrong', '10.5.0.1')))
    expect(answers.filter((a) => a.status === 401)).toHaveLength(5)
    expect(answers.filter((a) => a.status === 429)).toHaveLength(7)
  })

  test('a browser that signed in before is not kept out by guessing from many networks', async () => {
    const { email } = await person()
    const cookie = cookieOf(await signIn(email, PASSWORD, '10.6.255.1'))
    for (let i = 0; i < 20; i++) expect((await signIn(email, 'wrong wrong', `10.6.${i}.1`)).status).toBe(401)
    expect((await signIn(email, PASSWORD, '10.6.100.1')).status).toBe(429)
    expect((await signIn(email, PASSWORD, '10.6.101.1', cookie)).status).toBe(200)
  })

  test('a network that fails at many addresses is closed', async () => {
    await t.core.db.system((trx) => trx('sign_in_attempts').delete())
    await signIn('someone0@own.example', 'wrong wrong', '10.7.0.1')
    await t.core.db.system((trx) => trx('sign_in_attempts').update({ failures: 49 }))
    expect((await signIn('someone1@own.example', 'wrong wrong', '10.7.0.1')).status).toBe(401)
    expect((await signIn('someone2@own.example', 'wrong wrong', '10.7.0.1')).status).toBe(429)
    expect((await signIn('someone2@own.example', 'wrong wrong', '10.7.0.2')).status).toBe(401)
  })

  test('hashes anew when the stored hash has other parameters', async () => {
    const { email, id } = await person()
    const { hash } = await import('@node-rs/argon2')
    const old = await hash(PASSWORD, { memoryCost: 8192, timeCost: 2, parallelism: 1 })
    await t.core.db.system((trx) => trx('users').where({ id }).update({ password_hash: old }))
    expect((await signIn(email)).status).toBe(200)
    const row = await t.core.db.system((trx) => trx('users').where({ id }).first('password_hash'))
    expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  test('of somebody without a workspace says so, and names no foreign one', async () => {
    const { email, id } = await person()
    const foreign = { email, password: PASSWORD, workspaceId: t.otherWorkspaceId }
    expect((await t.anonymous.post('/api/v1/auth/sign-in', foreign)).status).toBe(404)
    await t.core.db.system((trx) => trx('memberships').where({ user_id: id }).delete())
    expect((await signIn(email)).status).toBe(403)
  })
})

describe('access tokens', () => {
  const parts = { alg: 'HS256', typ: 'at+jwt' }
  const token = async (header: object, change: object, secret = t.config.jwtSecret) => {
    const [, payload] = (await t.token('owner')).split('.')
    const claims = { ...JSON.parse(Buffer.from(payload!, 'base64url').toString()), ...change }
    const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  }

  test('of our making are taken, whatever is bent at one is refused with the same words', async () => {
    expect((await me(await token(parts, {}))).status).toBe(200)
    const past = Math.floor(Date.now() / 1000) - 10
    const bad = [
      await token({ ...parts, alg: 'none' }, {}),
      (await token({ ...parts, alg: 'none' }, {})).replace(/[^.]*$/, ''),
      await token({ ...parts, alg: 'HS512' }, {}),
      await token({ ...parts, typ: 'JWT' }, {}),
      await token(parts, {}, 'another secret of more than 32 characters'),
      await token(parts, { exp: past }),
      await token(parts, { exp: undefined }),
      await token(parts, { iss: 'somebody' }),
      await token(parts, { aud: 'something' }),
      await token(parts, { nbf: past + 3600 }),
      await token(parts, { wid: t.otherWorkspaceId }),
      await token(parts, { sub: t.otherOwnerId }),
      await token(parts, { sid: t.workspaceId }),
      await token(parts, { sid: "' OR 1=1 --" }),
      `car_live_0123456789abcdef_${'0'.repeat(64)}`,
      'car_live_x',
      'x',
    ]
    const answers = await Promise.all(bad.map(me))
    answers.push(await t.anonymous.get('/api/v1/auth/me'))
    for (const [i, answer] of answers.entries()) {
      expect(answer.status, String(bad[i])).toBe(401)
      expect(answer.body).toEqual(answers[0]!.body)
      expect(answer.headers['www-authenticate']).toBe('Bearer')
    }
  })

  test('are not taken from the query', async () => {
    const answer = await t.anonymous.get(`/api/v1/auth/me?access_token=${await t.token('owner')}`)
    expect(answer.status).toBe(401)
  })
})

describe('refreshing', () => {
  test('rotates the cookie each time', async () => {
    const { email } = await person()
    const cookies = [cookieOf(await signIn(email))]
    for (let i = 0; i < 3; i++) {
      const answer = await refresh(cookies.at(-1)!)
      expect(answer.status).toBe(200)
      expect((await me(answer.body.accessToken)).status).toBe(200)
      cookies.push(cookieOf(answer))
    }
    expect(new Set(cookies).size).toBe(4)
  })

  test('keeps no token as it is', async () => {
    const { email, id } = await person()
    const secret = Buffer.from(cookieOf(await signIn(email)).split('=')[1]!, 'base64url').subarray(16, 32)
    const row = await t.core.db.system((trx) => trx('sessions').where({ user_id: id }).first())
    expect(row.refresh_hash.includes(secret)).toBe(false)
    expect(row.refresh_hash).toHaveLength(32)
  })

  test('an old token ends the session, its access token and the newest cookie, and the log tells', async () => {
    const { email } = await person()
    const first = await signIn(email)
    const second = await refresh(cookieOf(first))
    const third = await refresh(cookieOf(second))
    expect((await me(third.body.accessToken)).status).toBe(200)
    const reused = await refresh(cookieOf(first))
    expect(reused.status).toBe(401)
    expect(reused.headers['set-cookie']).toBeUndefined()
    expect((await refresh(cookieOf(third))).status).toBe(401)
    expect((await me(third.body.accessToken)).status).toBe(401)
    const log = await t.as('owner').get('/api/v1/audit?action=session.reuse')
    expect(log.body.data[0]).toMatchObject({ action: 'session.reuse', objectType: 'session' })
  })

  test('the token before the newest one is old after five seconds', async () => {
    const { email, id } = await person()
    const first = cookieOf(await signIn(email))
    const second = cookieOf(await refresh(first))
    await t.core.db.system((trx) =>
      trx('sessions')
        .where({ user_id: id })
        .update({ rotated_at: trx.raw("now() - interval '6 seconds'") }),
    )
    expect((await refresh(first)).status).toBe(401)
    expect((await refresh(second)).status).toBe(401)
  })

  test('two tabs at once are given the same next token, and the session lives on', async () => {
    const { email } = await person()
    const first = cookieOf(await signIn(email))
    const answers = await Promise.all([refresh(first), refresh(first), refresh(first)])
    expect(answers.map((a) => a.status)).toEqual([200, 200, 200])
    expect(new Set(answers.map(cookieOf)).size).toBe(1)
    expect((await refresh(cookieOf(answers[0]!))).status).toBe(200)
  })

  test('a made-up token ends nobody’s session', async () => {
    const { email } = await person()
    const cookie = cookieOf(await signIn(email))
    const bytes = Buffer.from(cookie.split('=')[1]!, 'base64url')
    bytes[20]! ^= 1
    for (const value of [bytes.toString('base64url'), 'x', '', 'A'.repeat(64), 'A'.repeat(5000)])
      expect((await refresh(`carillon_refresh=${value}`)).status).toBe(401)
    expect((await t.anonymous.post('/api/v1/auth/refresh')).status).toBe(401)
    expect((await refresh(cookie)).status).toBe(200)
  })

  test('an ended session and a disabled user are refused', async () => {
    const { email, id } = await person()
    const cookie = cookieOf(await signIn(email))
    await t.core.db.system((trx) =>
      trx('sessions')
        .where({ user_id: id })
        .update({ expires_at: new Date(0) }),
    )
    expect((await refresh(cookie)).status).toBe(401)
    const again = cookieOf(await signIn(email))
    await t.core.db.system((trx) => trx('users').where({ id }).update({ disabled_at: new Date() }))
    expect((await refresh(again)).status).toBe(401)
  })

  test('is not for other sites', async () => {
    const { email } = await person()
    const cookie = cookieOf(await signIn(email))
    const headers = { cookie, 'sec-fetch-site': 'cross-site' }
    expect((await t.anonymous.post('/api/v1/auth/refresh', undefined, headers)).status).toBe(403)
  })

  test('a workspace one does not belong to is not found, and the token is not spent', async () => {
    const { email } = await person()
    const cookie = cookieOf(await signIn(email))
    expect((await refresh(cookie, { workspaceId: t.otherWorkspaceId })).status).toBe(404)
    expect((await refresh(cookie, { workspaceId: t.workspaceId })).status).toBe(200)
  })
})
