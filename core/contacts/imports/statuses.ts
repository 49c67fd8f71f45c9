/** What a file says of an address: may be written to; the person left; the address is dead; nothing certain. */
export type Standing = 'subscribed' | 'left' | 'dead' | 'unknown'

/**
 * Words of the status columns of other senders. Mailchimp: MEMBER status subscribed, unsubscribed, cleaned,
 * non-subscribed, pending, archived (Marketing API reference, `members.status`). listmonk: enabled, disabled, blocklisted
 * (schema.sql, `subscriber_status`). Brevo: BLOCKLISTED / EMAIL_BLACKLISTED true/false, or Subscribed, Unsubscribed, Blocklisted.
 */
const WORDS: Readonly<Record<string, Standing>> = {
  subscribed: 'subscribed',
  enabled: 'subscribed',
  active: 'subscribed',
  confirmed: 'subscribed',
  optedin: 'subscribed',
  abonne: 'subscribed',
  inscrit: 'subscribed',
  suscrito: 'subscribed',
  unsubscribed: 'left',
  optedout: 'left',
  optout: 'left',
  blocklisted: 'left',
  blacklisted: 'left',
  blocked: 'left',
  disabled: 'left',
  complained: 'left',
  spam: 'left',
  abuse: 'left',
  desabonne: 'left',
  desinscrit: 'left',
  desuscrito: 'left',
  dadodebaja: 'left',
  cleaned: 'dead',
  bounced: 'dead',
  hardbounced: 'dead',
  hardbounce: 'dead',
  invalid: 'dead',
}

const YES = new Set(['true', 'yes', 'y', '1', 'oui', 'vrai', 'si', 'x'])
const NO = new Set(['false', 'no', 'n', '0', 'non', 'faux', ''])
/** Columns whose yes means that the person left. */
const NEGATIVE = /unsub|optout|optedout|blacklist|blocklist|block|bounce|clean|desabon|desinscr|desuscr|baja/
const ABOUT_ADDRESS = /bounce|clean/

/** From the weakest to the strongest; where several columns speak of an address, the strongest holds. */
const STRENGTH: readonly Standing[] = ['subscribed', 'unknown', 'left', 'dead']

export const strongest = (standings: readonly Standing[]): Standing | undefined =>
  STRENGTH.findLast((one) => standings.includes(one))

/** Letters and digits in lower case without accents: `E-Mail Address` → `emailaddress`. */
export function bareName(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** @param column its name tells what a yes or a no in it means. */
export function readStatus(column: string, text: string): Standing {
  const word = bareName(text)
  const known = WORDS[word]
  if (known) return known
  const name = bareName(column)
  if (!NEGATIVE.test(name)) return YES.has(word) ? 'subscribed' : word !== '' && NO.has(word) ? 'left' : 'unknown'
  if (NO.has(word)) return 'subscribed'
  // Anything else in "Unsubscribed at" or "Hard bounce reason" means that it happened: a moment, a reason, a yes.
  return ABOUT_ADDRESS.test(name) ? 'dead' : 'left'
}
