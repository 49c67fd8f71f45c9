import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileTypeFromFile } from 'file-type'

/** What may go with a message, by what the bytes are. No SVG (it may carry scripts), no archives, no macros, no programs. */
const TAKEN: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.oasis.opendocument.text',
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/vnd.oasis.opendocument.presentation',
  'text/calendar',
  'text/vcard',
  'audio/mpeg',
  'video/mp4',
])

/** Plain text has no signature: its name says what it is, once its bytes are text. */
const TEXTS: Readonly<Record<string, string>> = { '.txt': 'text/plain', '.csv': 'text/csv', '.ics': 'text/calendar' }

export const TAKEN_WORDS =
  'PNG, JPEG, GIF and WebP images; PDF, Word, Excel, PowerPoint and OpenDocument files without macros; calendar, vCard, text and CSV files; MP3, MP4'

/** The type of a stored file by its bytes; null when it is none that may go with a message. */
export async function sniffType(path: string, name: string): Promise<string | null> {
  const found = await fileTypeFromFile(path).catch(() => undefined)
  if (found) return TAKEN.has(found.mime) ? found.mime : null
  const type = TEXTS[extname(name).toLowerCase()]
  return type && isText(await readFile(path)) ? type : null
}

function isText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
