import { describeProperties, type Property } from '../property.ts'
import { closingProperties } from './closing.ts'
import { declarationProperties } from './declaration.ts'
import { faultProperties } from './faults.ts'
import { inboundProperties } from './inbound.ts'
import { secretProperties } from './secrets.ts'
import { sendingProperties } from './sending.ts'
import type { ProviderSubject } from './subject.ts'

export type { Acceptance, Fault, ProviderSubject, StandIn, StandInCallbacks } from './subject.ts'

/** All that must hold for a provider, each to be run by hand too. */
export const providerProperties: readonly Property<ProviderSubject>[] = [
  ...declarationProperties,
  ...sendingProperties,
  ...faultProperties,
  ...inboundProperties,
  ...secretProperties,
  ...closingProperties,
]

/** Runs every property of a provider as a vitest test. */
export function describeProvider(subject: ProviderSubject): void {
  describeProperties(`provider ${subject.provider.id}`, providerProperties, subject)
}
