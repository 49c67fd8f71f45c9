import { open } from 'node:fs/promises'
import { afterLastLineEnd, afterLineEnds, decoderOf, type Encoding, lineEndBytes } from './encodings.ts'
import { type CsvRecord, type Dialect, LONGEST_FIELD, splitRecords } from './split.ts'

export interface ReadFrom {
  /** Byte at which a record begins. */
  readonly offset: number
  /** Physical line of that byte, 1 being the first. */
  readonly line: number
}

/** Some records, and where the next one begins: what a checkpoint stores. */
export interface Part {
  readonly records: CsvRecord[]
  readonly next: ReadFrom
  readonly atEnd: boolean
}

const LARGEST_BLOCK = 262_144
const SMALLEST_BLOCK = 4096
/** A row is rarely shorter: a block of this many bytes a row holds about as many rows as are asked for. */
const SHORT_ROW = 50
/** A line longer than this is refused without being kept in memory: four bytes for each character of a field. */
const LONGEST_LINE = LONGEST_FIELD * 4

/**
 * Reads a file in parts of about `rows` records, each part ending at a record's end. Memory is bounded by the part, not by
 * the file. Offsets are exact in every encoding, because line ends are counted in the bytes themselves.
 */
export async function* readRecords(
  path: string,
  format: Dialect & { readonly encoding: Encoding },
  from: ReadFrom,
  rows: number,
): AsyncGenerator<Part> {
  const blockSize = Math.max(SMALLEST_BLOCK, Math.min(LARGEST_BLOCK, rows * SHORT_ROW))
  const decode = decoderOf(format.encoding)
  const end = lineEndBytes(format.encoding, format.lineEnd)
  const file = await open(path, 'r')
  // One for all reads: thousands of them would wait for the collector outside the heap, where it does not see them.
  const block = Buffer.allocUnsafe(blockSize)
  try {
    let { offset, line } = from
    let held: Buffer = Buffer.alloc(0)
    let position = offset
    let records: CsvRecord[] = []
    for (let atEnd = false; !atEnd; ) {
      const { bytesRead } = await file.read(block, 0, blockSize, position)
      position += bytesRead
      atEnd = bytesRead === 0
      const bytes = held.length ? Buffer.concat([held, block.subarray(0, bytesRead)]) : block.subarray(0, bytesRead)
      const whole = atEnd ? bytes.length : afterLastLineEnd(bytes, end)
      if (whole === 0 && !atEnd) {
        if (bytes.length <= LONGEST_LINE) {
          held = Buffer.from(bytes)
          continue
        }
        const raw = decode(bytes.subarray(0, 2000))
        records.push({ line, fields: [], raw, problem: 'too_long' })
        const after = await skipLine(file, position, end)
        ;[position, offset, held] = [after, after, Buffer.alloc(0)]
        line++
        continue
      }
      const split = splitRecords(decode(bytes.subarray(0, whole)), format, line, atEnd)
      const used = atEnd ? bytes.length : afterLineEnds(bytes, end, split.lines)
      for (const record of split.records) records.push(record)
      held = Buffer.from(bytes.subarray(used))
      offset += used
      line += split.lines
      if (records.length >= rows || atEnd) {
        yield { records, next: { offset, line }, atEnd }
        records = []
      }
    }
  } finally {
    await file.close()
  }
}

/** Byte after the end of the line that `from` lies in. */
async function skipLine(file: Awaited<ReturnType<typeof open>>, from: number, end: Buffer): Promise<number> {
  const block = Buffer.allocUnsafe(LARGEST_BLOCK)
  for (let position = from; ; ) {
    const { bytesRead } = await file.read(block, 0, LARGEST_BLOCK, position)
    if (bytesRead === 0) return position
    const bytes = block.subarray(0, bytesRead)
    const after = afterLineEnds(bytes, end, 1)
    if (after < bytesRead || afterLastLineEnd(bytes, end) === bytesRead) return position + after
    position += bytesRead
  }
}
