import { open } from 'node:fs/promises'
import type { AddressKind } from '../../../contracts/index.ts'
import type { Definitions } from '../../attributes.ts'
import type { FileFormat } from '../options.ts'
import { afterLineEnds, byteOrderMark, decoderOf, type Encoding, lineEndBytes } from '../read/encodings.ts'
import type { CsvRecord } from '../read/split.ts'
import { bareName } from '../statuses.ts'
import { detectDelimiter, lineEndOf, readSample, sampleRows } from './dialect.ts'
import { type DetectedEncoding, detectEncoding } from './encoding.ts'
import { COMMON_COLUMNS, EXPORT_FORMATS } from './exports.ts'
import { type Suggestion, suggestMapping } from './mapping.ts'
import { badFile, MOST_COLUMNS, refuseOtherThanText } from './refuse.ts'

/** What the caller says about the file, over what was found. */
export interface ReadAs {
  readonly encoding?: Encoding | undefined
  readonly delimiter?: string | undefined
  readonly header?: boolean | undefined
}

export interface Detected {
  readonly encoding: Omit<DetectedEncoding, 'mark'> & {
    /** One line of the file in each candidate, where the encoding is uncertain. */
    readonly samples: readonly { readonly encoding: Encoding; readonly text: string }[]
  }
  readonly delimiter: string
  readonly lineEnd: 'LF' | 'CRLF' | 'CR'
  readonly quoted: boolean
  readonly header: boolean
  readonly columns: readonly { readonly index: number; readonly name: string; readonly samples: readonly string[] }[]
  readonly exportFormat: Suggestion['format']
  readonly suggested: Suggestion['columns']
  readonly offers: Suggestion['offers']
  readonly format: FileFormat
}

const SAMPLES = 5
const LONGEST_SAMPLE = 200

/**
 * Looks at a stored file: how it is written, its columns, and what they most likely mean.
 * @throws Problem validation with a sentence for what is not a CSV file with rows.
 */
export async function detectFile(
  path: string,
  size: number,
  tools: { kinds: ReadonlyMap<string, AddressKind>; definitions: Definitions },
  readAs: ReadAs = {},
): Promise<Detected> {
  await refuseOtherThanText(path, size)
  const found = await detectEncoding(path)
  const chosen = readAs.encoding && readAs.encoding !== found.encoding
  const encoding: DetectedEncoding = readAs.encoding
    ? {
        encoding: readAs.encoding,
        certain: true,
        reason: 'it was chosen',
        mark: chosen ? 0 : found.mark,
        candidates: found.candidates,
      }
    : found
  const sample = await readSample(path, encoding.encoding, encoding.mark)
  const lineEnd = lineEndOf(sample)
  const delimited = readAs.delimiter
    ? { delimiter: readAs.delimiter, declared: sample.text.startsWith(`sep=${readAs.delimiter}`) }
    : detectDelimiter(sample, lineEnd)
  const rows = sampleRows(sample, delimited.delimiter, lineEnd)
  const records = delimited.declared ? rows.slice(1) : rows
  const [first] = records
  if (!first) throw badFile('empty', 'has no rows')
  if (first.problem)
    throw badFile('quote', `cannot be read: line ${first.line} has a quotation mark that does not close`)
  if (first.fields.length > MOST_COLUMNS)
    throw badFile('too_many_columns', `has ${first.fields.length} columns; at most ${MOST_COLUMNS} are read`)
  const header = readAs.header ?? isHeader(first, records.slice(1), tools.kinds)
  if (header && records.length < 2 && sample.whole) throw badFile('header_only', 'has a header and no rows')
  const names = columnNames(first, header)
  const data = header ? records.slice(1) : records
  const columns = names.map((name, index) => ({ index, name, samples: samplesOf(data, index) }))
  const suggestion = suggestMapping(columns, tools.kinds, tools.definitions)
  const start = await placeOfData(path, encoding, lineEnd, header ? endLine(first) + 1 : first.line)
  const { mark: _, ...shown } = encoding
  return {
    encoding: { ...shown, samples: await candidateSamples(path, encoding) },
    delimiter: delimited.delimiter,
    lineEnd: lineEnd === '\r' ? 'CR' : sample.text.includes('\r\n') ? 'CRLF' : 'LF',
    quoted: records.some((row) => row.raw.includes('"')),
    header,
    columns,
    exportFormat: suggestion.format,
    suggested: suggestion.columns,
    offers: suggestion.offers,
    format: {
      encoding: encoding.encoding,
      delimiter: delimited.delimiter,
      lineEnd,
      header,
      dataOffset: start.offset,
      dataLine: start.line,
      columns: names,
    },
  }
}

