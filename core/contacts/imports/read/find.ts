import { open } from 'node:fs/promises'
import { decoderOf, type Encoding } from './encodings.ts'

const BLOCK = 262_144
/** Blocks overlap by more than any address is long, so that one which lies across an end is whole in the next. Even, for UTF-16. */
const OVERLAP = 2_048

/**
 * Whether a text stands anywhere in a file, whatever its columns mean: also in rows and columns that the import did not take.
 * Memory is bounded by the block. @throws when the file cannot be read
 */
export async function findInFile(
  path: string,
  format: { readonly encoding: Encoding },
  pattern: RegExp,
): Promise<boolean> {
  const decode = decoderOf(format.encoding)
  const file = await open(path, 'r')
  const block = Buffer.allocUnsafe(BLOCK + OVERLAP)
  try {
    for (let kept = 0; ; ) {
      const { bytesRead } = await file.read(block, kept, BLOCK, null)
      if (bytesRead === 0) return false
      const end = kept + bytesRead
      // What a cut character decodes to is not looked at twice: the overlap holds it whole. Letters with accents as one sign.
      if (pattern.test(decode(block.subarray(0, end)).normalize('NFC'))) return true
      kept = Math.min(OVERLAP, end)
      block.copyWithin(0, end - kept, end)
    }
  } finally {
    await file.close()
  }
}
