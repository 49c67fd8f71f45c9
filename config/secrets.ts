import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface MasterKey {
  readonly id: string
  readonly key: Buffer
}

/**
 * Reads CARILLON_MASTER_KEY: one base64 key (its id is then `1`), or `id:base64,id:base64` with the current key first.
 * @throws Error with a sentence that never holds key material.
 */
export function parseMasterKeys(text: string): MasterKey[] {
  const keys = text.split(',').map((part) => parseMasterKey(part.trim()))
  const ids = new Set(keys.map(({ id }) => id))
  if (ids.size !== keys.length) throw new Error('two keys have the same id')
  return keys
}

function parseMasterKey(part: string): MasterKey {
  const colon = part.indexOf(':')
  const id = colon < 0 ? '1' : part.slice(0, colon)
  const encoded = part.slice(colon + 1)
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(id)) throw new Error('a key id is 1 to 32 letters, digits, - or _')
  const key = Buffer.from(encoded, 'base64')
  if (key.length !== 32 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded)) {
    throw new Error(`key "${id}" is not 32 bytes in base64`)
  }
  return { id, key }
}

/**
 * The secret kept in `<dataDir>/<name>` (mode 0600), made by `make` when it is not there. Of several processes that
 * make it at once, one wins and all read its value: the finished file is linked into place, which fails when it exists.
 */
export function keepSecret(dataDir: string, name: string, make = () => randomBytes(32).toString('base64')): string {
  const file = join(dataDir, name)
  const kept = readIfThere(file)
  if (kept) return kept
  mkdirSync(dataDir, { recursive: true })
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, `${make()}\n`, { mode: 0o600, flush: true })
  try {
    chmodSync(draft, 0o600)
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
  return readFileSync(file, 'utf8').trim()
}

/** What is kept, without making it. */
export const keptSecret = (dataDir: string, name: string): string | undefined => readIfThere(join(dataDir, name))

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Puts a secret in the place of the kept one, whole or not at all. */
export function replaceSecret(dataDir: string, name: string, value: string): void {
  const draft = join(dataDir, `${name}.${process.pid}.${randomBytes(4).toString('hex')}`)
  writeFileSync(draft, `${value}\n`, { mode: 0o600, flush: true })
  renameSync(draft, join(dataDir, name))
}
