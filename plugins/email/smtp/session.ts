import type { Mail } from './compose.ts'
import type { Opened } from './connect.ts'
import { BODY, ENVELOPE, FLUSHED, type Flight, type Job, NOT_BEGUN, type Session, type SessionOwner } from './job.ts'
import { protocolError, queueId, verdictOf } from './reply-meaning.ts'
import { createReplyReader } from './reply-reader.ts'

type Step = 'MAIL' | 'RCPT' | 'DATA' | 'DOT' | 'NOTHING' | 'RSET' | 'QUIT'

/** Up to this size a body and the next envelope go out in one write. Node writes latin1 strings of 16 kB from its stack. */
const SMALL = 15_000

/**
 * Drives transactions over an open connection, one message each. With PIPELINING (RFC 2920) an envelope and DATA go out
 * together, behind the final dot of the message before: one round trip and one write a message.
 */
export function createSession<J extends Job>(opened: Opened, owner: SessionOwner<J>): Session {
  const { socket } = opened
  const pipelining = opened.extensions.has('PIPELINING')
  const steps: Step[] = []
  let current: Flight<J> | null = null
  let ahead: Flight<J> | null = null
  let deadline = Number.POSITIVE_INFINITY
  let delivered = 0
  let idleSince = owner.now()
  let ended = false
  let quitting = false

  const session: Session = {
    opened,
    delivered: () => delivered,
    start: begin,
    check,
    hurry,
    quit,
    destroy: (reason) => end('closed', reason),
    idleSince: () => idleSince,
  }

  function envelope(mail: Mail): string {
    const utf8 = mail.utf8 ? ' BODY=8BITMIME SMTPUTF8' : ''
    const size = mail.raw.length > 100_000 && opened.extensions.has('SIZE') ? ` SIZE=${mail.raw.length}` : ''
    return `MAIL FROM:<${mail.from}>${size}${utf8}\r\n`
  }

  /** Writes the envelope behind `before`, as much of it as may be written at once. */
  function sendEnvelope(flight: Flight<J>, before: string): void {
    const { mail } = flight.job
    if (pipelining) {
      steps.push('MAIL', 'RCPT', 'DATA')
      socket.write(`${before}${envelope(mail)}RCPT TO:<${mail.to}>\r\nDATA\r\n`, 'latin1')
    } else {
      steps.push('MAIL')
      socket.write(before + envelope(mail), 'latin1')
    }
  }

  function command(step: Step, line: string): void {
    steps.push(step)
    socket.write(line, 'latin1')
  }

  function wait(ms: number): void {
    deadline = owner.now() + ms
  }

  /** Takes up the next message, `before` being what must be said first; without one the session is idle. */
  function begin(before = '') {
    if (ended || current) return
    const job = quitting ? null : owner.next(session)
    if (!job) return rest(before)
    current = { job, phase: ENVELOPE, refused: null }
    if (before) steps.push('RSET')
    sendEnvelope(current, before)
    wait(owner.replyMs)
  }

  /** After a refusal the server still holds the envelope; RSET clears it, and may be said together with the next one. */
  function afterRefusal(): void {
    if (pipelining) begin('RSET\r\n')
    else rest('RSET\r\n')
  }

  function rest(before: string): void {
    if (before) {
      command('RSET', before)
      wait(owner.replyMs)
    } else if (quitting) {
      command('QUIT', 'QUIT\r\n')
      wait(Math.min(owner.replyMs, 2_000))
    } else {
      deadline = Number.POSITIVE_INFINITY
      idleSince = owner.now()
      owner.idle(session)
    }
  }

  function sendBody(flight: Flight<J>) {
    const { job } = flight
    // The process may have been frozen since the envelope: by now the message may be somebody else's to send.
    if (performance.now() > job.notAfter) return endUnbegun(job)
    const { raw } = job.mail
    steps.push('DOT')
    const follower = pipelining && !quitting && raw.length <= SMALL ? owner.next(session) : null
    if (follower) {
      // A write that fails half-way cannot tell whether the dot went out when something was written behind it.
      flight.phase = FLUSHED
      ahead = { job: follower, phase: ENVELOPE, refused: null }
      sendEnvelope(ahead, `${raw}.\r\n`)
    } else {
      flight.phase = BODY
      socket.write(`${raw}.\r\n`, 'latin1', flushed)
    }
    wait(owner.finalMs)
  }

  /** Once DATA is granted, only hanging up keeps the message from being sent. */
  function endUnbegun(job: J): void {
    current = null
    job.settle(NOT_BEGUN)
    end('not_begun', NOT_BEGUN.reason)
  }

  function flushed(error?: Error | null): void {
    if (error || current?.phase !== BODY) return
    current.phase = FLUSHED
    wait(owner.finalMs)
  }

  function onReply(raw: string) {
    if (ended) return
    const step = steps.shift()
    if (step === undefined) return end('unsolicited', `the server said without being asked: ${raw.slice(0, 200)}`)
    // The replies to one envelope share one wait, so that a slow server cannot stretch it beyond the lease.
    if (step !== 'MAIL' && step !== 'RCPT') wait(owner.replyMs)
    const good = raw.charCodeAt(0) === 50
    if (step === 'DOT') onFinal(raw, good)
    else if (step === 'DATA') onData(raw)
    else if (step === 'MAIL' || step === 'RCPT') onEnvelope(step, raw, good)
    else if (step === 'QUIT') end('closed', 'said goodbye')
    else if (step === 'RSET') good ? !current && begin() : end('reset_refused', raw.slice(0, 200))
    else afterRefusal()
  }

  function onEnvelope(step: 'MAIL' | 'RCPT', raw: string, good: boolean) {
    const flight = current!
    if (!good) {
      if (raw.startsWith('421')) return onClosing(flight, step, raw)
      flight.refused ??= verdictOf(raw)
      if (!pipelining) settleRefused(flight)
    } else if (!pipelining) {
      if (step === 'MAIL') command('RCPT', `RCPT TO:<${flight.job.mail.to}>\r\n`)
      else command('DATA', 'DATA\r\n')
    }
  }

  function onData(raw: string) {
    const flight = current!
    if (raw.startsWith('421')) return onClosing(flight, 'DATA', raw)
    if (raw.charCodeAt(0) !== 51) {
      flight.refused ??= raw.charCodeAt(0) === 50 ? protocolError(raw) : verdictOf(raw)
      return settleRefused(flight)
    }
    if (!flight.refused) return sendBody(flight)
    // Some servers ask for data although they refused the one recipient: they get none (RFC 2920 §3.1).
    current = null
    flight.job.settle(flight.refused)
    command('NOTHING', '.\r\n')
  }

  function settleRefused(flight: Flight<J>): void {
    current = null
    flight.job.settle(flight.refused!)
    afterRefusal()
  }

  function onFinal(raw: string, good: boolean) {
    const flight = current!
    current = ahead
    ahead = null
    if (good) {
      delivered++
      const providerId = queueId(raw)
      flight.job.settle(providerId ? { is: 'accepted', providerId } : { is: 'accepted' })
    } else {
      flight.job.settle(verdictOf(raw))
      // The server spoke before it had the whole body: what is still on its way would be taken for commands.
      if (flight.phase !== FLUSHED) return end('early_reply', 'the server answered before it had the whole message')
      if (raw.startsWith('421')) return end('server_closing', raw.slice(0, 200))
    }
    if (!current) begin()
  }

  /** 421: the server is about to close. After messages that went well it is a limit per connection, no fault of this one. */
  function onClosing(flight: Flight<J>, step: Step, raw: string) {
    if (step === 'MAIL' && delivered > 0) return end('server_closing', raw.slice(0, 200))
    current = null
    flight.job.settle(verdictOf(raw))
    end('server_closing', raw.slice(0, 200))
  }

  function end(code: string, reason: string): void {
    if (ended) return
    ended = true
    deadline = Number.POSITIVE_INFINITY
    const open = [current, ahead]
    current = ahead = null
    socket.destroy()
    owner.ended(session)
    for (const flight of open) {
      if (flight?.phase === FLUSHED)
        flight.job.settle({ is: 'unknown', code, reason: `no answer to the message: ${reason}` })
      else if (flight) owner.lost(flight.job, code, reason)
    }
  }

  function check(now: number): void {
    if (ended || now < deadline) return
    const reason = `no reply to ${steps[0] ?? 'the connection'} in time`
    // The message that was waited for is to blame, not the one whose envelope was sent behind it.
    if (current && current.phase !== FLUSHED) {
      const { job } = current
      current = null
      job.settle({ is: 'retry', scope: 'message', code: 'timeout', reason })
    }
    end('timeout', reason)
  }

  function hurry(ms: number): void {
    if (current && current.phase !== FLUSHED && current.job.signal.aborted) {
      deadline = Math.min(deadline, owner.now() + ms)
    }
  }

  function quit(): void {
    if (quitting || ended) return
    quitting = true
    if (!current && steps.length === 0) rest('')
  }

  socket.on(
    'data',
    createReplyReader(onReply, (line) => end('protocol', `the server does not speak SMTP: ${line}`)),
  )
  socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'ESOCKET', error.message))
  socket.on('close', () => end('connection_closed', 'the server closed the connection'))
  if (socket.destroyed) queueMicrotask(() => end('connection_closed', 'the server closed the connection'))
  return session
}
