import type { ProviderHost } from '../../../core/contracts/index.ts'
import type { Verdict } from '../errors.ts'
import { createClosingWatch } from './closing-watch.ts'
import type { Mail } from './compose.ts'
import type { OpenError, Opened } from './connect.ts'
import { type Job, NOT_BEGUN, type Session, type Settled } from './job.ts'
import { openVerdict } from './open-verdict.ts'
import { createQueue } from './queue.ts'
import { createSession } from './session.ts'
import type { SmtpAccount } from './settings.ts'

/** How long a message may wait for a free connection; with the reply timeouts this stays below a lease of 60 s. */
const QUEUE_MS = 12_000
/** Idle connections are given back before servers do it (RFC 5321 §4.5.3.2.7 asks for 5 minutes; many give 1). */
const IDLE_MS = 45_000
/** For an envelope under way when sending is stopped: enough for a server that answers at all. */
const GRACE_MS = 400
const CLOSE_MS = 5_000
const SLOWEST_REOPEN_MS = 30_000

/** One message in the pool. */
interface Waiting extends Job {
  readonly since: number
  /** Times it was taken back from a connection that ended before its body was on the way. */
  moves: number
}

export interface PoolInput {
  readonly account: SmtpAccount
  readonly open: () => Promise<Opened>
  readonly log: ProviderHost['log']
}

/** Waits are measured on a clock that nobody sets back. */
const now = (): number => performance.now()

/** Until when a message may be begun. */
export type Terms = Pick<Job, 'signal' | 'notAfter'>

/**
 * The connections of one account in this process, shared by all groups: idle ones pull from one queue, lost ones are
 * opened again with growing waits, and one that fails touches only the message it was carrying.
 */
