import { isGone, keysOf, type Prepared } from './prepared.ts'
import { type StagingLines, type StagingTools, stagingLines } from './stage.ts'

/** A staged row as far as it is kept in memory: most are about new people, and their text is all that is needed. */
export interface WaveRow {
  readonly line: number
  readonly raw: string
  /** The row asks for consent. */
  readonly asks: boolean
  /** The whole row, where the merge needs it also for new people: lists by name, addresses that left. */
  readonly whole: Prepared | null
}

/** Rows of which no two can be about the same person, as far as the file tells. */
export interface Wave {
  readonly rows: readonly WaveRow[]
  readonly externalIds: boolean
  readonly staged: StagingLines
  /** The whole row again, read from its text. */
  whole(n: number): Prepared
}

export interface WaveTools extends StagingTools {
  readonly again: (line: number, raw: string) => Prepared
}

export function createWave(tools: WaveTools) {
  const rows: WaveRow[] = []
  const staged = stagingLines(tools)
  let externalIds = false
  return {
    /** @param keep holds the whole row in memory. */
    add(prepared: Prepared, keep = false): void {
      const { row, addresses } = prepared
      staged.add(rows.length, prepared)
      externalIds ||= Boolean(row.person.externalId)
      rows.push({
        line: row.line,
        raw: row.raw,
        asks: prepared.consentFor !== undefined,
        whole: keep || row.lists.length > 0 || addresses.some(isGone) ? prepared : null,
      })
    },
    done(): Wave {
      return {
        rows,
        externalIds,
        staged: staged.done(),
        whole: (n) => rows[n]!.whole ?? tools.again(rows[n]!.line, rows[n]!.raw),
      }
    },
  }
}

/**
 * Splits a batch into waves. They are merged one after the other in the same transaction, so that a second row about
 * somebody meets what the first one left, as if rows came one by one.
 */
export function createWaves(tools: WaveTools) {
  const next = new Map<string | number, number>()
  const waves: ReturnType<typeof createWave>[] = []
  return {
    add(prepared: Prepared): void {
      const keys = keysOf(prepared)
      let place = 0
      for (const key of keys) place = Math.max(place, next.get(key) ?? 0)
      for (const key of keys) next.set(key, place + 1)
      const wave = waves[place] ?? createWave(tools)
      wave.add(prepared)
      waves[place] = wave
    },
    /** Every key of the batch. */
    keys: next as ReadonlyMap<string | number, unknown>,
    done: (): Wave[] => waves.map((wave) => wave.done()),
  }
}
