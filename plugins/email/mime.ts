import { createHash } from 'node:crypto'
import type { Json, SendKey } from '../../core/contracts/index.ts'
import { type AttachedParts, attachedParts } from './mime/attachments.ts'
import { MimeError, mailboxHeader, safeValue, textHeader } from './mime/headers.ts'
import { quotedPrintable } from './mime/quoted-printable.ts'

export { MimeError } from './mime/headers.ts'

/** What is the same in every mail of one content version from one account. */
export interface PlanInput {
  readonly from: { readonly email: string; readonly name?: string }
  readonly replyTo?: string
  /** Right of the @ in Message-ID, and the end of List-ID (RFC 2919). */
  readonly domain: string
  readonly campaignId: string | null
  readonly listId: string | null
  /** Nobody pressed a button for this one mail (RFC 3834): receipts, reminders, alerts. */
  readonly automatic: boolean
  /** `attachments` of the email content. */
  readonly attachments?: Json
  readonly hasText: boolean
  readonly hasHtml: boolean
}

/** A mail of which only the personal parts are missing. All strings are latin1: one character, one octet. */
export interface MailPlan {
  readonly from: string
  readonly messageIdTail: string
  /** Constant headers, the blank line, and all up to the first personal part. */
  readonly open: string
  /** Between text and HTML; empty where there is only one of them. */
  readonly middle: string
  readonly close: string
  readonly hasText: boolean
  readonly hasHtml: boolean
}

/** The personal parts. */
export interface Person {
  readonly key: SendKey
  readonly to: string
  readonly name?: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly unsubscribe: string | null
  /** Milliseconds since the epoch. */
  readonly now: number
}

const TEXT_PART = 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
const HTML_PART = 'Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'

/**
 * Builds all that is the same for everybody: multipart/mixed only with attachments, multipart/alternative only with
 * both forms, multipart/related only with inline images.
 * @throws MimeError where a constant part is malformed
 */
export function createMailPlan(input: PlanInput): MailPlan {
  const parts = attachedParts(input.attachments)
  const body = assemble(input, parts)
  return {
    from: mailboxHeader('From', input.from.email, input.from.name),
    messageIdTail: `@${safeValue('messageIdDomain', input.domain)}>\r\n`,
    open: `${constantHeaders(input)}${body.open}`,
    middle: body.middle,
    close: body.close,
    hasText: input.hasText,
    hasHtml: input.hasHtml,
  }
}

function constantHeaders({ replyTo, domain, campaignId, listId, automatic, from }: PlanInput): string {
  const senderDomain = from.email.slice(from.email.lastIndexOf('@') + 1)
  return (
    (replyTo ? mailboxHeader('Reply-To', replyTo) : '') +
    (listId ? `List-ID: <${token(listId)}.${domain}>\r\n` : '') +
    (campaignId
      ? `Feedback-ID: ${token(campaignId)}:${listId ? token(listId) : ''}:${senderDomain}:carillon\r\n`
      : '') +
    (automatic ? 'Auto-Submitted: auto-generated\r\n' : '') +
    'MIME-Version: 1.0\r\n'
  )
}

/** An id of ours as an atom: UUIDs stay as they are. */
function token(id: string): string {
  return id.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 64)
}

/** `before` + first form + `middle` + second form + `after`, wrapped from the inside out. */
function assemble(
  { hasText, hasHtml }: PlanInput,
  parts: AttachedParts,
): { open: string; middle: string; close: string } {
  if (!hasText && !hasHtml) throw new MimeError('empty', 'the mail has neither text nor HTML')
  let html = { open: HTML_PART, close: '' }
  if (hasHtml) html = wrap('related', html, parts.inline)
  // Images that no HTML can show are ordinary attachments.
  const attached = hasHtml ? parts.attached : [...parts.inline, ...parts.attached]
  if (!hasText) return { ...wrap('mixed', html, attached), middle: '' }
  if (!hasHtml) return { ...wrap('mixed', { open: TEXT_PART, close: '' }, attached), middle: '' }
  const boundary = boundaryOf('alternative', '')
  const alternative = {
    open: `Content-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n\r\n--${boundary}\r\n${TEXT_PART}`,
    close: `${html.close}--${boundary}--\r\n`,
  }
  return { ...wrap('mixed', alternative, attached), middle: `--${boundary}\r\n${html.open}` }
}

function wrap(kind: 'related' | 'mixed', inner: { open: string; close: string }, others: readonly string[]) {
  if (others.length === 0) return inner
  const boundary = boundaryOf(kind, others.join(''))
  const type = kind === 'related' ? ';\r\n type="text/html"' : ''
  return {
    open: `Content-Type: multipart/${kind};\r\n boundary="${boundary}"${type}\r\n\r\n--${boundary}\r\n${inner.open}`,
    close: `${inner.close}${others.map((part) => `--${boundary}\r\n${part}`).join('')}--${boundary}--\r\n`,
  }
}

/**
 * `=_` can be in no quoted-printable text and in no base64 (RFC 2045 §6.7 recommends it), so that no content can ever
 * end a part, and one boundary serves for everybody.
 */
function boundaryOf(kind: string, seed: string): string {
  return `=_${kind}_${createHash('sha256').update(seed).digest('base64url').slice(0, 16)}`
}

/**
 * One person's mail, whole: a latin1 string with CRLF line ends, of which no line begins with a dot and none is longer
 * than 998 octets.
 * @throws MimeError (a rejection of class 'content') where a personal value cannot stand in a header
 */
export function buildMail(plan: MailPlan, person: Person): string {
  const key = keyAtom(person.key)
  return (
    plan.from +
    mailboxHeader('To', person.to, person.name) +
    textHeader('Subject', person.subject) +
    dateHeader(person.now) +
    `Message-ID: <${key}${plan.messageIdTail}X-Carillon-Key: ${key}\r\n` +
    (person.unsubscribe === null ? '' : unsubscribeHeaders(person.unsubscribe)) +
    plan.open +
    (plan.hasText ? quotedPrintable(person.text) + (plan.hasHtml ? plan.middle : '') : '') +
    (plan.hasHtml ? quotedPrintable(person.html) : '') +
    plan.close
  )
}

/** RFC 8058 §3.1: these two, word for word. */
function unsubscribeHeaders(url: string): string {
  if (!/^https?:\/\/[\x21-\x3b\x3d\x3f-\x7e]{1,900}$/.test(url)) {
    throw new MimeError('unsubscribe_url', 'the unsubscribe address is no plain http address of at most 900 characters')
  }
  return `List-Unsubscribe: <${url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n`
}

/** The send key as it stands in Message-ID (RFC 5322 §3.6.4, dot-atom): the same for every attempt. */
export function keyAtom(key: SendKey): string {
  if (key.length <= 200 && /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/.test(key)) return key
  return `x-${createHash('sha256').update(key).digest('hex')}`
}

let dateSecond = -1
let dateLine = ''

function dateHeader(now: number): string {
  const second = Math.floor(now / 1000)
  if (second !== dateSecond) {
    dateSecond = second
    dateLine = `Date: ${new Date(second * 1000).toUTCString().replace('GMT', '+0000')}\r\n`
  }
  return dateLine
}
