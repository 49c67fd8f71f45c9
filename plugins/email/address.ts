import { domainToASCII } from 'node:url'
import type { AddressKind, Parsed } from '../../core/contracts/index.ts'

/** RFC 5321 §4.5.3.1.1, in octets of UTF-8. */
const MAX_LOCAL_OCTETS = 64
/** RFC 5321 §4.5.3.1.3: a path is 256 octets with its angle brackets (RFC 3696 erratum 1690). */
const MAX_ADDRESS_OCTETS = 254
/** Input is trimmed before it is measured; this leaves room for pasted blanks and for an IDN longer than its A-label. */
const MAX_INPUT = 320

/**
 * Ordinary addresses in one look: dot-atom, then at least two LDH labels (RFC 1035) of at most 63 characters. Every
 * row of an import takes this way first; what it does not match is read slowly, for its reason.
 */
const PLAIN =
  /^(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:(?!xn--)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const ATOM_TEXT = /^[\p{L}\p{M}\p{N}\p{S}\p{P}]+$/u
/** RFC 5322 specials, which an unquoted local part may not hold; the dot is looked at on its own. */
const SPECIALS = /[()<>[\]:;@\\,"]/
const INVISIBLE = /[\p{Cf}\u115f\u1160\u3164\uffa0]/u
const UNASSIGNED = /[\p{Cs}\p{Co}\p{Cn}]/u
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/
const DOMAIN_TEXT = /^[\p{L}\p{M}\p{N}\p{S}.\u3002\uff0e\uff61-]+$/u

function refuse(code: string, reason: string): Parsed {
  return { ok: false, code, reason }
}

/**
 * Reads an email address (RFC 5321, RFC 6531). Canonical form: the domain in lower case as A-labels (RFC 5891), the
 * local part in NFC, A-Z in lower case, without quotes it does not need. RFC 5321 lets a server tell `Ana` from `ana`,
 * none of note does; telling them apart here would mail a person again who left under the other spelling. The table is
 * in README.md.
 */
export function parseEmail(input: string): Parsed {
  if (input.length <= MAX_ADDRESS_OCTETS && PLAIN.test(input)) {
    return { ok: true, value: input.toLowerCase() }
  }
  return parseSlowly(input)
}

function parseSlowly(input: string): Parsed {
  if (input.length > MAX_INPUT) return refuse('too_long', `longer than ${MAX_INPUT} characters`)
  const text = input.replace(/^[ \t]+|[ \t]+$/g, '').normalize('NFC')
  const flaw = flawOf(text)
  if (flaw) return flaw
  const at = text.lastIndexOf('@')
  if (at < 0) return refuse('no_at', 'has no @')
  const domain = parseDomain(text.slice(at + 1))
  if (!domain.ok) return domain
  const local = parseLocal(text.slice(0, at).replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()))
  if (!local.ok) return local
  const value = `${local.value}@${domain.value}`
  if (Buffer.byteLength(value) > MAX_ADDRESS_OCTETS) {
    return refuse('too_long', `longer than ${MAX_ADDRESS_OCTETS} octets`)
  }
  return { ok: true, value }
}

/** Characters that have no place in any part, quoted or not. */
function flawOf(text: string): Parsed | null {
  if (text === '') return refuse('empty', 'is empty')
  if (CONTROL.test(text)) return refuse('control_character', 'holds a control character or a line break')
  if (INVISIBLE.test(text)) return refuse('invisible_character', 'holds an invisible or direction-changing character')
  if (UNASSIGNED.test(text)) return refuse('bad_character', 'holds a character that is not assigned')
  return null
}

function parseDomain(typed: string): Parsed {
  if (typed === '') return refuse('no_domain', 'has nothing after the @')
  if (typed.startsWith('[')) return refuse('ip_literal', 'an IP address in brackets is not accepted as a domain')
  if (typed.endsWith('.')) return refuse('trailing_dot', 'the domain ends with a dot')
  if (typed.startsWith('.') || typed.includes('..')) return refuse('empty_label', 'the domain has an empty label')
  if (typed.endsWith('>')) return refuse('display_name', 'write the address alone, without name and angle brackets')
  if (!DOMAIN_TEXT.test(typed)) return refuse('domain_character', 'the domain holds a character it may not hold')
  const ascii = domainToASCII(typed).toLowerCase()
  if (ascii === '') return refuse('bad_idn', 'the domain is not a valid international name')
  if (ascii.length > 253) return refuse('domain_too_long', 'the domain is longer than 253 characters')
  const labels = ascii.split('.')
  if (labels.length < 2) return refuse('domain_without_dot', 'the domain has no dot')
  const bad = labels.find((label) => !LABEL.test(label))
  if (bad !== undefined) return refuse('bad_label', `"${bad}" is not a valid part of a domain`)
  const top = labels[labels.length - 1]!
  if (top.length < 2 || /^\d/.test(top)) return refuse('bad_top_level', `".${top}" is not a top-level domain`)
  return { ok: true, value: ascii }
}

function parseLocal(typed: string): Parsed {
  if (typed === '') return refuse('no_local', 'has nothing before the @')
  if (typed.startsWith('"')) return parseQuoted(typed)
  if (/\s/u.test(typed)) return refuse('space', 'holds a space')
  if (SPECIALS.test(typed)) return refuse('local_character', 'the part before the @ holds a character it may not hold')
  if (typed.startsWith('.') || typed.endsWith('.'))
    return refuse('edge_dot', 'begins with a dot or has one before the @')
  if (typed.includes('..')) return refuse('double_dot', 'has two dots in a row before the @')
  if (!ATOM_TEXT.test(typed))
    return refuse('local_character', 'the part before the @ holds a character it may not hold')
  return measured(typed)
}

/** `"john doe"`: blanks and specials are allowed; quotes and backslashes that say nothing are taken away. */
function parseQuoted(typed: string): Parsed {
  const inner = /^"((?:[^"\\]|\\.)*)"$/su.exec(typed)?.[1]
  if (inner === undefined) return refuse('bad_quotes', 'the quotation marks before the @ do not close')
  const said = inner.replace(/\\(.)/gsu, '$1')
  if (/[^\S ]/u.test(said)) return refuse('space', 'holds a blank that is not a plain space')
  const plain = said !== '' && ATOM_TEXT.test(said) && !SPECIALS.test(said) && !/^\.|\.$|\.\./.test(said)
  return measured(plain ? said : `"${said.replace(/["\\]/g, '\\$&')}"`)
}

