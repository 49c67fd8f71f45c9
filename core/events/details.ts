import type { EventKind, Json } from '../contracts/index.ts'

/** Kinds whose class and code are counted beside them: what went wrong, and how often. */
const DETAILED: ReadonlySet<EventKind> = new Set(['failed', 'deferred', 'unknown', 'bounced'])

/** A provider that numbers its codes must not make a count of each: one batch adds so many, the rest is `other`. */
const MOST_CODES = 20
const CODE = /^[\w .:-]{1,40}$/

/** One cause of an event kind, with how often it came. */
export interface CauseCount {
  readonly kind: EventKind
  readonly class: string
  readonly code: string
  readonly count: number
}

/**
 * Adds the causes of a batch's events to its counts, as kinds of their own: `failed/dead_address/5.1.1`. Events without
 * data, which nearly all are, cost nothing.
 */
export function countCause(
  counts: Map<string, number>,
  kind: EventKind,
  data: Readonly<Record<string, Json>> | null | undefined,
): void {
  if (!data || !DETAILED.has(kind)) return
  const part = (value: Json | undefined) => (typeof value === 'string' && CODE.test(value) ? value : 'other')
  const full = `${kind}/${part(data.class)}/${part(data.code)}`
  const name = counts.has(full) || counts.size < MOST_CODES ? full : `${kind}/${part(data.class)}/other`
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** Reads back what `countCause` wrote; null for a plain kind. */
export function causeOf(kind: string, count: number): CauseCount | null {
  const [of, cause, code] = kind.split('/')
  return of && cause ? { kind: of as EventKind, class: cause, code: code ?? '', count } : null
}
