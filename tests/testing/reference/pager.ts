import { createHmac, timingSafeEqual } from 'node:crypto'
import Type from 'typebox'
import type {
  Carrier,
  ErrorRow,
  ErrorTable,
  Inbound,
  InboundItem,
  Outcome,
  Outgoing,
  Provider,
  ProviderHost,
  RawRequest,
} from '../../../core/contracts/index.ts'

/** What a pager company's REST service could answer: one row for each error class. */
export const errors: ErrorTable = {
  source: 'made up for this test',
  date: '2026-11-20',
  rows: [
    { code: 'E409', class: 'retry_now', meaning: 'busy with this number' },
    { code: 'E503', class: 'retry_later', meaning: 'maintenance', waitMs: 60_000, tries: 5 },
    { code: 'E429', class: 'throttle', meaning: 'too many requests' },
    { code: 'E451', class: 'stop_sender', meaning: 'account suspended' },
    { code: 'E404', class: 'dead_address', meaning: 'no such pager' },
    { code: 'E410', class: 'opted_out', meaning: 'the person has said stop' },
    { code: 'E413', class: 'content', meaning: 'text too long' },
    { code: 'E401', class: 'config', meaning: 'wrong key' },
    { code: 'E422', class: 'failed', meaning: 'refused' },
    { code: 'E500', class: 'unknown', meaning: 'broke down while taking it' },
    { code: 'LOST', class: 'dead_address', meaning: 'pager reported as lost (callback)' },
  ],
}

interface Answer {
  readonly id?: string
  readonly code?: string
  readonly message?: string
}

/** The reference provider: small, and right in every property of the suite. */
export const pager: Provider = {
  id: 'pager-rest',
  channel: 'pager',
  label: { en: 'Pager', fr: 'Messageur', es: 'Buscapersonas' },
  settings: Type.Object({
    baseUrl: Type.String(),
    apiKey: Type.String({ format: 'password' }),
    callbackSecret: Type.String({ format: 'password' }),
  }),
  capabilities: { batch: 10, idempotent: true, receipts: ['accepted', 'delivered'], inbound: true, lookup: true },
  limits: () => [{ unit: 'messages', amount: 100, perSeconds: 1 }],
  flight: () => ({ lanes: 2, group: 10 }),
  errors,
  async open(settings, host): Promise<Carrier> {
    const { baseUrl, apiKey, callbackSecret } = settings as Record<string, string>
    if (!baseUrl) throw new Error('baseUrl is missing')
    const call = caller(baseUrl, apiKey!, host)
    return {
      send: (batch, signal, notAfter = Infinity) =>
        Promise.all(batch.map((message) => sendOne(call, message, signal, notAfter))),
      lookup: (keys) => Promise.all(keys.map((key) => lookUp(call, key))),
      receive: async (request) => receive(request, callbackSecret!),
      check: () => check(call),
      close: async () => {},
    }
  },
}

type Call = (method: string, path: string, signal: AbortSignal, body?: object) => Promise<[Response, Answer]>

function caller(baseUrl: string, apiKey: string, host: ProviderHost): Call {
  return async (method, path, signal, body) => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
    const init = { method, headers, signal, ...(body && { body: JSON.stringify(body) }) }
    const response = await host.fetch(`${baseUrl}${path}`, init)
    const text = (await response.text()).replaceAll(apiKey, '•••')
    return [response, JSON.parse(text || '{}') as Answer]
  }
}

async function sendOne(call: Call, message: Outgoing, signal: AbortSignal, notAfter: number): Promise<Outcome> {
  const { key } = message
  if (signal.aborted || performance.now() > notAfter) {
    return { key, is: 'retry', scope: 'message', code: 'not_begun', reason: 'stopped before it left' }
  }
  let body: object
  try {
    body = { key, to: message.to, text: message.content.text }
  } catch {
    return { key, is: 'rejected', class: 'content', code: 'unreadable', reason: 'the content cannot be read' }
  }
  try {
    const [response, answer] = await call('POST', '/messages', signal, body)
    return response.ok ? { key, is: 'accepted', providerId: answer.id! } : refusal(key, response, answer)
  } catch (error) {
    const code = (error as { cause?: { code?: string } }).cause?.code ?? 'no-answer'
    // Only a connection that was never made proves that nothing arrived.
    if (code === 'ECONNREFUSED') return { key, is: 'retry', scope: 'sender', code, reason: 'nobody there' }
    return { key, is: 'unknown', code, reason: 'sent, and no answer came' }
  }
}

function refusal(key: string, response: Response, answer: Answer): Outcome {
  const said = { key, code: answer.code ?? String(response.status), reason: answer.message || 'refused' }
  const row = errors.rows.find((one) => one.code === said.code)
  const retryAfter = Number(response.headers.get('retry-after')) * 1000
  if (!row) return { ...said, is: 'retry', scope: 'message', tries: 3 }
  switch (row.class) {
    case 'unknown':
      return { ...said, is: 'unknown' }
    case 'retry_now':
    case 'retry_later':
    case 'throttle':
    case 'stop_sender': {
      const scope = row.class.startsWith('retry') ? 'message' : 'sender'
      const afterMs = Math.max(retryAfter || 0, row.waitMs ?? 0)
      return { ...said, is: 'retry', scope, afterMs, ...(row.tries !== undefined && { tries: row.tries }) }
    }
    default:
      return { ...said, is: 'rejected', class: row.class }
  }
}

async function lookUp(call: Call, key: string): Promise<Outcome> {
  const [response, answer] = await call('GET', `/messages/${encodeURIComponent(key)}`, AbortSignal.timeout(5_000))
  if (response.ok) return { key, is: 'accepted', providerId: answer.id! }
  return { key, is: 'retry', scope: 'message', code: 'not-found', reason: 'the service does not know it' }
}

async function check(call: Call) {
  try {
    const [response] = await call('GET', '/account', AbortSignal.timeout(5_000))
    return { ok: response.ok, message: `the service answers ${response.status}` }
  } catch {
    return { ok: false, message: 'the service does not answer', hint: 'Is the base URL right?' }
  }
}

function receive(request: RawRequest, secret: string): Inbound {
  const wanted = createHmac('sha256', secret).update(request.body).digest()
  const given = Buffer.from(request.headers['x-signature'] ?? '', 'hex')
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    return { is: 'refused', status: 401, reason: 'bad signature' }
  }
  const fact = JSON.parse(request.body.toString()) as { id: string; key: string; at: string; what: string }
  return { is: 'items', items: [itemOf(fact)] }
}

function itemOf({ id, key, at, what }: { id: string; key: string; at: string; what: string }): InboundItem {
  const named = { dedupe: `${id}:${what}`, at, key, providerId: id }
  if (what === 'accepted' || what === 'delivered') return { ...named, kind: 'receipt', receipt: what }
  const row: ErrorRow | undefined = errors.rows.find((one) => one.code === what)
  return { ...named, kind: 'failure', class: row?.class ?? 'failed', code: what, reason: row?.meaning ?? what }
}