function measured(local: string): Parsed {
  const octets = Buffer.byteLength(local)
  if (octets <= MAX_LOCAL_OCTETS) return { ok: true, value: local }
  return refuse('local_too_long', `${octets} octets before the @, at most ${MAX_LOCAL_OCTETS}`)
}

/** Whether a server must speak SMTPUTF8 (RFC 6531) to take this address; domains never need it, they are A-labels. */
export function needsUtf8(address: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything outside ASCII
  return /[^\u0000-\u007f]/.test(address)
}

/** The domain of a canonical address. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

function maskEmail(address: string): string {
  const at = address.lastIndexOf('@')
  if (at < 1) return '•••'
  const first = String.fromCodePoint(address.codePointAt(address[0] === '"' ? 1 : 0) ?? 0x2022)
  return `${first}•••${address.slice(at)}`
}

/** Email addresses as the email channel stores them; 'email' is what other channels may share. */
export const emailAddress: AddressKind = {
  kind: 'email',
  label: { en: 'Email address', fr: 'Adresse e-mail', es: 'Dirección de correo' },
  maxLength: MAX_INPUT,
  columns: [
    'email',
    'emailaddress',
    'mail',
    'emails',
    'workemail',
    'adresseemail',
    'courriel',
    'adressemail',
    'correo',
    'correoelectronico',
    'direcciondecorreo',
  ],
  parse: parseEmail,
  mask: maskEmail,
  destination: domainOf,
}
