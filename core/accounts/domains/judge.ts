/** What is wrong with what was found; null: nothing. */
export type Flaw =
  | 'several'
  | 'other_key'
  | 'revoked'
  | 'include_missing'
  | 'open_to_all'
  | 'too_many_lookups'
  | 'no_policy'
  | 'other_target'

/** RFC 7208 §4.6.4: a receiver stops after ten and fails the check. Those inside an include are not followed here. */
const MOST_LOOKUPS = 10
const LOOKUP = /^[+~?-]?(include:|a\b|mx\b|ptr\b|exists:|redirect=)/i

export const spfOf = (texts: readonly string[]) => texts.filter((text) => /^v=spf1(\s|$)/i.test(text))
export const dmarcOf = (texts: readonly string[]) => texts.filter((text) => /^v=DMARC1\s*(;|$)/i.test(text))
/** RFC 6376 §3.6.1: `v` may be left out; without `p` it is no key at all. */
export const dkimOf = (texts: readonly string[]) => texts.filter((text) => 'p' in tags(text))

/** One SPF record, that lets in whom it should and not the whole world. */
export function judgeSpf(found: readonly string[], include: string | null): Flaw | null {
  if (found.length > 1) return 'several'
  const terms = found[0]!.split(/\s+/).slice(1)
  if (terms.some((term) => /^[+?]?all$/i.test(term))) return 'open_to_all'
  if (!terms.some((term) => /^([~-]all|redirect=.+)$/i.test(term))) return 'open_to_all'
  if (terms.filter((term) => LOOKUP.test(term)).length > MOST_LOOKUPS) return 'too_many_lookups'
  const included = (term: string) =>
    /^\+?include:/i.test(term) && term.slice(term.indexOf(':') + 1).toLowerCase() === include
  return include && !terms.some(included) ? 'include_missing' : null
}

/** The key that we sign with, and no other under this selector. */
export function judgeDkim(found: readonly string[], publicKey: string): Flaw | null {
  if (found.length > 1) return 'several'
  const key = tags(found[0]!).p!.replace(/\s/g, '')
  if (key === '') return 'revoked'
  return key === publicKey ? null : 'other_key'
}

export function judgeDmarc(found: readonly string[]): Flaw | null {
  if (found.length > 1) return 'several'
  return /^(none|quarantine|reject)$/i.test(tags(found[0]!).p ?? '') ? null : 'no_policy'
}

/** `p=none` asks receivers for nothing: enough for bulk mail, no protection against forgery. */
export const protectsNothing = (record: string) => (tags(record).p ?? '').toLowerCase() === 'none'

/** `k=v; k=v` of RFC 6376 §3.2. */
function tags(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(';').flatMap((piece) => {
      const cut = piece.indexOf('=')
      return cut > 0 ? [[piece.slice(0, cut).trim().toLowerCase(), piece.slice(cut + 1).trim()]] : []
    }),
  )
}
