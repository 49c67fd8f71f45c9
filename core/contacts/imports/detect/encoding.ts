import { isUtf8 } from 'node:buffer'
import { open } from 'node:fs/promises'
import chardet from 'chardet'
import { byteOrderMark, decoderOf, ENCODINGS, type Encoding } from '../read/encodings.ts'
import { isPlainlyWestern } from './western.ts'

export interface DetectedEncoding {
  readonly encoding: Encoding
  /** False: the bytes fit several encodings, and a wrong choice would store wrong letters. The caller has to choose. */
  readonly certain: boolean
  /** Why, as a sentence. */
  readonly reason: string
  /** Bytes of the byte order mark. */
  readonly mark: number
  /** When uncertain: the likeliest first. */
  readonly candidates: readonly Encoding[]
}

const BLOCK = 1_048_576
/** Lines with letters beyond ASCII that are looked at to tell code pages apart. */
const SAMPLE = 400_000

/** Reads the whole file once: UTF-8 is told by validity of every byte, not by a sample. */
export async function detectEncoding(path: string): Promise<DetectedEncoding> {
  const file = await open(path, 'r')
  try {
    const start = Buffer.alloc(4096)
    const { bytesRead } = await file.read(start, 0, start.length, 0)
    const head = start.subarray(0, bytesRead)
    const mark = byteOrderMark(head)
    if (mark) return { ...sure(mark.encoding, 'it begins with a byte order mark'), mark: mark.length }
    const wide = withoutMark(head)
    if (wide) return sure(wide, 'every other byte is zero')
    const scan = await scanBytes(file)
    if (scan.ascii) return sure('utf-8', 'it is plain ASCII')
    if (scan.utf8) return sure('utf-8', 'every byte is valid UTF-8')
    return legacy(scan.sample, scan.someUtf8)
  } finally {
    await file.close()
  }
}

const sure = (encoding: Encoding, reason: string): DetectedEncoding => ({
  encoding,
  certain: true,
  reason,
  mark: 0,
  candidates: [],
})

/** UTF-16 of mostly Latin text has a zero in every other byte; plain text has none. */
function withoutMark(head: Buffer): Encoding | null {
  if (head.length < 4) return null
  let [even, odd] = [0, 0]
  for (let at = 0; at + 1 < head.length; at += 2) {
    if (head[at] === 0) even++
    if (head[at + 1] === 0) odd++
  }
  const half = head.length / 2
  if (odd > half * 0.4 && even < half * 0.02) return 'utf-16le'
  if (even > half * 0.4 && odd < half * 0.02) return 'utf-16be'
  return null
}

/** Validity of the whole, and the lines that hold bytes beyond ASCII. */
async function scanBytes(file: Awaited<ReturnType<typeof open>>) {
  const sample: Buffer[] = []
  let [utf8, ascii, someUtf8, size] = [true, true, false, 0]
  let held: Buffer = Buffer.alloc(0)
  for (let position = 0; ; ) {
    const block = Buffer.allocUnsafe(BLOCK)
    const { bytesRead } = await file.read(block, 0, BLOCK, position)
    position += bytesRead
    const bytes = Buffer.concat([held, block.subarray(0, bytesRead)])
    const cut = bytesRead === 0 ? bytes.length : Math.max(bytes.lastIndexOf(10), bytes.lastIndexOf(13)) + 1
    const whole = bytes.subarray(0, cut || bytes.length)
    held = bytes.subarray(whole.length)
    if (!isAscii(whole)) {
      ascii = false
      if (!isUtf8(whole)) utf8 = false
      if (size < SAMPLE)
        for (const line of highLines(whole)) {
          if (isUtf8(line)) someUtf8 = true
          else if (size < SAMPLE) {
            sample.push(line)
            size += line.length
          }
        }
    }
    if (bytesRead === 0) return { ascii, utf8, someUtf8, sample: Buffer.concat(sample) }
  }
}

function isAscii(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at]! > 127) return false
  return true
}

function* highLines(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(10, from)
    const to = found < 0 ? bytes.length : found + 1
    const line = bytes.subarray(from, Math.min(to, from + 10_000))
    if (!isAscii(line)) yield line
    from = to
  }
}

/** An eight-bit code page, told by what the letters look like; where it could be several, the caller is asked. */
function legacy(sample: Buffer, someUtf8: boolean): DetectedEncoding {
  const guesses = chardet
    .analyse(sample)
    .map(({ name, confidence }) => ({ encoding: known(name), confidence }))
    .filter((guess): guess is { encoding: Encoding; confidence: number } => guess.encoding !== null)
  const western = decoderOf('windows-1252')(sample)
  const top = guesses[0]?.encoding
  const candidates = [...new Set([...guesses.slice(0, 4).map((guess) => guess.encoding), 'windows-1252' as const])]
  if (someUtf8) {
    const reason = 'some lines are UTF-8 and others are not: whatever is chosen, rows of the other kind are refused'
    return { encoding: 'utf-8', certain: false, reason, mark: 0, candidates: ['utf-8', ...candidates] }
  }
  if (isPlainlyWestern(western) && (top === undefined || top === 'windows-1252' || top === 'iso-8859-15'))
    return sure('windows-1252', 'it is not UTF-8, and its letters are those of a western European language')
  const first = candidates[0] ?? 'windows-1252'
  return {
    encoding: first,
    certain: false,
    reason: 'it is not UTF-8, and its bytes fit several code pages: look at the samples and choose',
    mark: 0,
    candidates: candidates.includes('windows-1250') ? candidates : [...candidates, 'windows-1250'],
  }
}

/** chardet's names in ours; ISO-8859-1 is read as its superset windows-1252, as browsers do (WHATWG Encoding). */
function known(name: string): Encoding | null {
  const plain = name.toLowerCase()
  const alias: Record<string, Encoding> = {
    'iso-8859-1': 'windows-1252',
    'iso-8859-5': 'windows-1251',
    'iso-8859-7': 'windows-1253',
    'iso-8859-9': 'windows-1254',
  }
  return alias[plain] ?? ((ENCODINGS as readonly string[]).find((one) => one === plain) as Encoding | undefined) ?? null
}
