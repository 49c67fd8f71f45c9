/** Announced after EHLO; a bigger message is read to its end, counted, and refused. */
export const MOST_OCTETS = 36_700_160
const END = '\r\n.\r\n'

/** Collects one message up to its final dot, however the pieces are cut. */
export interface BodyReader {
  /** Nothing has come yet. */
  untouched(): boolean
  /** Takes a piece; gives what came after the final dot, null while that is still to come. */
  take(piece: string): string | null
  /** The message as it was before dots were doubled for the way; null where it is too big. */
  message(): string | null
}

export function createBodyReader(): BodyReader {
  const pieces: string[] = []
  let length = 0
  // The line end after DATA: a message may be empty, its dot alone on the first line.
  let tail = '\r\n'

  function keep(piece: string): void {
    length += piece.length
    // Beyond the limit it is only counted, so that an endless message costs no memory.
    if (length <= MOST_OCTETS) pieces.push(piece)
  }

  return {
    untouched: () => length === 0,
    take(piece) {
      const seen = tail + piece
      const end = seen.indexOf(END)
      if (end < 0) {
        keep(piece)
        tail = seen.slice(-4)
        return null
      }
      const used = end + END.length - tail.length
      keep(piece.slice(0, used))
      return piece.slice(used)
    },
    message() {
      if (length > MOST_OCTETS) return null
      const raw = pieces.join('').slice(0, -3)
      // RFC 5321 §4.5.2: a dot at the start of a line was doubled.
      return raw.startsWith('.') || raw.includes('\r\n.') ? raw.replace(/(^|\r\n)\./g, '$1') : raw
    },
  }
}
