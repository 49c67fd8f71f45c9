import { type Basis, GATE_REASONS, SUPPRESSION_REASONS, type SuppressionReason } from '../../core/consent/gate.ts'

/** A person as the gate may find them. */
export interface GatePerson {
  readonly erased: boolean
  readonly held: boolean
  readonly objected: boolean
  readonly address: 'active' | 'bouncing' | 'dead' | 'ended' | null
  /** On every channel of the kind of address; on the channel. */
  readonly everywhere: { readonly reason: SuppressionReason; readonly marketingOnly: boolean } | null
  readonly onChannel: { readonly reason: SuppressionReason; readonly marketingOnly: boolean } | null
  readonly consent: {
    readonly state: 'given' | 'withdrawn' | 'pending' | 'expired'
    readonly basis: 'consent' | 'existing_customer'
  } | null
  /** Marketing messages of the channel that have left within the cap's days. */
  readonly received: number
}

export interface Asked {
  readonly basis: Basis
  readonly channel: 'opt-in' | 'opt-out'
  readonly cap: number | null
}

/** What the gate must say, in the order of reliability.md X5; written without a look at its SQL. */
export function expectedReason(person: GatePerson, { basis, channel, cap }: Asked): string | null {
  const marketing = basis === 'consent' || basis === 'existing_customer'
  const reasons = new Set<string>()
  if (person.erased) reasons.add('erased')
  if (person.held) reasons.add('held')
  if (marketing && person.objected) reasons.add('objected')
  if (person.address === null) reasons.add('no_address')
  if (person.address !== null)
    for (const one of [person.everywhere, person.onChannel])
      if (one && (marketing || !one.marketingOnly)) reasons.add(`suppressed_${one.reason}`)
  if (person.address === 'dead') reasons.add('address_dead')
  if (person.address === 'ended') reasons.add('address_ended')
  if (marketing) {
    const { state, basis: given } = person.consent ?? { state: 'none', basis: null }
    if (state === 'withdrawn') reasons.add('withdrawn')
    if (channel === 'opt-in') {
      if (state === 'pending') reasons.add('consent_pending')
      if (state === 'expired') reasons.add('consent_expired')
      if (state === 'none' || (state === 'given' && basis === 'consent' && given !== 'consent'))
        reasons.add('no_consent')
    }
    if (cap !== null && person.received >= cap) reasons.add('capped')
  }
  return GATE_REASONS.find((reason) => reasons.has(reason)) ?? null
}

export { SUPPRESSION_REASONS }
