/** Longest line of content before the soft break's `=`: with it 76, as RFC 2045 §6.7 allows. */
const COLUMNS = 75
const HEX = Buffer.from('0123456789ABCDEF', 'latin1')

/** 1 for octets that stand for themselves within a line: printable ASCII but `=`, and blank and tab. */
const LITERAL = new Uint8Array(256)
for (let octet = 32; octet < 127; octet++) LITERAL[octet] = 1
LITERAL[9] = 1
LITERAL[61] = 0

// Reused for every mail of this process: encoding is synchronous, and a fresh 20 kB buffer a mail costs more than the
// encoding itself. Grown for a bigger text, and let go afterwards.
const KEPT = 1 << 18
let source = Buffer.allocUnsafe(KEPT)
let target = Buffer.allocUnsafe(KEPT * 4)

/**
 * Encodes a text as quoted-printable (RFC 2045 §6.7) in UTF-8: an ASCII string of CRLF lines of at most 76 characters,
 * ending with CRLF unless the text is empty. LF, CR and CRLF are line breaks. No line begins with a dot, so that SMTP
 * needs no dot stuffing (RFC 5321 §4.5.2), nor with `From `, which mailbox files would change.
 */
export function quotedPrintable(text: string): string {
  const most = text.length * 3
  if (source.length < most) {
    source = Buffer.allocUnsafe(most)
    // Worst case: three characters an octet, and a soft break of three for every 25 of them; 4 covers both.
    target = Buffer.allocUnsafe(most * 4)
  }
  const length = source.write(text, 0, 'utf8')
  const written = encode(source, length, target)
  const encoded = target.toString('latin1', 0, written)
  if (source.length > KEPT) {
    source = Buffer.allocUnsafe(KEPT)
    target = Buffer.allocUnsafe(KEPT * 4)
  }
  return encoded
}

function encode(from: Buffer, length: number, to: Buffer): number {
  let out = 0
  let lineStart = 0
  let at = 0
  while (at < length) {
    if (out === lineStart && mustHideAtLineStart(from, at, length)) out = hexed(to, out, from[at++]!)
    const limit = Math.min(length, at + COLUMNS - (out - lineStart))
    while (at < limit && LITERAL[from[at]!] === 1) to[out++] = from[at++]!
    if (at >= length) break
    const octet = from[at]!
    if (octet === 10 || octet === 13) {
      out = endLine(to, out, lineStart)
      lineStart = out
      at += octet === 13 && from[at + 1] === 10 && at + 1 < length ? 2 : 1
    } else if (out - lineStart + (LITERAL[octet] === 1 ? 1 : 3) > COLUMNS) {
      out = softBreak(to, out)
      lineStart = out
    } else {
      out = hexed(to, out, octet)
      at++
    }
  }
  return out > lineStart ? endLine(to, out, lineStart) : out
}

/** Ends a line; a blank before the break would be lost on the way, so that it is written as `=20` or `=09`. */
function endLine(to: Buffer, out: number, lineStart: number): number {
  const last = out > lineStart ? to[out - 1]! : 0
  if (last === 32 || last === 9) {
    out--
    if (out - lineStart + 3 > COLUMNS) out = softBreak(to, out)
    out = hexed(to, out, last)
  }
  to[out] = 13
  to[out + 1] = 10
  return out + 2
}

/** A dot, or the F of `From `. */
function mustHideAtLineStart(from: Buffer, at: number, length: number): boolean {
  const octet = from[at]!
  if (octet === 46) return true
  if (octet !== 70 || at + 4 >= length) return false
  return from[at + 1] === 114 && from[at + 2] === 111 && from[at + 3] === 109 && from[at + 4] === 32
}

function softBreak(to: Buffer, out: number): number {
  to[out] = 61
  to[out + 1] = 13
  to[out + 2] = 10
  return out + 3
}

function hexed(to: Buffer, out: number, octet: number): number {
  to[out] = 61
  to[out + 1] = HEX[octet >> 4]!
  to[out + 2] = HEX[octet & 15]!
  return out + 3
}
