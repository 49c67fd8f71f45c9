import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { RunningSandbox, SandboxMessage } from '../contracts/index.ts'
import type { Owners } from './owners.ts'
import type { Reader } from './reader.ts'
import { newToken } from './state.ts'

/** How many of the newest messages of a sandbox are looked through for one workspace's. */
const SEARCHED = 5_000
const MOST_BODY = 1_000_000

export interface ControlParts {
  readonly sandboxes: ReadonlyMap<string, RunningSandbox>
  readonly owners: Owners
  readonly reader: Reader
}

/** The API's way to the sandboxes, which live in another process: HTTP on loopback, behind a token of this start. */
export async function startControl(
  parts: ControlParts,
): Promise<{ port: number; token: string; close(): Promise<void> }> {
  const token = newToken()
  const server = createServer((request, response) => {
    answer(parts, token, request)
      .catch((error: Error) => ({ status: 422, body: { message: error.message } }))
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
        response.end(JSON.stringify(body))
      })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { port: (server.address() as AddressInfo).port, token, close }
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

async function answer(parts: ControlParts, token: string, request: IncomingMessage): Promise<Answer> {
  if (!fits(request.headers.authorization ?? '', `Bearer ${token}`)) return { status: 401, body: { message: 'no' } }
  const url = new URL(request.url ?? '/', 'http://sandbox')
  const asked = Object.fromEntries(url.searchParams)
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /': {
      const counts = [...parts.sandboxes].map(([provider, sandbox]) => ({ provider, accepted: sandbox.accepted() }))
      return { status: 200, body: counts }
    }
    case 'GET /messages':
      return { status: 200, body: await listMessages(parts, asked) }
    case 'GET /message': {
      const found = await findMessage(parts, asked)
      return found ? { status: 200, body: found } : { status: 404, body: { message: 'no such message' } }
    }
    case 'GET /reader':
      return { status: 200, body: parts.reader.state() }
    case 'POST /behave': {
      const { provider, faults } = JSON.parse(await readBody(request)) as {
        provider: string
        faults: Record<string, unknown>
      }
      const sandbox = parts.sandboxes.get(provider)
      if (!sandbox) return { status: 404, body: { message: `There is no sandbox for "${provider}" here.` } }
      sandbox.behave(faults)
      return { status: 200, body: {} }
    }
    case 'DELETE /messages':
      for (const [provider, sandbox] of parts.sandboxes)
        if (!asked.provider || asked.provider === provider) sandbox.clear()
      return { status: 200, body: {} }
  }
  return { status: 404, body: { message: 'no such thing' } }
}

type Asked = Record<string, string | undefined>
const entry = (provider: string, { id, at, to, from, raw }: SandboxMessage) => ({
  id: `${provider}-${id}`,
  provider,
  at,
  to,
  from,
  bytes: raw.length,
})

/** Newest first; only what belongs to the workspace. */
async function listMessages({ sandboxes, owners }: ControlParts, { workspaceId, to, provider, limit }: Asked) {
  const most = Math.min(Number(limit ?? 50), 200)
  const found: ReturnType<typeof entry>[] = []
  for (const [name, sandbox] of sandboxes) {
    if (provider && provider !== name) continue
    let count = 0
    for (const message of sandbox.messages({ limit: SEARCHED, ...(to ? { to } : {}) })) {
      if (count >= most) break
      if ((await owners.of(message))?.workspaceId !== workspaceId) continue
      found.push(entry(name, message))
      count++
    }
  }
  return found.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, most)
}

async function findMessage({ sandboxes, owners }: ControlParts, { workspaceId, id = '' }: Asked) {
  const at = id.lastIndexOf('-')
  const provider = id.slice(0, at)
  const message = sandboxes
    .get(provider)
    ?.messages({ limit: Number.MAX_SAFE_INTEGER })
    .find((one) => one.id === id.slice(at + 1))
  if (!message || (await owners.of(message))?.workspaceId !== workspaceId) return null
  return { ...entry(provider, message), raw: message.raw }
}

async function readBody(request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length'] ?? MOST_BODY + 1) > MOST_BODY) throw new Error('too large')
  return text(request)
}

function fits(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
