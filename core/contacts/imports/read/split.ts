/** One row of a file. `line` is the physical line it begins on, 1 being the first of the file. */
export interface CsvRecord {
  readonly line: number
  readonly fields: readonly string[]
  readonly raw: string
  /** It is not CSV: a quotation mark that does not close, or text after a closing one. */
  readonly problem?: 'quote' | 'too_long'
}

export interface Dialect {
  /** One character. */
  readonly delimiter: string
  /** '\n' also ends '\r\n' lines. */
  readonly lineEnd: '\n' | '\r'
}

export interface Split {
  readonly records: CsvRecord[]
  /** Physical lines used up; what is left is the start of a record whose quotation mark has not closed yet. */
  readonly lines: number
}

/** A field is at most this long, in characters: a quotation mark that has not closed by then never will. */
export const LONGEST_FIELD = 2_000_000

/**
 * Splits text that ends with a whole line into records (RFC 4180). Quotation marks count only at the start of a field,
 * as in real exports (`5" pipe` is text). A record that is not CSV is given back as its first line alone, and reading
 * goes on with the next line: one stray mark costs one row, not the rest of the file.
 * @param atEnd nothing comes after `text`, so that a mark still open is a mistake.
 */
export function splitRecords(text: string, dialect: Dialect, firstLine: number, atEnd: boolean): Split {
  const { delimiter, lineEnd } = dialect
  const records: CsvRecord[] = []
  let at = 0
  let lines = 0
  let quote = text.indexOf('"')
  while (at < text.length) {
    const found = text.indexOf(lineEnd, at)
    const end = found < 0 ? text.length : found
    const line = firstLine + lines
    if (quote >= 0 && quote < at) quote = text.indexOf('"', at)
    if (quote < 0 || quote > end) {
      const raw = cutReturn(text, at, end, lineEnd)
      if (raw.trim() !== '') records.push({ line, fields: raw.split(delimiter), raw })
      at = end + 1
      lines++
      continue
    }
    const read = readQuoted(text, at, delimiter, lineEnd)
    if (read === 'open' && !atEnd && text.length - at < LONGEST_FIELD) break
    if (typeof read === 'string') {
      records.push({ line, fields: [], raw: cutReturn(text, at, end, lineEnd), problem: 'quote' })
      at = end + 1
      lines++
      continue
    }
    records.push({ line, fields: read.fields, raw: cutReturn(text, at, read.end, lineEnd) })
    at = read.end + 1
    lines += read.lines
  }
  return { records, lines }
}

function cutReturn(text: string, from: number, to: number, lineEnd: string): string {
  return text.slice(from, lineEnd === '\n' && to > from && text.charCodeAt(to - 1) === 13 ? to - 1 : to)
}

/** One record that holds quotation marks: its fields, the place of its line end, and how many lines it takes. */
function readQuoted(
  text: string,
  from: number,
  delimiter: string,
  lineEnd: string,
): { fields: string[]; end: number; lines: number } | 'open' | 'text_after' {
  const fields: string[] = []
  let at = from
  let lines = 1
  for (;;) {
    if (text[at] !== '"') {
      const next = text.indexOf(delimiter, at)
      const ending = text.indexOf(lineEnd, at)
      const end = ending < 0 ? text.length : ending
      if (next < 0 || next > end) {
        fields.push(cutReturn(text, at, end, lineEnd))
        return { fields, end, lines }
      }
      fields.push(text.slice(at, next))
      at = next + 1
      continue
    }
    const close = closingQuote(text, at + 1)
    if (close < 0) return 'open'
    const inner = text.slice(at + 1, close)
    fields.push(inner.includes('"') ? inner.replaceAll('""', '"') : inner)
    lines += countOf(inner, lineEnd)
    at = close + 1
    if (text[at] === '\r' && lineEnd === '\n' && (text[at + 1] === '\n' || at + 1 === text.length)) at++
    if (at >= text.length || text[at] === lineEnd) return { fields, end: at, lines }
    if (text[at] !== delimiter) return 'text_after'
    at++
  }
}

function closingQuote(text: string, from: number): number {
  let at = from
  for (;;) {
    const found = text.indexOf('"', at)
    if (found < 0 || found - from > LONGEST_FIELD) return -1
    if (text[found + 1] !== '"') return found
    at = found + 2
  }
}

function countOf(text: string, part: string): number {
  let count = 0
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count++
  return count
}
