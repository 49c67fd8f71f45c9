import { open } from 'node:fs/promises'
import { fileTypeFromBuffer } from 'file-type'
import { invalid } from '../../../errors.ts'
import { byteOrderMark } from '../read/encodings.ts'

export const MOST_COLUMNS = 500

/** 422 that names the file and says what to do. */
export const badFile = (code: string, message: string) =>
  invalid([{ field: '/file', code, message }], `The file ${message}.`)

const SPREADSHEET = /spreadsheet|excel|opendocument|ms-office|x-cfb|zip/

/** Refuses what is not text, by its content; a name proves nothing. */
export async function refuseOtherThanText(path: string, size: number): Promise<void> {
  if (size === 0) throw badFile('empty', 'is empty')
  const file = await open(path, 'r')
  try {
    const start = Buffer.alloc(Math.min(size, 65_536))
    await file.read(start, 0, start.length, 0)
    // Behind a mark of UTF-16 stands text; to some it looks like the start of a sound file.
    const marked = byteOrderMark(start) !== null
    const type = marked ? undefined : await fileTypeFromBuffer(start)
    if (type && SPREADSHEET.test(type.mime))
      throw badFile(
        'spreadsheet',
        `is a spreadsheet or archive (${type.ext}), not CSV: save it as CSV (UTF-8) and upload that`,
      )
    if (type && !/xml|text/.test(type.mime)) throw badFile('binary', `is ${type.mime}, not CSV`)
    if (!marked && looksBinary(start)) throw badFile('binary', 'holds binary data, not CSV')
  } finally {
    await file.close()
  }
}

/** Control bytes that no text has, in numbers; UTF-16 without a mark has its zeros in every other place only. */
function looksBinary(bytes: Buffer): boolean {
  let control = 0
  const zeros = [0, 0]
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === 0) zeros[at % 2]!++
    else if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) control++
  }
  if (control > bytes.length * 0.02) return true
  const [less, more] = zeros.sort((a, b) => a - b) as [number, number]
  return more > bytes.length * 0.02 && (less > more * 0.1 || more < bytes.length * 0.2)
}
