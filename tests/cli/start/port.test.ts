import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { loadConfig } from '../../../config/env.ts'
import { choosePort, onPort } from '../../../core/cli/start/port.ts'

const servers: Server[] = []
afterEach(() => servers.splice(0).forEach((server) => void server.close()))

async function occupy(): Promise<number> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as { port: number }).port
}

test('a taken port gives way to the next free one', async () => {
  const port = await occupy()
  const chosen = await choosePort(loadConfig({ PORT: String(port) }), 0)
  expect(chosen).toBeGreaterThan(port)
})

test('a port that becomes free within the time is waited for', async () => {
  const port = await occupy()
  const chosen = choosePort(loadConfig({ PORT: String(port) }), 20_000)
  servers.pop()!.close()
  expect(await chosen).toBe(port)
})

test('an address that is not of this machine is refused with what can be done', async () => {
  await expect(choosePort(loadConfig({ HOST: '192.0.2.1' }), 0)).rejects.toThrow(/HOST 192.0.2.1 .*127.0.0.1/)
})

test('addresses that follow from the port follow it, given ones stay', () => {
  expect(onPort(loadConfig({}), 3001)).toMatchObject({
    port: 3001,
    publicUrl: 'http://localhost:3001',
    trackingUrl: 'http://localhost:3001',
  })
  const given = loadConfig({ PUBLIC_URL: 'https://c.example', TRACKING_URL: 'https://t.example' })
  expect(onPort(given, 3001)).toMatchObject({ publicUrl: 'https://c.example', trackingUrl: 'https://t.example' })
})
