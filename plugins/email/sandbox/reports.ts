import { randomUUID } from 'node:crypto'
import type { SandboxMessage } from '../../../core/contracts/index.ts'

/** A report as a mail server sends it to the bounce address, whole, as a latin1 string. */
export interface Report {
  readonly kind: 'bounce' | 'complaint'
  /** The recipient it is about. */
  readonly about: string
  readonly to: string
  readonly raw: string
}

const HOST = 'sandbox.invalid'

/** A delivery status notification (RFC 3464, RFC 6522) for a message that was taken first and failed afterwards. */
export function bounceReport(message: SandboxMessage, reply = '550 5.1.1 no such mailbox'): Report {
  const status = /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1] ?? '5.0.0'
  const raw = report(message, 'delivery-status', 'Delivery failed', [
    `The mail to ${message.to} could not be delivered:\r\n\r\n    ${reply}\r\n`,
    `Content-Type: message/delivery-status\r\n\r\n` +
      `Reporting-MTA: dns; ${HOST}\r\nArrival-Date: ${stamp(message.at)}\r\n\r\n` +
      `Final-Recipient: rfc822; ${message.to}\r\nOriginal-Recipient: rfc822; ${message.to}\r\n` +
      `Action: failed\r\nStatus: ${status}\r\nRemote-MTA: dns; ${HOST}\r\nDiagnostic-Code: smtp; ${reply}\r\n`,
  ])
  return { kind: 'bounce', about: message.to, to: message.from, raw }
}

/** A complaint in the Abuse Reporting Format (RFC 5965): somebody pressed "this is spam". */
export function complaintReport(message: SandboxMessage): Report {
  const raw = report(message, 'feedback-report', `FW: ${headerOf(message.raw, 'Subject').slice(0, 60)}`, [
    `This is an abuse report for a mail to ${message.to}.\r\n`,
    `Content-Type: message/feedback-report\r\n\r\n` +
      `Feedback-Type: abuse\r\nUser-Agent: carillon-sandbox/1.0\r\nVersion: 1\r\n` +
      `Original-Mail-From: <${message.from}>\r\nOriginal-Rcpt-To: <${message.to}>\r\n` +
      `Arrival-Date: ${stamp(message.at)}\r\nReported-Domain: ${message.from.slice(message.from.lastIndexOf('@') + 1)}\r\n`,
  ])
  return { kind: 'complaint', about: message.to, to: message.from, raw }
}

function report(message: SandboxMessage, type: string, subject: string, [words, machine]: [string, string]): string {
  const boundary = `=_report_${message.id}`
  return [
    `From: Mail Delivery System <mailer-daemon@${HOST}>\r\nTo: <${message.from}>\r\nSubject: ${subject}\r\n` +
      `Date: ${stamp(message.at)}\r\nMessage-ID: <${randomUUID()}@${HOST}>\r\nAuto-Submitted: auto-replied\r\n` +
      `MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=${type};\r\n boundary="${boundary}"\r\n\r\n`,
    `--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${words}\r\n`,
    `--${boundary}\r\n${machine}\r\n`,
    `--${boundary}\r\nContent-Type: text/rfc822-headers\r\n\r\n${message.raw.split('\r\n\r\n', 1)[0]}\r\n`,
    `--${boundary}--\r\n`,
  ].join('')
}

/** One header's value, unfolded; '' where there is none. */
export function headerOf(raw: string, name: string): string {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n') + 2)
  const value = new RegExp(`^${name}:[ \\t]*((?:.|\\r\\n[ \\t])*)\\r\\n`, 'im').exec(head)?.[1] ?? ''
  return value.replace(/\r\n(?=[ \t])/g, '')
}

function stamp(iso: string): string {
  return new Date(iso).toUTCString().replace('GMT', '+0000')
}
