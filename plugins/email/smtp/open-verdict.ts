import { classify, parseReply, type Verdict, wordsOf } from '../errors.ts'
import type { OpenError } from './connect.ts'

/** How long an account rests that the server will not let in: a person has to mend it. */
const CONFIG_WAIT_MS = 5 * 60_000

/**
 * What it means for queued messages that no connection came about: they were surely not taken, and all of the account
 * waits. Also a wrong password: the messages are not at fault, so they wait until it is mended and are not given up.
 */
export function openVerdict(error: OpenError, waitMs: number): Verdict {
  const reply = error.response ? parseReply(error.response) : null
  if (!reply) {
    const setup = error.code === 'ENOAUTH' || error.code === 'EAUTH' || isTlsError(error)
    const reason = error.message.slice(0, 500)
    return { is: 'retry', scope: 'sender', afterMs: setup ? CONFIG_WAIT_MS : waitMs, code: error.code, reason }
  }
  const verdict = classify(reply)
  const permanent = verdict.is !== 'retry'
  const afterMs = permanent ? CONFIG_WAIT_MS : Math.max(verdict.afterMs ?? 0, waitMs)
  return { is: 'retry', scope: 'sender', afterMs, code: verdict.code, reason: wordsOf(reply) }
}

export function isTlsError(error: OpenError): boolean {
  return error.code === 'ETLS' || /CERT|SSL|TLS|SELF_SIGNED|ALTNAME/.test(error.code)
}

/** What a person can do about it. */
export function hintFor(error: OpenError): string {
  const code = Number(error.response?.slice(0, 3))
  if (error.code === 'ECONNREFUSED')
    return 'Nothing answers there: check server and port, and whether a firewall is in between.'
  if (error.code === 'EDNS' || error.code === 'ENOTFOUND') return 'No server has this name: check how it is written.'
  if (error.code === 'ETIMEDOUT')
    return 'No answer in time: many hosts block port 25; try 587 with STARTTLS or 465 with TLS.'
  if (error.code === 'ENOAUTH')
    return 'The server offers sign-in only on an encrypted connection, or not at all: check encryption and port.'
  if (error.code === 'EAUTH' || code === 535 || code === 534)
    return 'Check user name and password; some providers want an app password.'
  if (isTlsError(error))
    return 'Check encryption and port (587: STARTTLS, 465: TLS), and that the certificate is valid for this name.'
  return 'The server’s words tell the reason; check encryption, port and sign-in.'
}
