import { accessToken, end, readMe } from '../session/session.ts'
import { ApiProblem, isAbort, problemOf, unreachable } from './problem.ts'

export type Query = Readonly<Record<string, unknown>>
export interface CallOptions {
  readonly query?: Query | undefined
  readonly signal?: AbortSignal | undefined
  /** For routes that take one: the same request twice is done once. Make it with `crypto.randomUUID()` when the form opens. */
  readonly idempotencyKey?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

const BASE = '/api/v1'

/** Calls the API as the person who is signed in. Paths are below /api/v1. @throws ApiProblem, or AbortError. */
export const api = {
  get: <T>(path: string, options?: CallOptions) => json<T>('GET', path, undefined, options),
  post: <T>(path: string, body?: unknown, options?: CallOptions) => json<T>('POST', path, body, options),
  put: <T>(path: string, body?: unknown, options?: CallOptions) => json<T>('PUT', path, body, options),
  patch: <T>(path: string, body?: unknown, options?: CallOptions) => json<T>('PATCH', path, body, options),
  delete: <T>(path: string, options?: CallOptions) => json<T>('DELETE', path, undefined, options),
  /** The bare answer: for files. */
  raw: (method: string, path: string, body?: unknown, options?: CallOptions) => call(method, path, body, options),
}

async function json<T>(method: string, path: string, body: unknown, options?: CallOptions): Promise<T> {
  const answer = await call(method, path, body, options)
  return answer.status === 204 ? (undefined as T) : answer.json()
}

async function call(method: string, path: string, body: unknown, options: CallOptions = {}): Promise<Response> {
  const first = await send(method, path, body, options, await accessToken())
  if (first.ok) return first
  // A token may be over before its time: role changed, session ended, clock of this machine wrong. Once more with a new one.
  const answer =
    first.status === 401 ? await send(method, path, body, options, await accessToken({ fresh: true })) : first
  if (answer.ok) return answer
  const problem = await problemOf(answer)
  if (problem.status === 401) end('ended')
  // The menu shows what is allowed; something was refused, so it is old.
  if (problem.status === 403) void readMe().catch(() => {})
  throw problem
}

async function send(method: string, path: string, body: unknown, options: CallOptions, token: string | null) {
  if (!token) throw new ApiProblem({ status: 401, code: 'unauthenticated', detail: 'Signed out.' })
  const plain = body === undefined || body instanceof Blob || body instanceof FormData || typeof body === 'string'
  const headers: Record<string, string> = { accept: 'application/json', authorization: `Bearer ${token}` }
  if (!plain) headers['content-type'] = 'application/json'
  if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey
  try {
    return await fetch(`${BASE}${path}${queryText(options.query)}`, {
      method,
      headers: { ...headers, ...options.headers },
      body: plain ? (body as BodyInit | undefined) : JSON.stringify(body),
      signal: options.signal,
    })
  } catch (error) {
    if (isAbort(error)) throw error
    throw unreachable()
  }
}

/** `{ kinds: ['a', 'b'], q: '' }` → `?kinds=a&kinds=b`; what is empty is left out. */
export function queryText(query: Query = {}): string {
  const pairs = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null && one !== '') pairs.append(name, String(one))
  }
  const text = pairs.toString()
  return text ? `?${text}` : ''
}
