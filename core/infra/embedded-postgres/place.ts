import { createHash } from 'node:crypto'
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Account } from './account.ts'

/** Where one cluster lives: `folder` holds `data` (PGDATA), the log, the password and the starter's lock. */
export interface Place {
  readonly folder: string
  readonly data: string
  readonly logFile: string
  readonly passwordFile: string
  /** A sentence to tell when the data is not below the data folder that was asked for. */
  readonly note?: string
}

const place = (folder: string, note?: string): Place => ({
  folder,
  data: join(folder, 'data'),
  logFile: join(folder, 'postgres.log'),
  passwordFile: join(folder, 'password'),
  ...(note ? { note } : {}),
})

/**
 * The first folder on the way to `path` that the account may not pass, or null. Only root asks for another account:
 * its own home is 0700, as is what `mktemp -d` makes.
 */
export async function closedTo(account: Account, path: string): Promise<string | null> {
  if (account.spawn.uid === undefined) return null
  const parents: string[] = []
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    parents.unshift(folder)
    if (folder === dirname(folder)) break
  }
  for (const folder of parents) {
    const found = await stat(folder).catch(() => null)
    if (!found) return null
    const bit = found.uid === account.uid ? 0o100 : found.gid === account.gid ? 0o010 : 0o001
    if (!(found.mode & bit)) return folder
  }
  return null
}

/** The cluster that is already there for this data folder, if any. */
export async function findPlace(dataDir: string): Promise<Place | null> {
  const inPlace = place(join(dataDir, 'postgres'))
  if (await exists(inPlace.data)) return inPlace
  const elsewhere = (await readFile(marker(dataDir), 'utf8').catch(() => '')).trim()
  if (!elsewhere) return null
  return place(elsewhere, `PostgreSQL's data is in ${elsewhere} (see ${marker(dataDir)}).`)
}

/**
 * Chooses where a new cluster goes: below the data folder, or, when the account cannot get there, below `base`, in a
 * folder named after the project. A note left in the data folder leads back to it, so that deleting the data folder is
 * still a fresh start; what an earlier one left is kept beside it, under another number.
 */
export async function choosePlace(dataDir: string, account: Account, base: string): Promise<Place> {
  const inPlace = place(join(dataDir, 'postgres'))
  const closed = await closedTo(account, dataDir)
  if (closed === null) return inPlace
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  let folder = join(base, name)
  for (let number = 2; await exists(folder); number++) folder = join(base, `${name}-${number}`)
  await mkdir(folder, { recursive: true })
  await chmod(base, 0o755)
  await writeFile(marker(dataDir), `${folder}\n`)
  const reason = `user ${account.name}, who runs it, may not pass ${closed}`
  return place(folder, `PostgreSQL's data is in ${folder}, not below ${dataDir}: ${reason}.`)
}

const marker = (dataDir: string) => join(dataDir, 'postgres.location')

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}
