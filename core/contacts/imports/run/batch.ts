import type pg from 'pg'
import type { Core } from '../../../context.ts'
import { sqlState } from '../../../errors.ts'
import type { Totals } from '../options.ts'
import type { Part, ReadFrom } from '../read/records.ts'
import { type Claimed, checkpoint, LeaseLost, standsAt } from './lease.ts'
import { ChangedMeanwhile, type Merged, type MergeTools, mergeWave } from './merge/merge.ts'
import type { Prepared } from './rows/prepared.ts'
import type { Refusal } from './rows/row.ts'
import { STAGING } from './rows/stage.ts'
import { createWave, type Wave, type WaveTools } from './rows/wave.ts'

/** A part of the file, read and checked. */
export interface Batch {
  /** Number of this batch in this run, from 1. */
  readonly number: number
  readonly from: ReadFrom
  readonly next: Part['next']
  readonly waves: readonly Wave[]
  /** Rows refused without asking the database; several refusals may be about one row. */
  readonly refused: readonly Refusal[]
  readonly refusedRows: number
  readonly keys: ReadonlyMap<string | number, unknown>
}

/** For the merge, and for rows that have to be staged again. */
export type BatchTools = MergeTools & WaveTools

/** The batch before this one: its totals once it is committed. */
export type Before = Promise<Totals>

const TRIES = 6
/** Deadlock, serialization, a key that somebody else took between looking and writing. */
const RETRY = new Set(['40P01', '40001', '23505', '23503'])

/**
 * Merges a batch while the one before it may still be at work, and commits after it: the advisory lock of a batch is held
 * until its transaction ends, so that waiting for it is seen by PostgreSQL's deadlock detector.
 * @param begun called once the lock is held: the next batch may start.
 */
export async function commitBatch(
  core: Core,
  claimed: Claimed,
  tools: BatchTools,
  batch: Batch,
  before: Before,
  begun: () => void,
): Promise<Totals> {
  for (let tries = 1; ; tries++) {
    try {
      return await core.db.direct(claimed.workspaceId, async (client) => {
        await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, $2))`, [claimed.id, batch.number])
        begun()
        // A crash of the server may take back the last half second, checkpoint included: it is read from the file again.
        await client.query(`SET LOCAL synchronous_commit = off; ${STAGING}`)
        const merged = await mergeBatch(client, tools, batch.waves)
        await storeRefusals(client, claimed, [...batch.refused, ...merged.refusals])
        await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, $2))', [claimed.id, batch.number - 1])
        if (!(await standsAt(client, claimed, batch.from.offset))) {
          // The one before was rolled back and is tried again: it may wait for rows that we hold.
          if (tries === 1) throw new ChangedMeanwhile('the batch before is not committed')
          throw new LeaseLost()
        }
        // It is committed; its answer may still be on the way.
        const totals = add(await before, merged.totals, batch.refusedRows)
        if (!(await checkpoint(client, claimed, batch.from.offset, batch.next, totals))) throw new LeaseLost()
        return totals
      })
    } catch (error) {
      begun()
      const again = error instanceof ChangedMeanwhile || RETRY.has(sqlState(error) ?? '')
      if (!again || tries >= TRIES) throw error
      // Alone from now on: whatever we met is committed or gone.
      await before
      core.log.debug(
        { importId: claimed.id, batch: batch.number, tries, err: error },
        'a batch of an import is merged again',
      )
    }
  }
}

async function mergeBatch(client: pg.PoolClient, tools: BatchTools, waves: readonly Wave[]): Promise<Merged> {
  let totals: Totals | undefined
  const refusals: Refusal[] = []
  const queue = [...waves]
  for (let wave = queue.shift(); wave; wave = queue.shift()) {
    const merged = await mergeWave(client, tools, wave)
    totals = totals ? add(totals, merged.totals, 0) : merged.totals
    refusals.push(...merged.refusals)
    if (merged.deferred.length) queue.unshift(waveOf(tools, merged.deferred))
  }
  return { totals: totals ?? ZERO, refusals, deferred: [] }
}

function waveOf(tools: WaveTools, rows: readonly Prepared[]): Wave {
  const wave = createWave(tools)
  for (const one of rows) wave.add(one, true)
  return wave.done()
}

const ZERO: Totals = {
  rows: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  refused: 0,
  consentGiven: 0,
  consentWithheld: 0,
  suppressed: 0,
}

function add(a: Totals, b: Totals, refusedRows: number): Totals {
  const sum = {} as Totals
  for (const name of Object.keys(ZERO) as (keyof Totals)[]) sum[name] = (a[name] ?? 0) + b[name]
  sum.rows += refusedRows
  sum.refused += refusedRows
  return sum
}

/** Longest raw row that the report keeps; the file itself is kept whole. */
const LONGEST_RAW = 100_000

async function storeRefusals(client: pg.PoolClient, claimed: Claimed, refusals: readonly Refusal[]): Promise<void> {
  const parts = new Map<number, number>()
  for (let at = 0; at < refusals.length; at += 1000) {
    const data = refusals.slice(at, at + 1000).map(({ line, column, code, reason, raw }) => {
      const part = parts.get(line) ?? 0
      parts.set(line, part + 1)
      return {
        line,
        part,
        column_name: storable(column),
        code,
        reason: storable(reason),
        raw: storable(raw.slice(0, LONGEST_RAW)),
      }
    })
    await client.query(
      `INSERT INTO import_rejects (workspace_id, import_id, line, part, column_name, code, reason, raw)
       SELECT $1, $2, s.* FROM jsonb_to_recordset($3::jsonb)
         AS s(line bigint, part smallint, column_name text, code text, reason text, raw text)`,
      [claimed.workspaceId, claimed.id, JSON.stringify(data)],
    )
  }
}

/** PostgreSQL stores no NUL and no half surrogates; ␀ shows where one was. */
const storable = <T extends string | null>(text: T) => text?.replaceAll('\0', '\u2400').toWellFormed() ?? null
