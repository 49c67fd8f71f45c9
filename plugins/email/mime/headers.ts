/** A mail that cannot be written: `code` names what, `message` says where. Becomes a rejection of class 'content'. */
export class MimeError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** RFC 5322 §2.1.1: lines should be at most 78 characters; RFC 2047 §2 wants 76 where there is an encoded word. */
const LINE = 76
/** RFC 2047 §2. */
const ENCODED_WORD = 75
/** A run without a blank cannot be folded; above this it is encoded, far below the 998 octets of RFC 5322 §2.1.1. */
const LONGEST_RUN = 400

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be in a header
const UNSAFE = /[\u0000-\u0008\u000a-\u001f\u007f\u2028\u2029]/
const PRINTABLE = /^[\x20-\x7e]*$/
const SHORT_PLAIN = /^[\x21-\x3c\x3e-\x7e](?:[\x20-\x3c\x3e-\x7e]{0,58}[\x21-\x3c\x3e-\x7e])?$/
/** RFC 5322 atoms and blanks between them: a display name that needs no quotes. */
const ATOMS = /^[A-Za-z0-9!#$%&'*+/?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/?^_`{|}~-]+)*$/

/**
 * Gives the value back if it may stand in a header. CR, LF, NUL and their like are refused, never repaired: whoever put
 * them there meant to write another header.
 * @throws MimeError 'header_injection'
 */
export function safeValue(field: string, value: string): string {
  if (UNSAFE.test(value)) throw new MimeError('header_injection', `${field} holds a line break or control character`)
  return value
}

/** Text as octets of UTF-8, one per character: how anything outside ASCII goes into a mail that is a latin1 string. */
export function octets(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

/**
 * A header of free text (RFC 5322 §2.2.1), with its name and CRLF: folded, and as encoded words (RFC 2047) where it is
 * not plain ASCII.
 * @throws MimeError where the value holds a line break
 */
export function textHeader(name: string, value: string): string {
  const lead = `${name}: `
  if (SHORT_PLAIN.test(value)) return `${lead}${value}\r\n`
  const text = safeValue(name, value).replaceAll('\t', ' ').trim()
  return `${lead}${unstructured(text, lead.length)}\r\n`
}

function unstructured(text: string, used: number): string {
  const plain = PRINTABLE.test(text) && !text.includes('=?') && longestRun(text) <= LONGEST_RUN
  return plain ? fold(text, used) : encodedWords(text, used)
}

function longestRun(text: string): number {
  let longest = 0
  for (const run of text.split(' ')) longest = Math.max(longest, run.length)
  return longest
}

/** Breaks lines before blanks; unfolding gives exactly the text again. Never leaves a line of blanks alone. */
function fold(text: string, used: number): string {
  if (used + text.length <= LINE) return text
  let folded = ''
  let column = used
  for (const [piece] of text.matchAll(/ *[^ ]+/g)) {
    if (column + piece.length > LINE && folded !== '') {
      folded += '\r\n'
      column = 0
    }
    folded += piece
    column += piece.length
  }
  return folded
}

/**
 * RFC 2047 encoded words in UTF-8, base64 or Q, whichever is shorter; each at most 75 characters, one a line, and never
 * cut inside a character.
 * @param used columns already taken on the first line
 */
export function encodedWords(text: string, used: number): string {
  const bytes = Buffer.byteLength(text)
  const q = qLength(text) <= Math.ceil(bytes / 3) * 4
  const overhead = '=?UTF-8?Q??='.length
  const words: string[] = []
  let room = Math.min(ENCODED_WORD, LINE - used) - overhead
  let word = ''
  let size = 0
  for (const character of text) {
    const cost = q ? qCost(character) : Buffer.byteLength(character)
    const limit = q ? room : Math.floor(room / 4) * 3
    if (size + cost > limit && word !== '') {
      words.push(word)
      room = ENCODED_WORD - 1 - overhead
      word = ''
      size = 0
    }
    word += character
    size += cost
  }
  words.push(word)
  return words.map((w) => (q ? `=?UTF-8?Q?${qEncode(w)}?=` : `=?UTF-8?B?${base64(w)}?=`)).join('\r\n ')
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}

/** RFC 2047 §5 (3): the characters that may stand for themselves even in a display name. */
const Q_LITERAL = /[A-Za-z0-9!*+/-]/

function qCost(character: string): number {
  return character === ' ' || Q_LITERAL.test(character) ? 1 : Buffer.byteLength(character) * 3
}

function qLength(text: string): number {
  let length = 0
  for (const character of text) length += qCost(character)
  return length
}

function qEncode(text: string): string {
  return text.replace(/[^A-Za-z0-9!*+/-]/gu, (c) => (c === ' ' ? '_' : percent(c, '=')))
}

function percent(character: string, sign: string): string {
  let out = ''
  for (const octet of Buffer.from(character, 'utf8')) out += sign + octet.toString(16).toUpperCase().padStart(2, '0')
  return out
}

/**
 * An address header with one mailbox (RFC 5322 §3.4). The address is canonical; the name is what a person typed.
 * @throws MimeError where name or address holds a line break, or the address more than one mailbox
 */
export function mailboxHeader(field: string, address: string, name?: string): string {
  if (/[\s<>]/.test(safeValue(field, address)) && !address.startsWith('"')) {
    throw new MimeError('header_injection', `${field} must be one address`)
  }
  const plain = octets(address)
  const typed = name ? safeValue(`${field} name`, name).replaceAll('\t', ' ').trim() : ''
  if (typed === '') return `${field}: ${plain}\r\n`
  const said = displayName(typed, field.length + 2)
  const last = said.length - (said.lastIndexOf('\n') + 1) + (said.includes('\n') ? 0 : field.length + 2)
  return `${field}: ${said}${last + plain.length + 3 > LINE ? '\r\n' : ''} <${plain}>\r\n`
}

function displayName(name: string, used: number): string {
  if (name.length <= 60 && ATOMS.test(name)) return name
  const quotable = name.length <= 60 && PRINTABLE.test(name) && !name.includes('=?')
  return quotable ? `"${name.replace(/["\\]/g, '\\$&')}"` : encodedWords(name, used)
}

/**
 * A MIME parameter (RFC 2045 §5.1, RFC 2231), each piece on a line of its own, beginning with `;`. Values outside plain
 * ASCII, or long ones, are percent-encoded UTF-8 in numbered pieces, none cut inside a character.
 */
export function parameter(name: string, value: string): string {
  safeValue(name, value)
  if (PRINTABLE.test(value) && value.length + name.length <= 64) {
    return `;\r\n ${name}="${value.replace(/["\\]/g, '\\$&')}"`
  }
  const pieces: string[] = []
  let piece = "UTF-8''"
  for (const character of value) {
    const encoded = /[A-Za-z0-9._~-]/.test(character) ? character : percent(character, '%')
    if (piece.length + encoded.length > 58) {
      pieces.push(piece)
      piece = ''
    }
    piece += encoded
  }
  pieces.push(piece)
  return pieces.map((p, index) => `;\r\n ${name}*${index}*=${p}`).join('')
}
