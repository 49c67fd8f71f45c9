import iconv from 'iconv-lite'

/** Encodings that a file may be read in. In all of them a line end is never a part of another character. */
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-15',
  'windows-1250',
  'iso-8859-2',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'koi8-r',
  'macintosh',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'big5',
  'gb18030',
] as const
export type Encoding = (typeof ENCODINGS)[number]

/** Stands in text where bytes were none of the encoding's. */
export const REPLACEMENT = '\ufffd'

/** Bytes → text. Bytes that mean nothing become U+FFFD; the rows that hold one are refused, not stored. */
export function decoderOf(encoding: Encoding): (bytes: Buffer) => string {
  if (encoding === 'utf-8') return (bytes) => bytes.toString('utf8')
  if (encoding === 'utf-16le') return (bytes) => bytes.toString('utf16le').toWellFormed()
  if (encoding === 'utf-16be')
    return (bytes) =>
      Buffer.from(bytes.subarray(0, bytes.length & ~1))
        .swap16()
        .toString('utf16le')
        .toWellFormed()
  return (bytes) => iconv.decode(bytes, encoding, { stripBOM: false })
}

/** Length in bytes of the mark at the start of a file, and what it says. */
export function byteOrderMark(start: Buffer): { encoding: Encoding; length: number } | null {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { encoding: 'utf-8', length: 3 }
  if (start[0] === 0xff && start[1] === 0xfe) return { encoding: 'utf-16le', length: 2 }
  if (start[0] === 0xfe && start[1] === 0xff) return { encoding: 'utf-16be', length: 2 }
  return null
}

/** How a line end looks in bytes. */
export function lineEndBytes(encoding: Encoding, end: '\n' | '\r'): Buffer {
  if (encoding === 'utf-16le') return Buffer.from(end, 'utf16le')
  if (encoding === 'utf-16be') return Buffer.from(end, 'utf16le').swap16()
  return Buffer.from(end)
}

/** Place after the last line end, or 0. */
export function afterLastLineEnd(bytes: Buffer, end: Buffer): number {
  let at = bytes.lastIndexOf(end)
  // Two-byte ends must lie on an even place: 0x0a may be half of another character.
  while (at >= 0 && end.length === 2 && at % 2 === 1) at = at === 0 ? -1 : bytes.lastIndexOf(end, at - 1)
  return at < 0 ? 0 : at + end.length
}

/** Place after `count` line ends. */
export function afterLineEnds(bytes: Buffer, end: Buffer, count: number): number {
  let at = 0
  for (let found = 0; found < count; ) {
    const next = bytes.indexOf(end, at)
    if (next < 0) return bytes.length
    if (end.length === 2 && next % 2 === 1) {
      at = next + 1
      continue
    }
    at = next + end.length
    found++
  }
  return at
}
