import { createHash } from 'node:crypto'

/** Every random choice of a round, from the seed that was printed: the same seed makes the same choices. */
export interface Random {
  /** From 0 (inclusive) to 1 (exclusive). */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number
  pick<T>(from: readonly T[]): T
  /** `count` different ones, in random order. */
  sample<T>(from: readonly T[], count: number): T[]
}

/** A stream of its own per round, so that one round can be run again alone. */
export function createRandom(seed: number, round: string): Random {
  let state = createHash('sha256').update(`${seed}/${round}`).digest().readUInt32LE(0)
  // mulberry32 (public domain, Tommy Ettinger): 32 bits of state are enough to choose instants.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    whole,
    pick: (from) => from[whole(0, from.length - 1)]!,
    sample(from, count) {
      const rest = [...from]
      return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(whole(0, rest.length - 1), 1)[0]!)
    },
  }
}
