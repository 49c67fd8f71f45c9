import type { Prepared } from './prepared.ts'

/**
 * Splits a batch so that within a wave no two rows can be about the same person. Waves are merged one after the other in
 * the same transaction, so that a second row about somebody meets what the first one left, as if rows came one by one.
 */
export function waves(batch: readonly Prepared[]): Prepared[][] {
  const next = new Map<string, number>()
  const result: Prepared[][] = []
  for (const one of batch) {
    let wave = 0
    for (const key of one.keys) wave = Math.max(wave, next.get(key) ?? 0)
    for (const key of one.keys) next.set(key, wave + 1)
    const rows = result[wave] ?? []
    rows.push(one)
    result[wave] = rows
  }
  return result.map((wave) => wave.map((one, n) => (one.n === n ? one : { ...one, n })))
}
