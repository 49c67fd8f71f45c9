import type { ErrorClass, ErrorRow, ErrorTable } from '../../core/contracts/index.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** An error row, and for whom the pause is meant where its class asks for one: one domain or the whole account. */
export interface SmtpRow extends ErrorRow {
  readonly scope?: 'destination' | 'sender'
}

function row(code: string, cls: ErrorClass, meaning: string, more: Partial<SmtpRow> = {}): SmtpRow {
  return { code, class: cls, meaning, ...more }
}

/** Policy of one receiving domain: its mail pauses, an alert is due, and no address is ever suppressed for it. */
function policy(code: string, meaning: string): SmtpRow {
  return row(code, 'stop_sender', meaning, { scope: 'destination', waitMs: 60 * MINUTE })
}

/**
 * Codes as `basic enhanced text`, any of the three left out: `421`, `5.1.1`, `550 5.7.26`, `454 Throttling failure: …`.
 * The row that says most about a reply wins: text before both codes, both before the enhanced one, that before the
 * basic one. Words without an enhanced code are looked for only in replies that have none: a server that says 5.7.1 and
 * "user unknown" speaks of policy. "complaint" alone is not looked for: "complaint rate too high" is no withdrawal.
 */
const rows: readonly SmtpRow[] = [
  // Temporary
  row('421', 'retry_later', 'the server closes the connection for now', { waitMs: MINUTE }),
  row('4.3.2', 'retry_later', 'the system is not taking messages now', { waitMs: MINUTE }),
  row('4.4.1', 'retry_later', 'the destination did not answer', { waitMs: 5 * MINUTE }),
  row('4.4.2', 'retry_later', 'the connection broke on the way', { waitMs: MINUTE }),
  row('4.4.5', 'retry_later', 'the system is congested', { waitMs: 5 * MINUTE }),
  row('450', 'retry_later', 'mailbox busy, or greylisting', { waitMs: 5 * MINUTE }),
  row('451', 'retry_later', 'a local error, or greylisting', { waitMs: 5 * MINUTE }),
  row('452', 'retry_later', 'not enough storage', { waitMs: 10 * MINUTE }),
  row('454', 'retry_later', 'authentication or TLS is not available now', { waitMs: MINUTE }),
  row('455', 'failed', 'the server cannot take these parameters'),
  row('450 4.2.1', 'retry_later', 'the mailbox is busy or receives too fast', { waitMs: 5 * MINUTE }),
  row('451 4.2.1', 'retry_later', 'the mailbox is busy or receives too fast', { waitMs: 5 * MINUTE }),
  row('450 4.7.1', 'retry_later', 'greylisting: a first try is always put off', { waitMs: 5 * MINUTE }),
  row('451 4.7.1', 'retry_later', 'greylisting: a first try is always put off', { waitMs: 5 * MINUTE }),
  row('452 4.2.2', 'retry_later', 'the mailbox is full', { waitMs: DAY, tries: 3 }),
  row('552 5.2.2', 'retry_later', 'the mailbox is full', { waitMs: DAY, tries: 3 }),
  row('4.2.2', 'retry_later', 'the mailbox is full', { waitMs: DAY, tries: 3 }),
  row('5.2.2', 'retry_later', 'the mailbox is full', { waitMs: DAY, tries: 3 }),
  row('452 4.5.3', 'retry_now', 'too many recipients in one go'),
  row('4.5.3', 'retry_now', 'too many recipients in one go'),

  // The sender is too fast, or used up
  row('454 Throttling failure: Maximum sending rate exceeded', 'throttle', 'Amazon SES: over the rate', {
    waitMs: 1_000,
  }),
  row('454 Throttling failure: Daily message quota exceeded', 'stop_sender', 'Amazon SES: the daily quota is used up', {
    waitMs: 60 * MINUTE,
    scope: 'sender',
  }),

  // The account is set up wrongly
  row('530', 'config', 'the server asks for authentication'),
  row('534', 'config', 'the authentication method is too weak, or needs an app password'),
  row('535', 'config', 'user name or password is wrong'),
  row('535 5.7.8', 'config', 'user name or password is wrong'),
  row('538', 'config', 'the server wants encryption before authentication'),
  row('521', 'config', 'the host takes no mail'),
  row('5.1.7', 'config', 'the sender address is malformed'),
  row('5.1.8', 'config', 'the domain of the sender address does not exist'),

  // The address is dead
  row('5.1.1', 'dead_address', 'no such mailbox'),
  row('5.1.2', 'dead_address', 'no such domain'),
  row('5.1.3', 'dead_address', 'the address is malformed for its server'),
  row('5.1.6', 'dead_address', 'the mailbox has moved, nobody says where'),
  row('5.1.10', 'dead_address', 'the domain says it takes no mail (null MX, RFC 7505)'),
  row('556', 'dead_address', 'the domain says it takes no mail (RFC 7504)'),
  row('5.2.1', 'dead_address', 'the mailbox is closed'),
  row('550 no such user', 'dead_address', 'no such mailbox, said in words only'),
  row('550 user unknown', 'dead_address', 'no such mailbox, said in words only'),
  row('550 mailbox not found', 'dead_address', 'no such mailbox, said in words only'),

  // The recipient left, known to the relay
  row('550 5.7.1 unsubscribed', 'opted_out', 'the relay has a withdrawal on record'),
  row('550 5.7.1 complained', 'opted_out', 'the relay has a complaint of this person on record'),
  row('550 5.7.1 suppression list', 'opted_out', 'the relay has the address on its suppression list'),

  // This content
  row('552', 'content', 'the message is too big'),
  row('5.2.3', 'content', 'the message is too big for the mailbox'),
  row('5.3.4', 'content', 'the message is too big for the system'),
  row('5.6.0', 'content', 'the server cannot handle this content'),
  row('5.6.1', 'content', 'the server does not support this kind of content'),
  row('5.6.2', 'content', 'the content needs a conversion that is not allowed'),
  row('5.6.3', 'content', 'the content needs a conversion that is not supported'),
  row('5.6.6', 'content', 'the content cannot be reached'),
  row('5.6.7', 'content', 'the server takes ASCII addresses only (RFC 6531)'),
  row('5.6.9', 'content', 'the content would have to be changed to be delivered (RFC 6531)'),

  // Failed, and nobody is to be suppressed for it
  row('5.4.4', 'failed', 'there is no route to the destination'),
  row('5.4.6', 'failed', 'a routing loop'),
  row('5.4.7', 'failed', 'the message waited too long on its way'),
  row('500', 'failed', 'the server does not know the command'),
  row('501', 'failed', 'the server does not take the argument'),
  row('502', 'failed', 'the server does not implement the command'),
  row('503', 'failed', 'the commands came in an order the server does not take'),
  row('504', 'failed', 'the server does not take the parameter'),
  row('550', 'failed', 'refused, without saying why in a code'),
  row('551', 'failed', 'the recipient is not local'),
  row('553', 'failed', 'the mailbox name is not allowed'),
  row('554', 'failed', 'the transaction failed'),
  row('555', 'failed', 'the server does not take the parameters'),

  // Policy of the receiving side
  policy('5.7.0', 'refused by policy'),
  policy('5.7.1', 'refused by policy'),
  policy('5.7.20', 'no passing DKIM signature (RFC 7372)'),
  policy('5.7.21', 'no acceptable DKIM signature (RFC 7372)'),
  policy('5.7.22', 'no valid DKIM signature of the author (RFC 7372)'),
  policy('5.7.23', 'SPF fails (RFC 7372)'),
  policy('5.7.24', 'SPF cannot be evaluated (RFC 7372)'),
  policy('5.7.25', 'the sending address has no reverse name (RFC 7372)'),
  policy('5.7.26', 'neither SPF nor DKIM passes (RFC 7372; Gmail: unauthenticated)'),
  policy('5.7.27', 'the sender domain says it sends no mail (RFC 7505)'),
  policy('5.7.28', 'a mail flood, or a bad reputation'),
  policy('5.7.515', 'Outlook: the rules for bulk senders are not met'),
  policy('5.7.606', 'Outlook: the sending address is banned'),
  policy('4.7.26', 'Gmail: unauthenticated, put off'),
  policy('4.7.28', 'Gmail: an unusual rate, or a bad reputation'),
  policy('4.7.650', 'Outlook: the sending address is slowed for its reputation'),
]

/** What SMTP replies mean for us. */
export const errorTable: ErrorTable & { readonly rows: readonly SmtpRow[] } = {
  source:
    'RFC 5321 §4.2, RFC 3463, RFC 4954, RFC 6531, RFC 7372, RFC 7504, RFC 7505; Amazon SES "manage sending quotas errors"; Gmail and Outlook sender guidelines',
  date: '2026-11-20',
  rows,
}
