import { randomBytes } from 'node:crypto'
import type { DeliveryEvent, Outgoing, ProviderHost, RenderBudget } from '../contracts/index.ts'

/** A UUID of version 7 (RFC 9562 §5.7): `ms` since the epoch in the first 48 bits, the rest random. */
export function uuidv7(ms: number = Date.now()): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(ms, 0, 6)
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** A send key as core makes them: `<run>.<contact>.<step>`, UUIDs in hex. */
export function sendKey(): string {
  return `${uuidv7().replaceAll('-', '')}.${uuidv7().replaceAll('-', '')}.0`
}

/** A message ready to go; what is not given is filled in. */
export function outgoing(fields: Pick<Outgoing, 'to' | 'content'> & Partial<Outgoing>): Outgoing {
  return { key: sendKey(), locale: 'en', attempt: 1, unsubscribe: null, campaignId: null, listId: null, ...fields }
}

/** An event of a new message in a new workspace; what is not given is filled in. */
export function deliveryEvent(fields: Partial<DeliveryEvent> = {}): DeliveryEvent {
  const at = fields.at ?? new Date().toISOString()
  return {
    id: uuidv7(Date.parse(at)),
    workspaceId: uuidv7(),
    campaignId: null,
    runId: uuidv7(),
    contactId: uuidv7(),
    step: 0,
    channel: 'email',
    kind: 'accepted',
    data: null,
    ...fields,
    at,
  }
}

/** A budget that is passed soon, so that a test of it is short. */
export const SMALL_BUDGET: RenderBudget = { iterations: 200, outputChars: 2_000, ms: 200 }

export interface RecordingHost extends ProviderHost {
  /** Every log line so far, as JSON. */
  readonly lines: readonly string[]
}

/**
 * What core lends to a carrier, with its log kept in memory. `fetch` follows no redirect and gives up after
 * `fetchTimeoutMs`, as core's does; it keeps no connection open, so that what stays open is the provider's own.
 */
export function recordingHost(options: { signal?: AbortSignal; fetchTimeoutMs?: number } = {}): RecordingHost {
  const lines: string[] = []
  const write = (data: object, text?: string) => void lines.push(asText(data, text))
  return {
    lines,
    log: { debug: write, info: write, warn: write, error: write },
    fetch: (input, init) => {
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))
      headers.set('connection', 'close')
      const timeout = AbortSignal.timeout(options.fetchTimeoutMs ?? 1_000)
      const own = init?.signal ?? (input instanceof Request ? input.signal : null)
      const signal = own ? AbortSignal.any([own, timeout]) : timeout
      return fetch(input, { ...init, headers, signal, redirect: 'error' })
    },
    now: Date.now,
    signal: options.signal ?? new AbortController().signal,
    publicUrl: 'https://carillon.example.org',
  }
}

/** Errors and circular objects too: a secret in an error's stack is in the log. */
export function asText(data: unknown, text = ''): string {
  const seen = new Set<unknown>()
  const json = JSON.stringify(data, (_, value) => {
    if (value instanceof Error) return { ...value, message: value.message, stack: value.stack, cause: value.cause }
    if (typeof value === 'bigint') return String(value)
    if (typeof value !== 'object' || value === null) return value
    if (seen.has(value)) return '[again]'
    seen.add(value)
    return value
  })
  return `${json} ${text}`
}
