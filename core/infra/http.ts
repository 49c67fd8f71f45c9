import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, fetch as undiciFetch } from 'undici'
import type { Json } from '../contracts/index.ts'

const MAX_BYTES = 1_048_576
const TIMEOUT_MS = 10_000

/** Public unicast only: no loopback, private, link-local, CGNAT, multicast, documentation, mapped or translated ranges (reliability SEC17). */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return parsed.range() === 'unicast'
}

/**
 * A fetch for plugins: the address is checked after name resolution, in the socket itself, so that a name which answers
 * differently the second time gains nothing. http(s) on its usual ports only, no redirects, 10 s, 1 MB.
 * An account whose own `baseUrl` names another host (a sandbox on loopback) may reach exactly that origin.
 */
export function guardedFetch(settings: Record<string, Json>): typeof globalThis.fetch {
  const allowed =
    typeof settings.baseUrl === 'string' && URL.canParse(settings.baseUrl) ? new URL(settings.baseUrl).origin : null
  const publicOnly = new Agent({
    connect: { lookup: publicLookup, timeout: TIMEOUT_MS },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    maxResponseSize: MAX_BYTES,
  })
  const anywhere = new Agent({
    connect: { timeout: TIMEOUT_MS },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    maxResponseSize: MAX_BYTES,
  })
  return (async (input: string | URL, init?: RequestInit) => {
    const url = new URL(String(input))
    const own = url.origin === allowed
    if (!own) refuse(url)
    const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(init?.signal ? [init.signal] : [])])
    return undiciFetch(url, { ...(init as object), redirect: 'error', signal, dispatcher: own ? anywhere : publicOnly })
  }) as unknown as typeof globalThis.fetch
}

function refuse(url: URL): void {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new TypeError(`${url.protocol} addresses are not fetched`)
  if (url.port && url.port !== '443' && url.port !== '80') throw new TypeError(`port ${url.port} is not fetched`)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (ipaddr.isValid(host) && !isPublicAddress(host)) throw new TypeError(`${host} is not a public address`)
}

const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0)
    const blocked = addresses.find(({ address }) => !isPublicAddress(address))
    if (blocked || !addresses.length)
      return callback(
        Object.assign(new Error(`${hostname} does not resolve to a public address`), { code: 'EBLOCKED' }),
        '',
        0,
      )
    if (options.all) return (callback as any)(null, addresses)
    callback(null, addresses[0]!.address, addresses[0]!.family)
  })
}
