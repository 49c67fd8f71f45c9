/**
 * States of a message, as small numbers in the ledger. The order of 3 to 6 is the order of receipts: a later one implies
 * the earlier, and nothing moves back.
 */
export const STATE = {
  planned: 0,
  queued: 1,
  sending: 2,
  accepted: 3,
  sent: 4,
  delivered: 5,
  read: 6,
  deferred: 10,
  failed: 20,
  unknown: 21,
  needs_review: 22,
  suppressed: 30,
  expired: 31,
  cancelled: 32,
} as const
export type StateName = keyof typeof STATE
export type StateCode = (typeof STATE)[StateName]

const NAMES = new Map<number, StateName>(Object.entries(STATE).map(([name, code]) => [code, name as StateName]))

/** @throws for a number that is no state. */
export function stateName(code: number): StateName {
  const name = NAMES.get(code)
  if (!name) throw new RangeError(`no message state has the code ${code}`)
  return name
}

/** Something is still to happen with these; a run is finished when it has none. */
export const OPEN_STATES: readonly StateCode[] = [
  STATE.planned,
  STATE.queued,
  STATE.sending,
  STATE.deferred,
  STATE.unknown,
]

/** Nothing has left us yet: these may still be cancelled, expire or be suppressed. */
export const UNSENT_STATES: readonly StateCode[] = [STATE.planned, STATE.queued, STATE.deferred]

/** Where a receipt moves a message that stands in `from`; null when it changes nothing (late, doubled, out of order). */
export function afterReceipt(from: number, to: 'accepted' | 'sent' | 'delivered' | 'read'): StateCode | null {
  const target = STATE[to]
  if (from >= STATE.accepted && from <= STATE.read) return target > from ? target : null
  // A delivery after a failure report is true all the same (several devices, a relay's second try); nothing else lifts a failure.
  if (from === STATE.failed) return target >= STATE.delivered ? target : null
  if (from === STATE.sending || from === STATE.unknown || from === STATE.needs_review) return target
  return null
}

/** Where a failure report moves a message; a delivered or read message stays so. */
export function afterFailure(from: number): StateCode | null {
  return from === STATE.delivered || from === STATE.read || from === STATE.failed || from >= STATE.suppressed
    ? null
    : STATE.failed
}
