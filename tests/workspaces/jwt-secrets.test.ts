import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../core/app.ts'
import { jwtOptions, signAccess } from '../../core/workspaces/auth/tokens.ts'
import { clientOf, createTestApp, type TestApp } from '../support/app.ts'

const NEW = 'the new secret of 32+ characters, no more'
const FOREIGN = 'a secret that nobody here ever had at all'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t?.close())

const withSecrets = async (
  jwtSecret: string,
  jwtSecretPrevious: string | undefined,
  work: (me: any) => Promise<void>,
) => {
  const app = await buildApp({ ...t.config, jwtSecret, ...(jwtSecretPrevious ? { jwtSecretPrevious } : {}) })
  try {
    await work({
      app,
      bearing: (token: string) => clientOf(app, async () => ({ authorization: `Bearer ${token}` })),
    })
  } finally {
    await app.close()
  }
}

test('while a secret is replaced tokens of both are good, signed is with the new one', async () => {
  const old = await t.token('owner')
  await withSecrets(NEW, t.config.jwtSecret, async ({ app, bearing }) => {
    expect((await bearing(old).get('/api/v1/lists')).status).toBe(200)
    const claims = app.jwt.decode(old)
    const fresh = signAccess(app, { sub: claims.sub, wid: claims.wid, sid: claims.sid })
    expect((await bearing(fresh).get('/api/v1/lists')).status).toBe(200)
    // A process that has not been started anew knows the old one only.
    expect((await t.bearing(fresh).get('/api/v1/lists')).status).toBe(401)
    const { exp: _, ...lasting } = claims
    const made = (key: string, ago = 0) =>
      app.jwt.sign({ ...lasting, iat: claims.iat - ago }, { ...jwtOptions(key).sign, key })
    expect((await bearing(made(t.config.jwtSecret)).get('/api/v1/lists')).status).toBe(200)
    expect((await bearing(made(t.config.jwtSecret, 3600)).get('/api/v1/lists')).status).toBe(401)
    expect((await bearing(made(FOREIGN)).get('/api/v1/lists')).status).toBe(401)
  })
  await withSecrets(NEW, undefined, async ({ bearing }) =>
    expect((await bearing(old).get('/api/v1/lists')).status).toBe(401),
  )
})
