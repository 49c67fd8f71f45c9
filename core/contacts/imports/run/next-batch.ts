import { setImmediate as breathe } from 'node:timers/promises'
import type { Part, ReadFrom } from '../read/records.ts'
import type { Batch } from './batch.ts'
import type { Equipment } from './equip.ts'
import type { Refusal } from './rows/row.ts'
import { createWaves } from './rows/wave.ts'

/**
 * Rows checked without a break, about 3 ms. A whole batch at a stretch kept both merges waiting for their next statement, and
 * every request of the same process, for 100 ms.
 */
const AT_A_STRETCH = 250

/** Checks the rows of a part of the file and sorts them into waves. */
export async function nextBatch(
  { read, prepare, tools }: Equipment,
  part: Part,
  from: ReadFrom,
  number: number,
): Promise<Batch> {
  const waves = createWaves(tools)
  const refused: Refusal[] = []
  let refusedRows = 0
  for (const [n, record] of part.records.entries()) {
    if (n % AT_A_STRETCH === AT_A_STRETCH - 1) await breathe()
    const result = read(record)
    if ('row' in result) waves.add(prepare(result.row))
    else {
      refused.push(...result.refusals)
      refusedRows++
    }
  }
  return { number, from, next: part.next, waves: waves.done(), refused, refusedRows, keys: waves.keys }
}
