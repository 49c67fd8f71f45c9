import type { ProviderSubject } from '../../../core/testing/index.ts'
import type { Breaker } from '../breakers.ts'
import { closingBreakers } from './closing.ts'
import { declarationBreakers } from './declaration.ts'
import { faultsBreakers } from './faults.ts'
import { inboundBreakers } from './inbound.ts'
import { sendingBreakers } from './sending.ts'

/** For each property of a provider, a provider that lacks it. */
export const providerBreakers: readonly Breaker<ProviderSubject>[] = [
  ...declarationBreakers,
  ...sendingBreakers,
  ...faultsBreakers,
  ...inboundBreakers,
  ...closingBreakers,
]
