import { statSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { createAccount } from '../../core/accounts/accounts.ts'
import { readState } from '../../core/sandbox/state.ts'
import { runSandboxes } from '../../core/sandbox.ts'
import { systemActor } from '../../core/workspaces/actor.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let t: TestApp
let dataDir: string
const open: { close(): unknown }[] = []
beforeAll(async () => {
  dataDir = await mkdtemp(join(inject('testFolder'), 'sandbox-'))
  t = await createTestApp({ config: { dataDir } })
})
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})
afterAll(() => t.close())

async function start() {
  const sandboxes = await runSandboxes(t.config)
  open.push(sandboxes)
  return { port: readState(dataDir).settings.smtp!.port as number }
}

async function occupy(port: number): Promise<Server> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  open.push({ close: () => new Promise((closed) => server.close(closed)) })
  return server
}

const account = (name: string, settings: object, sandbox: boolean) =>
  createAccount(t.core, systemActor(t.workspaceId, 'test'), {
    name,
    provider: 'smtp',
    settings: {
      host: '127.0.0.1',
      port: 1,
      security: 'none',
      fromName: 'Shop',
      fromEmail: 'news@shop.example',
      ...settings,
    },
    sandbox,
  })
const read = async (id: string) => (await t.as('owner').get(`/api/v1/accounts/${id}`)).body

test('comes back on the port it had; the way in is for this user only', async () => {
  const first = await start()
  await open.pop()!.close()
  expect((await start()).port).toBe(first.port)
  expect(statSync(join(dataDir, 'sandbox.json')).mode & 0o777).toBe(0o600)
})

test('takes the next port when another program has its own, and the accounts follow', async () => {
  const marked = await account('Stand-in', {}, true)
  const real = await account('Real', { host: 'smtp.example.com', port: 587 }, false)
  const first = await start()
  await open.pop()!.close()
  await occupy(first.port)
  const { port } = await start()
  expect(port).toBeGreaterThan(first.port)
  expect(await read(marked.id)).toMatchObject({
    settings: { host: '127.0.0.1', port, fromEmail: 'news@shop.example' },
    version: 3,
  })
  expect(await read(real.id)).toMatchObject({ settings: { host: 'smtp.example.com', port: 587 }, version: 1 })
  expect((await t.as('owner').post(`/api/v1/accounts/${marked.id}/check`)).body.ok).toBe(true)
})

test('a state file that cannot be read is as good as none', async () => {
  writeFileSync(join(dataDir, 'sandbox.json'), '{"settings":')
  expect((await start()).port).toBeGreaterThan(0)
})

test('faults are set over the API, and a wrong one names its place', async () => {
  const { port } = await start()
  const { id } = await account('Faulty', { port }, true)
  const owner = t.as('owner')
  const rules = [{ at: 'CONNECT', reply: '554 5.7.1 go away' }]
  expect((await owner.post('/api/v1/sandbox/behave', { provider: 'smtp', faults: { rules } })).status).toBe(204)
  expect((await owner.post(`/api/v1/accounts/${id}/check`)).body.ok).toBe(false)
  expect((await owner.post('/api/v1/sandbox/behave', { provider: 'smtp', faults: {} })).status).toBe(204)
  expect((await owner.post(`/api/v1/accounts/${id}/check`)).body.ok).toBe(true)
  const wrong = await owner.post('/api/v1/sandbox/behave', { provider: 'smtp', faults: { rules: [{ at: 'NOON' }] } })
  expect(wrong.status).toBe(422)
  expect(JSON.stringify(wrong.body)).toContain('rules/0/at')
  expect((await owner.post('/api/v1/sandbox/behave', { provider: 'nobody', faults: {} })).status).toBe(404)
})

test('without the token nothing is told, and without a sandbox the API says so', async () => {
  await start()
  const { port } = readState(dataDir).control!
  expect((await fetch(`http://127.0.0.1:${port}/messages?workspaceId=${t.workspaceId}`)).status).toBe(401)
  await open.pop()!.close()
  const answer = await t.as('owner').get('/api/v1/sandbox/messages')
  expect(answer.status).toBe(409)
  expect(answer.body.detail).toContain('carillon sandbox')
  expect((await t.as('owner').get('/api/v1/sandbox/messages/smtp-1')).status).toBe(404)
})
