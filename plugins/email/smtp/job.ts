import type { Verdict } from '../errors.ts'
import type { Mail } from './compose.ts'
import type { Opened } from './connect.ts'

/** What becomes of one message. */
export type Settled = Verdict | { is: 'accepted'; providerId?: string }

/** One message on its way; settled exactly once. */
export interface Job {
  readonly mail: Mail
  /** Whoever waits for it has gone. */
  readonly signal: AbortSignal
  /** On `performance.now()`: after this the body may not begin. */
  readonly notAfter: number
  settle(settled: Settled): void
}

/** What a session asks of the pool that owns it. */
export interface SessionOwner<J extends Job> {
  /** The next message to send over this session, already fit for it; null when there is none. */
  next(session: Session): J | null
  /** The connection ended before this message's final dot was written: it was surely not taken. */
  lost(job: J, code: string, reason: string): void
  idle(session: Session): void
  ended(session: Session): void
  readonly now: () => number
  readonly replyMs: number
  readonly finalMs: number
}

export interface Session {
  readonly opened: Opened
  /** Messages this session has had accepted. */
  delivered(): number
  /** Begins to send, when idle. */
  start(): void
  /** Ends what waits longer than it may. Called a few times a second: a timer per reply would cost more than the reply. */
  check(now: number): void
  /** Gives a message that is no longer waited for, and whose body has not begun, so many ms more. */
  hurry(ms: number): void
  /** Says QUIT as soon as nothing is under way. */
  quit(): void
  destroy(reason: string): void
  idleSince(): number
}

/**
 * How far a message got. Up to BODY the final dot has surely not left; from FLUSHED on, only a reply tells whether the
 * server took it (RFC 5321 §4.2.5, §6.1).
 */
export const ENVELOPE = 0
export const BODY = 1
export const FLUSHED = 2

export interface Flight<J> {
  readonly job: J
  phase: typeof ENVELOPE | typeof BODY | typeof FLUSHED
  refused: Verdict | null
}

/** The time in which a message was ours to send has passed. */
export const NOT_BEGUN = {
  is: 'retry',
  scope: 'message',
  afterMs: 0,
  code: 'not_begun',
  reason: 'not begun: its time had passed',
} as const
