import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Problem } from '../errors.ts'
import { uuid7 } from './ids.ts'
import type { Trx } from './postgres.ts'

/** What was written: `path` is relative to the uploads folder and made by us, never by the one who uploaded. */
export interface StoredBytes {
  readonly path: string
  /** Bytes. */
  readonly size: number
  readonly sha256: Buffer
}

/** Uploads on the local disk, below `<dataDir>/uploads`. */
export interface Storage {
  /**
   * Writes a stream without holding it in memory; nothing stays of one that breaks off.
   * @throws Problem too_large beyond `limit` bytes.
   */
  save(source: Readable, options: { limit: number }): Promise<StoredBytes>
  /** Absolute path of a stored file, for readers that need one. */
  locate(path: string): string
  read(path: string): Readable
  remove(path: string): Promise<void>
}

const NAME = /^[0-9a-f]{2}\/[0-9a-f]{32}$/

export function createStorage(dataDir: string): Storage {
  const root = join(dataDir, 'uploads')
  const locate = (path: string) => {
    if (!NAME.test(path)) throw new Error(`not a name that the storage gave: ${path.slice(0, 80)}`)
    return join(root, path)
  }
  return {
    locate,
    read: (path) => createReadStream(locate(path)),
    remove: (path) => rm(locate(path), { force: true }),
    async save(source, { limit }) {
      const name = randomBytes(16).toString('hex')
      const path = `${name.slice(0, 2)}/${name}`
      const target = locate(path)
      const part = `${target}.part`
      await mkdir(dirname(target), { recursive: true, mode: 0o750 })
      const meter = measure(limit)
      try {
        await pipeline(source, meter.stream, createWriteStream(part, { mode: 0o640, flush: true }))
        await rename(part, target)
      } catch (error) {
        await rm(part, { force: true })
        if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
          throw new Problem('unavailable', 'The disk that holds uploads is full. Free some space and upload again.')
        throw error
      }
      return { path, size: meter.size(), sha256: meter.sha256() }
    },
  }
}

/** Counts and hashes what passes. */
function measure(limit: number) {
  const hash = createHash('sha256')
  let size = 0
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size > limit) return done(new Problem('too_large', `The file is larger than ${limit} bytes.`))
      hash.update(chunk)
      done(null, chunk)
    },
  })
  return { stream, size: () => size, sha256: () => hash.digest() }
}

/** Notes a stored file in the table `files`; gives its id. `name` is what the person called it, kept for showing only. */
export async function recordFile(
  trx: Trx,
  file: StoredBytes & { workspaceId: string; name: string; type: string; purpose: string; createdBy: string | null },
): Promise<string> {
  const id = uuid7()
  await trx('files').insert({
    workspace_id: file.workspaceId,
    id,
    name: shownName(file.name),
    type: file.type.slice(0, 100),
    size: file.size,
    sha256: file.sha256,
    path: file.path,
    purpose: file.purpose,
    created_by: file.createdBy,
  })
  return id
}

/** Without folders and control characters, at most 200 characters. */
export function shownName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const clean = last.replace(/\p{C}/gu, '').trim().slice(0, 200).toWellFormed()
  return clean || 'file'
}
