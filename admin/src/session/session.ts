import type { Static } from 'typebox'
import type { MeSchema, SignedInSchema } from '../../../core/workspaces/schema.ts'
import { isProblem, problemOf, unreachable } from '../data/problem.ts'
import { alone, hearTabs, tellTabs } from './broadcast.ts'
import { remembered } from './memory.ts'

export type Me = Static<typeof MeSchema>
type SignedIn = Static<typeof SignedInSchema>

/** Why nobody is signed in: never was, left, or the session is over (elsewhere, by an admin, by time). */
export type OutBecause = 'nobody' | 'signed_out' | 'ended'
export type Session =
  | { readonly is: 'starting' }
  | { readonly is: 'away' }
  | { readonly is: 'out'; readonly because: OutBecause }
  | { readonly is: 'in'; readonly me: Me }

/** Asked for anew this long before it ends: a request must not die on the way. */
const EARLY_MS = 30_000

let session: Session = { is: 'starting' }
let access: { readonly token: string; readonly until: number } | null = null
let refreshing: Promise<string | null> | null = null
const listeners = new Set<() => void>()

export const readSession = () => session
export function watchSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function become(next: Session): void {
  session = next
  for (const listener of listeners) listener()
}

/** A good access token; null when the session is over. @throws ApiProblem when the server is away. */
export async function accessToken(options: { fresh?: boolean } = {}): Promise<string | null> {
  if (!options.fresh && access && access.until - EARLY_MS > Date.now()) return access.token
  refreshing ??= refresh().finally(() => {
    refreshing = null
  })
  return refreshing
}

/** At the start: the cookie of an earlier visit may still be good. */
export async function resume(): Promise<void> {
  if (!remembered.signedIn()) return become({ is: 'out', because: 'nobody' })
  try {
    if (await accessToken({ fresh: true })) await readMe()
  } catch {
    become({ is: 'away' })
  }
}

/** @throws ApiProblem: `unauthenticated` for a wrong pair, `locked` with `retryAfter` after too many tries. */
export async function signIn(email: string, password: string): Promise<void> {
  const workspaceId = remembered.workspaceId()
  const body = { email, password }
  try {
    take(await ask<SignedIn>('/sign-in', { body: workspaceId ? { ...body, workspaceId } : body }))
  } catch (error) {
    // The workspace remembered here may be another person's.
    if (!workspaceId || !isProblem(error) || error.code !== 'not_found') throw error
    take(await ask<SignedIn>('/sign-in', { body }))
  }
  await readMe()
  tellTabs('signed_in')
}

export async function signOut(): Promise<void> {
  const token = await accessToken().catch(() => null)
  if (token) await ask('/sign-out', { token }).catch(() => {})
  end('signed_out')
  tellTabs('signed_out')
}

/** Another workspace of the same person; the page starts anew with it. */
export async function switchWorkspace(workspaceId: string): Promise<void> {
  take(await ask<SignedIn>('/switch', { token: await accessToken(), body: { workspaceId } }))
  await readMe()
}

/** Reads who I am again: a role may have changed. */
export async function readMe(): Promise<void> {
  const token = await accessToken()
  if (token) become({ is: 'in', me: await ask<Me>('/me', { token, method: 'GET' }) })
}

export function end(because: OutBecause): void {
  access = null
  remembered.forget()
  if (session.is !== 'out') become({ is: 'out', because })
}

async function refresh(): Promise<string | null> {
  try {
    return await alone(async () => {
      const workspaceId = remembered.workspaceId()
      const body = workspaceId ? { workspaceId } : {}
      return take(await ask<SignedIn>('/refresh', { body }))
    })
  } catch (error) {
    if (!isProblem(error) || ![401, 403, 404].includes(error.status)) throw error
    end(session.is === 'starting' ? 'nobody' : 'ended')
    return null
  }
}

function take(given: SignedIn): string {
  access = { token: given.accessToken, until: Date.now() + given.expiresIn * 1000 }
  remembered.keep(given.workspaceId)
  return access.token
}

async function ask<T>(
  path: string,
  { method = 'POST', body, token }: { method?: string; body?: object; token?: string | null },
): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body) headers['content-type'] = 'application/json'
  if (token) headers.authorization = `Bearer ${token}`
  const request = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
  const answer = await fetch(`/api/v1/auth${path}`, request).catch(() => {
    throw unreachable()
  })
  if (!answer.ok) throw await problemOf(answer)
  return answer.status === 204 ? (undefined as T) : answer.json()
}

hearTabs((word) => {
  if (word === 'signed_out') end('ended')
  else if (session.is === 'out') void resume()
})
