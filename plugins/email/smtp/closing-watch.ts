import type { Settled } from './job.ts'

/** So many 421 in a row, and it is the account that is not wanted for now. */
const CLOSINGS = 3
const REST_MS = 60_000

/**
 * Watches for servers that close one connection after the other: the third 421 in a row, without a message taken in
 * between, slows all of the account and not only the messages that met it.
 */
export function createClosingWatch(): (settled: Settled) => Settled {
  let inARow = 0
  return (settled) => {
    if (settled.is === 'accepted') inARow = 0
    if (settled.is !== 'retry' || !settled.code.startsWith('421')) return settled
    inARow++
    if (inARow < CLOSINGS || settled.scope === 'destination') return settled
    return { ...settled, scope: 'sender', afterMs: Math.max(REST_MS, settled.afterMs ?? 0) }
  }
}
