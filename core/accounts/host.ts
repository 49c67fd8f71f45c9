import type { Core } from '../context.ts'
import type { ProviderHost } from '../contracts/index.ts'
import { guardedFetch } from '../infra/http.ts'
import { readDomainKey } from './domains/keys.ts'

/** What core lends to a carrier of one workspace. */
export function providerHost(
  core: Core,
  workspaceId: string,
  settings: Record<string, any>,
  log: ProviderHost['log'],
  signal: AbortSignal,
): ProviderHost {
  return {
    log,
    fetch: guardedFetch(settings),
    now: Date.now,
    signal,
    publicUrl: core.config.publicUrl,
    domainKey: (domain) => readDomainKey(core, workspaceId, domain),
  }
}
