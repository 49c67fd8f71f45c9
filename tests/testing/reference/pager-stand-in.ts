import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Outgoing, Provider, RawRequest } from '../../../core/contracts/index.ts'
import {
  type Acceptance,
  type Fault,
  type ProviderSubject,
  type StandIn,
  sendKey,
} from '../../../core/testing/index.ts'

const STATUS: Record<string, number> = { E409: 409, E503: 503, E429: 429, E451: 403, E401: 401, E500: 500 }
const SETTINGS = { apiKey: 'canary-api-key-1234', callbackSecret: 'canary-callback-5678' }

/** The suite's subject for any provider that speaks the pager company's protocol. */
export function pagerSubject(provider: Provider): ProviderSubject {
  return {
    provider,
    start: startPagerStandIn,
    route: (row) => (row.code === 'LOST' ? 'callback' : 'answer'),
    tellsIdentity: true,
    patienceMs: 5_000,
  }
}

/** The pager company's REST service on loopback. */
export async function startPagerStandIn(): Promise<StandIn> {
  const accepted: (Acceptance & { key: string; id: string })[] = []
  let arrived = 0
  let behaviour: { fault: Fault; to?: string } = { fault: { do: 'accept' } }

  const server = createServer(async (request, response) => {
    if (request.method === 'GET' && request.url === '/account') return answer(response, 200, {})
    if (request.method === 'GET') {
      const found = accepted.find((a) => request.url === `/messages/${encodeURIComponent(a.key)}`)
      return answer(response, found ? 200 : 404, { id: found?.id })
    }
    arrived++
    const message = await bodyOf(request)
    const fault: Fault = behaviour.to && behaviour.to !== message.to ? { do: 'accept' } : behaviour.fault
    respond(fault, request, response, () => take(message))
  })

  function take({ to, key }: { to: string; key: string }): string {
    const known = accepted.find((a) => a.key === key)
    const id = known?.id ?? `P${accepted.length}`
    if (!known) accepted.push({ to, key, id, identity: key })
    return id
  }

  async function listen(port: number): Promise<void> {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }

  async function stop(): Promise<void> {
    if (!server.listening) return
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }

  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    settings: { baseUrl: `http://127.0.0.1:${port}`, ...SETTINGS },
    message: (n) => ({ to: String(1_000_000 + n), content: { text: `message ${n}` } }),
    accepted: () => accepted,
    arrived: () => arrived,
    async behave(fault, only) {
      behaviour = { fault, ...only }
      if (fault.do === 'cut-before') await stop()
      else if (!server.listening) await listen(port)
    },
    inbound: {
      signedRequests: (message, id) =>
        ['accepted', 'delivered'].map((what) => callback(message, id, what, SETTINGS.callbackSecret)),
      forgedRequest: (message, id) => callback(message, id, 'delivered', 'another secret'),
      failureRequest: (row, message, id) => callback(message, id, row.code, SETTINGS.callbackSecret),
    },
    close: stop,
  }
}

function respond(fault: Fault, request: IncomingMessage, response: ServerResponse, take: () => string): void {
  const refuse = (code: string, message: string) => answer(response, STATUS[code] ?? 400, { code, message })
  if (fault.do === 'accept') answer(response, 201, { id: take() })
  if (fault.do === 'slow') setTimeout(() => answer(response, 201, { id: take() }), fault.ms)
  if (fault.do === 'answer') refuse(fault.row.code, fault.row.meaning)
  if (fault.do === 'answer-unlisted') refuse('E999', 'something new')
  if (fault.do === 'echo') refuse('E422', `refused: ${JSON.stringify(request.headers)}`)
  if (fault.do === 'throttle') {
    response.setHeader('retry-after', fault.afterMs / 1000)
    refuse('E429', 'too many requests')
  }
  if (fault.do === 'hang-after' || fault.do === 'cut-after') take()
  if (fault.do === 'cut-after') request.socket.destroy()
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<{ to: string; key: string }> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = JSON.parse(Buffer.concat(chunks).toString()) as { to: string; key?: string }
  return { to: body.to, key: body.key ?? sendKey() }
}

function callback(message: Outgoing, id: string | undefined, what: string, secret: string): RawRequest {
  const body = Buffer.from(JSON.stringify({ id, key: message.key, at: '2026-11-20T10:00:00Z', what }))
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  return { method: 'POST', url: 'https://carillon.example.org/hooks/1', headers: { 'x-signature': signature }, body }
}
