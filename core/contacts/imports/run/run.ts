import type { Core } from '../../../context.ts'
import { createStorage } from '../../../infra/storage.ts'
import type { Totals } from '../options.ts'
import { type ReadFrom, readRecords } from '../read/records.ts'
import { type Batch, commitBatch } from './batch.ts'
import { finish, giveUp, tell } from './ending.ts'
import { equip } from './equip.ts'
import { type Claimed, claim, heartbeat, release } from './lease.ts'
import { nextBatch } from './next-batch.ts'

/** Rows that are committed together, about: what a kill repeats, and what memory holds twice. */
export const BATCH_ROWS = 5_000

/**
 * - `busy`: somebody else runs it, or it is not to run.
 * - `stopped`: told to stop; goes on where it was when it is run again.
 * - `lost`: cancelled, or another worker took over.
 */
export type RunResult = 'completed' | 'failed' | 'stopped' | 'lost' | 'busy'

/**
 * Runs a started import from its checkpoint to its end. Each batch is one transaction with the checkpoint, so that a kill
 * at any instant leaves whole batches only, and nothing is merged twice. At most one process runs an import.
 */
export async function runImport(
  core: Core,
  workspaceId: string,
  importId: string,
  signal: AbortSignal,
  options: { batchRows?: number } = {},
): Promise<RunResult> {
  const claimed = await claim(core, workspaceId, importId)
  if (!claimed) return 'busy'
  const stopBeat = heartbeat(core, claimed)
  try {
    const done = await mergeFile(core, claimed, signal, options.batchRows ?? BATCH_ROWS)
    if (!done) {
      await release(core, claimed)
      return 'stopped'
    }
    return await finish(core, claimed, done)
  } catch (error) {
    return await giveUp(core, claimed, error)
  } finally {
    stopBeat()
  }
}

/** Reads, checks and merges; two batches are merged at a time while the next is read. Null when told to stop. */
async function mergeFile(core: Core, claimed: Claimed, signal: AbortSignal, rows: number): Promise<Totals | null> {
  const equipment = await equip(core, claimed)
  const path = createStorage(core.config.dataDir).locate(claimed.path)
  let from: ReadFrom =
    claimed.offset === 0
      ? { offset: claimed.format.dataOffset, line: claimed.format.dataLine }
      : { offset: claimed.offset, line: claimed.totals.line }
  // The first checkpoint leaves 0, wherever the data begins.
  let stored = claimed.offset
  const lanes: { batch: Batch; done: Promise<Totals> }[] = []
  let last: Promise<Totals> = Promise.resolve(claimed.totals)
  let number = 1
  const settle = async (most: number) => {
    while (lanes.length > most) tell(core, claimed, await lanes[0]!.done, lanes.shift()!.batch.next.offset, 'running')
  }
  try {
    for await (const part of readRecords(path, claimed.format, from, rows)) {
      const batch = await nextBatch(equipment, part, { ...from, offset: stored }, number++)
      from = part.next
      stored = part.next.offset
      const clash = lanes.findLastIndex((lane) => overlap(lane.batch.keys, batch.keys))
      await settle(clash >= 0 ? lanes.length - 1 - clash : 1)
      if (signal.aborted) break
      await new Promise<void>((begun, failed) => {
        last = commitBatch(core, claimed, equipment.tools, batch, last, begun)
        last.catch(failed)
        lanes.push({ batch, done: last })
      })
    }
    await settle(0)
  } catch (error) {
    await Promise.allSettled(lanes.map((lane) => lane.done))
    throw error
  }
  return signal.aborted ? null : await last
}

function overlap(a: Batch['keys'], b: Batch['keys']): boolean {
  for (const key of a.keys()) if (b.has(key)) return true
  return false
}
