/** Why a file is not even uploaded. */
export type FileProblem =
  | 'folder'
  | 'several'
  | 'empty'
  | 'too_large'
  | 'spreadsheet'
  | 'archive'
  | 'document'
  | 'picture'
  | 'binary'

/** core/contacts/imports/upload.ts */
export const MOST_BYTES = 1_000_000_000

const MAGIC: readonly (readonly [FileProblem, readonly number[]])[] = [
  ['spreadsheet', [0x50, 0x4b, 0x03, 0x04]],
  ['spreadsheet', [0xd0, 0xcf, 0x11, 0xe0]],
  ['document', [0x25, 0x50, 0x44, 0x46]],
  ['archive', [0x1f, 0x8b]],
  ['archive', [0x37, 0x7a, 0xbc, 0xaf]],
  ['archive', [0x52, 0x61, 0x72, 0x21]],
  ['picture', [0x89, 0x50, 0x4e, 0x47]],
  ['picture', [0xff, 0xd8, 0xff]],
  ['picture', [0x47, 0x49, 0x46, 0x38]],
]
const START = 4_096

/** Looks at a file before it is sent: its size, and its first bytes, since a name proves nothing. */
export async function checkFile(file: File): Promise<FileProblem | null> {
  if (file.size > MOST_BYTES) return 'too_large'
  let start: Uint8Array
  try {
    start = new Uint8Array(await file.slice(0, START).arrayBuffer())
  } catch {
    // A folder looks like a file to some browsers, until it is read.
    return 'folder'
  }
  if (start.length === 0) return 'empty'
  const known = MAGIC.find(([, bytes]) => bytes.every((byte, i) => start[i] === byte))
  if (known) return known[0] === 'spreadsheet' && /\.zip$/i.test(file.name) ? 'archive' : known[0]
  // Zeros belong to UTF-16; other control bytes to no text.
  const control = start.filter((byte) => byte !== 0 && (byte < 9 || (byte > 13 && byte < 32 && byte !== 27))).length
  return control > start.length * 0.02 ? 'binary' : null
}

/** What was dropped: one file, or why not. */
export function fileOf(dropped: DataTransfer): File | FileProblem {
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry?.())
  if (entries.some((entry) => entry?.isDirectory)) return 'folder'
  const [file, second] = dropped.files
  if (second) return 'several'
  return file ?? 'folder'
}
