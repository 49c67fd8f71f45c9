import type { ErrorClass, Outcome } from '../../core/contracts/index.ts'
import { errorTable, type SmtpRow } from './error-table.ts'

/** One SMTP reply: `code` 421, `enhanced` '4.3.2' or '', `text` its lines joined, without the codes. */
export interface Reply {
  readonly code: number
  readonly enhanced: string
  readonly text: string
}

type WithoutKey<O> = O extends { is: 'accepted' } ? never : Omit<O, 'key'>

/** An outcome other than 'accepted' that lacks only the message's key. */
export type Verdict = WithoutKey<Outcome>

/** How often a reply that is in no row is tried again: it is counted, and somebody should add the row. */
const UNLISTED_TRIES = 3

interface Matcher {
  readonly row: SmtpRow
  readonly basic: string
  readonly enhanced: string
  readonly words: string
}

/** Rows by how much they say, most first, so that the first that fits is the most specific. */
const matchers: readonly Matcher[] = errorTable.rows
  .map((row): Matcher => {
    const parts = /^(\d{3})?\s*(\d\.\d+\.\d+)?\s*(.*)$/s.exec(row.code)!
    return { row, basic: parts[1] ?? '', enhanced: parts[2] ?? '', words: (parts[3] ?? '').toLowerCase() }
  })
  .sort((a, b) => weight(b) - weight(a))

function weight({ basic, enhanced, words }: Matcher): number {
  return words.length * 4 + (enhanced ? 2 : 0) + (basic ? 1 : 0)
}

/** The row that says most about this reply; null where the table is silent. */
export function rowFor(reply: Reply): SmtpRow | null {
  const basic = String(reply.code)
  const text = reply.text.toLowerCase()
  return matchers.find((m) => fits(m, basic, reply.enhanced, text))?.row ?? null
}

function fits(matcher: Matcher, basic: string, enhanced: string, text: string): boolean {
  if (matcher.basic && matcher.basic !== basic) return false
  if (matcher.words) return matcher.enhanced === enhanced && text.includes(matcher.words)
  return !matcher.enhanced || matcher.enhanced === enhanced
}

/** Reads one complete reply, lines joined by LF, as it came over the wire (latin1); null where it is not one. */
export function parseReply(raw: string): Reply | null {
  const lines = raw.split('\n')
  const code = Number(/^([2-5]\d\d)(?:[ -]|$)/.exec(lines[lines.length - 1]!)?.[1])
  if (!code) return null
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})(?:\s|$)/.exec(lines[0]!)?.[1] ?? ''
  const bare = lines.map((line) => line.slice(4).replace(/^[245]\.\d{1,3}\.\d{1,3}(?:\s+|$)/, ''))
  const text = Buffer.from(bare.join(' ').trim(), 'latin1').toString('utf8')
  return { code, enhanced, text }
}

/** A reply in the server's own words, as it is shown and stored; bounded, without control characters. */
export function wordsOf(reply: Reply): string {
  const words = `${codeOf(reply)} ${reply.text}`.trim()
  return words.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').slice(0, 500)
}

function codeOf(reply: Reply): string {
  return reply.enhanced ? `${reply.code} ${reply.enhanced}` : String(reply.code)
}

/**
 * What a reply other than 2yz means for the message it was about. Pure; the most specific row wins; a code in no row
 * is tried again, at most 3 times.
 */
export function classify(reply: Reply): Verdict {
  const row = rowFor(reply)
  const said = { code: codeOf(reply), reason: wordsOf(reply) }
  if (!row) return { is: 'retry', scope: 'message', tries: UNLISTED_TRIES, ...said }
  return verdictOf(row, said)
}

const REJECTIONS: ReadonlySet<ErrorClass> = new Set(['dead_address', 'opted_out', 'content', 'config', 'failed'])

function verdictOf(row: SmtpRow, said: { code: string; reason: string }): Verdict {
  if (row.class === 'unknown') return { is: 'unknown', ...said }
  if (REJECTIONS.has(row.class)) {
    return { is: 'rejected', class: row.class as 'failed', ...said }
  }
  const scope = row.scope ?? (row.class === 'throttle' || row.class === 'stop_sender' ? 'sender' : 'message')
  const afterMs = row.class === 'retry_now' ? 0 : row.waitMs
  return {
    is: 'retry',
    scope,
    ...(afterMs === undefined ? {} : { afterMs }),
    ...(row.tries === undefined ? {} : { tries: row.tries }),
    ...said,
  }
}
