import type { Json, Outgoing } from '../../../core/contracts/index.ts'
import { needsUtf8, parseEmail } from '../address.ts'
import { octets } from '../mime/headers.ts'
import { buildMail, createMailPlan, type MailPlan, MimeError } from '../mime.ts'
import type { SmtpAccount } from './settings.ts'
import { verpAddress } from './verp.ts'

/** A mail as it goes over the wire; addresses and text as latin1 strings, one character an octet. */
export interface Mail {
  readonly from: string
  readonly to: string
  /** Whole, dot-safe, ending with CRLF; without the final dot. */
  readonly raw: string
  /** Needs SMTPUTF8 (RFC 6531). */
  readonly utf8: boolean
}

/** Most plans that are kept; a worker sends few contents at a time. */
const KEPT_PLANS = 200
const PATH = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9.-]+$/

/**
 * Turns messages into mails of one account. What is the same for everybody is built once per content: plans are known
 * by their campaign, list and form, and by the identity of the attachments array, which a run shares.
 */
export function createComposer(account: SmtpAccount, now: () => number) {
  const plain = new Map<string, MailPlan>()
  const attached = new WeakMap<object, Map<string, MailPlan>>()
  const mailFrom = octets(account.returnPath)

  function planFor(out: Outgoing, hasText: boolean, hasHtml: boolean): MailPlan {
    const { attachments } = out.content
    const automatic = out.content.automatic === true
    const plans = Array.isArray(attachments) && attachments.length > 0 ? plansOf(attached, attachments) : plain
    const name = `${out.campaignId}|${out.listId}|${automatic}|${hasText}|${hasHtml}`
    const known = plans.get(name)
    if (known) return known
    if (plans.size >= KEPT_PLANS) plans.clear()
    const plan = createMailPlan({
      from: { email: account.fromEmail, ...(account.fromName ? { name: account.fromName } : {}) },
      ...(account.replyTo ? { replyTo: account.replyTo } : {}),
      domain: account.messageIdDomain.toLowerCase(),
      campaignId: out.campaignId,
      listId: out.listId,
      automatic,
      ...(attachments === undefined ? {} : { attachments }),
      hasText,
      hasHtml,
    })
    plans.set(name, plan)
    return plan
  }

  /** @throws MimeError where this message cannot be a mail */
  return function compose(out: Outgoing): Mail {
    if (!PATH.test(out.to)) checkPath(out.to)
    const text = textOf(out.content.text)
    const html = textOf(out.content.html)
    const raw = buildMail(planFor(out, text !== '', html !== ''), {
      key: out.key,
      to: out.to,
      ...(out.name === undefined ? {} : { name: out.name }),
      subject: textOf(out.content.subject),
      text,
      html,
      unsubscribe: out.unsubscribe,
      now: now(),
    })
    return {
      from: account.verp ? octets(verpAddress(account.returnPath, out.key)) : mailFrom,
      to: octets(out.to),
      raw,
      utf8: needsUtf8(out.to) || needsUtf8(account.fromEmail) || needsUtf8(account.returnPath),
    }
  }
}

export type Compose = ReturnType<typeof createComposer>

function plansOf(attached: WeakMap<object, Map<string, MailPlan>>, attachments: object): Map<string, MailPlan> {
  const known = attached.get(attachments)
  if (known) return known
  const fresh = new Map<string, MailPlan>()
  attached.set(attachments, fresh)
  return fresh
}

/** What is between the angle brackets of RCPT TO must be one address in canonical form, or it is a command of its own. */
function checkPath(to: string): void {
  const parsed = parseEmail(to)
  if (!parsed.ok || parsed.value !== to) {
    throw new MimeError(
      'bad_address',
      `the recipient is no canonical address: ${parsed.ok ? 'it is written otherwise' : parsed.reason}`,
    )
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