export function createPool({ account, open, log }: PoolInput) {
  const queue = createQueue<Waiting>()
  const sessions = new Set<Session>()
  const idle: Session[] = []
  let opening = 0
  let failures = 0
  let reopenAt = 0
  let closing: (() => void) | null = null
  const watched = createClosingWatch()

  const owner = {
    now,
    replyMs: account.replyTimeoutMs,
    finalMs: account.finalTimeoutMs,
    next,
    lost,
    idle(session: Session) {
      if (closing) session.quit()
      else if (!idle.includes(session)) idle.push(session)
    },
    ended(session: Session) {
      sessions.delete(session)
      const at = idle.indexOf(session)
      if (at >= 0) idle.splice(at, 1)
      if (sessions.size === 0) closing?.()
      queueMicrotask(wake)
    },
  }

  /** The next message this session can carry; those it cannot are settled on the way. */
  function next({ opened }: Session): Waiting | null {
    while (queue.size() > 0) {
      const job = queue.take()!
      const flaw = job.signal.aborted ? withdrawn() : overtaken(job) ? NOT_BEGUN : unfit(job.mail, opened)
      if (!flaw) return job
      job.settle(flaw)
    }
    return null
  }

  function lost(job: Waiting, code: string, reason: string) {
    const again = job.moves < 1 && !job.signal.aborted && !closing && now() - job.since < QUEUE_MS
    if (!again) return job.settle({ is: 'retry', scope: 'message', afterMs: 1_000, code, reason })
    job.moves++
    queue.putBack(job)
    queueMicrotask(wake)
  }

  function wake(): void {
    while (queue.size() > 0 && idle.length > 0) idle.pop()!.start()
    if (queue.size() === 0 || closing) return
    // After a failure one connection at a time tries the ground, and none before its time while others still carry.
    if (failures > 0 && (opening > 0 || (sessions.size > 0 && now() < reopenAt))) return
    const room = account.connections - sessions.size - opening
    const wanted = failures > 0 ? Math.min(1, room) : Math.min(room, queue.size() - opening)
    for (let count = 0; count < wanted; count++) openOne()
  }

  function openOne(): void {
    opening++
    open().then(
      (opened) => {
        opening--
        failures = 0
        if (closing) return abandon(opened)
        const session = createSession(opened, owner)
        sessions.add(session)
        session.start()
        wake()
      },
      (error: OpenError) => {
        opening--
        onOpenFailed(error)
      },
    )
  }

  /** Came about too late to be of use. */
  function abandon({ socket }: Opened): void {
    socket.destroy()
    if (sessions.size === 0 && opening === 0) closing?.()
  }

  function onOpenFailed(error: OpenError): void {
    failures++
    const wait = Math.min(SLOWEST_REOPEN_MS, 250 * 2 ** Math.min(failures, 10))
    reopenAt = now() + wait
    log.warn({ host: account.host, port: account.port, code: error.code, failures }, 'SMTP connection failed')
    if (sessions.size === 0 && opening === 0) {
      if (closing) closing()
      const verdict = openVerdict(error, wait)
      queue.sift(() => verdict)
    }
  }

  function tick(): void {
    const at = now()
    const late = at - tickedAt > interval + 1_000
    tickedAt = at
    // The process was frozen or busy: replies may lie unread, and are read before anybody is called silent.
    if (late) return
    for (const session of [...sessions]) session.check(at)
    for (const session of [...idle]) {
      if (at - session.idleSince() < IDLE_MS) continue
      idle.splice(idle.indexOf(session), 1)
      session.quit()
    }
    if (queue.size() === 0) return
    if (overtaken(queue.first()!)) queue.sift((job) => (overtaken(job) ? NOT_BEGUN : null))
    if (queue.size() === 0) return
    if (at - queue.first()!.since > QUEUE_MS) queue.sift((job) => (at - job.since > QUEUE_MS ? overdue() : null))
    wake()
  }

  const shortest = Math.min(account.replyTimeoutMs, account.finalTimeoutMs)
  const interval = Math.max(10, Math.min(250, shortest / 4))
  let tickedAt = now()
  const timer = setInterval(tick, interval)
  timer.unref()

  return {
    /** Queues one message; `settle` is called exactly once, perhaps before this returns. */
    submit(mail: Mail, { signal, notAfter }: Terms, settle: (settled: Settled) => void) {
      if (closing) return settle(withdrawn())
      queue.put({ mail, signal, notAfter, settle: (settled) => settle(watched(settled)), since: now(), moves: 0 })
    },
    wake,
    /** Settles what is queued for signals that have ended, and soon what has not got to its body. */
    withdraw(): void {
      queue.sift((job) => (job.signal.aborted ? withdrawn() : null))
      for (const session of sessions) session.hurry(GRACE_MS)
    },
    async close(): Promise<void> {
      if (closing) return
      const finished = Promise.withResolvers<void>()
      closing = finished.resolve
      queue.sift(withdrawn)
      for (const session of [...sessions]) session.quit()
      if (sessions.size === 0 && opening === 0) finished.resolve()
      // Longer only where a message is still waiting for its last reply.
      const patience = setTimeout(finished.resolve, Math.max(CLOSE_MS, account.finalTimeoutMs))
      await finished.promise
      clearTimeout(patience)
      clearInterval(timer)
      for (const session of [...sessions]) session.destroy('the account was closed')
    },
  }
}

function overtaken(job: Job): boolean {
  return performance.now() > job.notAfter
}

function unfit(mail: Mail, { extensions, maxSize }: Opened): Verdict | null {
  if (maxSize > 0 && mail.raw.length > maxSize) {
    const reason = `the mail has ${mail.raw.length} octets, the server takes ${maxSize}`
    return { is: 'rejected', class: 'content', code: 'too_big', reason }
  }
  if (mail.utf8 && !extensions.has('SMTPUTF8')) {
    const reason = 'the server does not take addresses outside ASCII (SMTPUTF8, RFC 6531)'
    return { is: 'rejected', class: 'failed', code: 'smtputf8', reason }
  }
  return null
}

function withdrawn(): Verdict {
  return { is: 'retry', scope: 'message', afterMs: 0, code: 'aborted', reason: 'not begun: sending was stopped' }
}

function overdue(): Verdict {
  const reason = `no connection was free within ${QUEUE_MS / 1000} s`
  return { is: 'retry', scope: 'message', afterMs: 5_000, code: 'queue_timeout', reason }
}
