import { invalid, Problem } from '../errors.ts'
import type { ReaderState } from './reader.ts'
import { readState } from './state.ts'

const PATIENCE_MS = 5_000

/** Asks the sandboxes' process. @throws Problem conflict when none runs here; validation with its own words. */
export async function askSandbox<T>(
  dataDir: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  query: Record<string, string | number | undefined> = {},
  body?: unknown,
): Promise<T | null> {
  const { control } = readState(dataDir)
  if (!control) throw away()
  const url = new URL(path, `http://127.0.0.1:${control.port}`)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value))
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${control.token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => {
    throw away()
  })
  const found = (await answer.json().catch(() => ({}))) as T & { message?: string }
  if (answer.ok) return found
  if (answer.status === 404) return null
  // Another program has the port now, or another start the token.
  if (answer.status === 401) throw away()
  throw invalid([{ field: '/faults', code: 'refused', message: found.message ?? 'The sandbox refused this.' }])
}

/** What the demo's people have done; null when no sandbox answers. */
export const readReader = (dataDir: string) => askSandbox<ReaderState>(dataDir, 'GET', '/reader').catch(() => null)

const away = () =>
  new Problem(
    'conflict',
    'No sandbox runs on this machine. `carillon sandbox` starts them; CARILLON_SANDBOX=true makes `carillon start` do so.',
  )

/** For what is answered whether a stand-in runs or not. */
export function nothingWhenAway(error: unknown): null {
  if (error instanceof Problem && error.code === 'conflict') return null
  throw error
}
