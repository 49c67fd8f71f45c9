import { open } from 'node:fs/promises'
import { decoderOf, type Encoding } from '../read/encodings.ts'
import { type CsvRecord, splitRecords } from '../read/split.ts'

export const DELIMITERS = [',', ';', '\t', '|'] as const

const SAMPLE_BYTES = 262_144
const SAMPLE_ROWS = 200

export interface Sample {
  readonly text: string
  /** All of the file is in `text`. */
  readonly whole: boolean
}

/** The start of a file as text, without its byte order mark. */
export async function readSample(path: string, encoding: Encoding, mark: number): Promise<Sample> {
  const file = await open(path, 'r')
  try {
    const bytes = Buffer.alloc(SAMPLE_BYTES)
    const { bytesRead } = await file.read(bytes, 0, SAMPLE_BYTES, mark)
    const text = decoderOf(encoding)(bytes.subarray(0, bytesRead))
    return { text, whole: bytesRead < SAMPLE_BYTES }
  } finally {
    await file.close()
  }
}

/** LF also ends CRLF lines; CR alone is old, and counts only where there is no LF. */
export const lineEndOf = ({ text }: Sample): '\n' | '\r' => (!text.includes('\n') && text.includes('\r') ? '\r' : '\n')

/** First rows under a delimiter. The last of a cut sample is left out: it may be half a row. */
export function sampleRows(sample: Sample, delimiter: string, lineEnd: '\n' | '\r'): CsvRecord[] {
  const end = sample.whole ? sample.text.length : sample.text.lastIndexOf(lineEnd) + 1
  const { records } = splitRecords(sample.text.slice(0, end || undefined), { delimiter, lineEnd }, 1, sample.whole)
  return records.slice(0, SAMPLE_ROWS)
}

export interface DetectedDelimiter {
  readonly delimiter: string
  /** The file names it itself: Excel's `sep=;` line, which is not data. */
  readonly declared: boolean
}

/**
 * The delimiter under which most rows have the same number of cells, and the more cells the better. A file with one column
 * has none; it is read with commas.
 */
export function detectDelimiter(sample: Sample, lineEnd: '\n' | '\r'): DetectedDelimiter {
  const declared = /^sep=(.)\r?(?:\n|\r|$)/.exec(sample.text)?.[1]
  if (declared) return { delimiter: declared, declared: true }
  let best = { delimiter: ',', score: 0 }
  for (const delimiter of DELIMITERS) {
    const rows = sampleRows(sample, delimiter, lineEnd).filter((row) => !row.problem)
    const first = rows[0]?.fields.length ?? 0
    if (first < 2) continue
    const same = rows.filter((row) => row.fields.length === first).length / rows.length
    const score = same * Math.log2(first + 1)
    if (score > best.score * 1.05) best = { delimiter, score }
  }
  return { delimiter: best.delimiter, declared: false }
}