/** A header names columns: no address in it, and no cell of it is a value that looks like the ones below. */
function isHeader(first: CsvRecord, rest: readonly CsvRecord[], kinds: ReadonlyMap<string, AddressKind>): boolean {
  const cells = first.fields.map((cell) => cell.trim())
  const isAddress = (cell: string) =>
    /@|^\+?\d[\d ().-]{6,}$/.test(cell) && [...kinds.values()].some((kind) => kind.parse(cell).ok)
  if (cells.some((cell) => cell.includes('@') || isAddress(cell))) return false
  const known = new Set([...Object.keys(COMMON_COLUMNS), ...EXPORT_FORMATS.flatMap((one) => Object.keys(one.columns))])
  for (const kind of kinds.values()) for (const name of kind.columns) known.add(name)
  if (cells.some((cell) => known.has(bareName(cell)))) return true
  const numeric = cells.filter((cell) => /^[\d.,-]+$/.test(cell)).length
  return (
    rest.length > 0 && numeric === 0 && new Set(cells).size === cells.length && cells.every((cell) => cell.length < 100)
  )
}

/** Doubles and empty names get a number, so that every column has a name of its own. */
function columnNames(first: CsvRecord, header: boolean): string[] {
  const seen = new Map<string, number>()
  return first.fields.map((cell, index) => {
    const clean = cell
      .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
      .trim()
      .slice(0, LONGEST_SAMPLE)
    const name = header && clean ? clean : `Column ${index + 1}`
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  })
}

function samplesOf(rows: readonly CsvRecord[], index: number): string[] {
  const samples = new Set<string>()
  for (const row of rows) {
    const text = row.fields[index]?.trim().slice(0, LONGEST_SAMPLE).replaceAll('\0', '')
    if (text) samples.add(text)
    if (samples.size === SAMPLES) break
  }
  return [...samples]
}

const endLine = (row: CsvRecord) => row.line + (row.raw.match(/\n|\r(?!\n)/g)?.length ?? 0)

/** Byte at which a physical line begins, counted in the bytes themselves. */
async function placeOfData(path: string, { encoding, mark }: DetectedEncoding, lineEnd: '\n' | '\r', line: number) {
  const file = await open(path, 'r')
  try {
    const bytes = Buffer.alloc(1_048_576)
    const { bytesRead } = await file.read(bytes, 0, bytes.length, mark)
    return {
      offset: mark + afterLineEnds(bytes.subarray(0, bytesRead), lineEndBytes(encoding, lineEnd), line - 1),
      line,
    }
  } finally {
    await file.close()
  }
}

/** The first line with letters beyond ASCII, in each encoding that it could be. */
async function candidateSamples(path: string, { certain, candidates }: DetectedEncoding) {
  if (certain) return []
  const file = await open(path, 'r')
  try {
    const bytes = Buffer.alloc(1_048_576)
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
    const text = bytes.subarray(byteOrderMark(bytes)?.length ?? 0, bytesRead)
    const high = text.findIndex((byte) => byte > 127)
    const from = text.lastIndexOf(10, Math.max(high, 0)) + 1
    const to = text.indexOf(10, Math.max(high, 0))
    const line = text.subarray(from, to < 0 ? text.length : to)
    return candidates.map((encoding) => ({ encoding, text: decoderOf(encoding)(line).trim().slice(0, LONGEST_SAMPLE) }))
  } finally {
    await file.close()
  }
}
