import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { EmbeddedPostgresError } from './error.ts'
import { isAlive } from './pidfile.ts'

/** A lock whose holder wrote no pid for this long was killed between two system calls. */
const NAMELESS_MS = 5_000

/**
 * Runs `work` while holding a lock folder: `mkdir` succeeds for one process only. A dead holder's lock is taken over.
 * @throws Error when it stays held for `patienceMs`.
 */
export async function withLock<T>(folder: string, work: () => Promise<T>, patienceMs = 60_000): Promise<T> {
  const giveUpAt = Date.now() + patienceMs
  while (!(await acquire(folder))) {
    await clearDead(folder)
    if (Date.now() > giveUpAt) {
      throw new EmbeddedPostgresError(
        `Another process has been starting PostgreSQL for long and holds ${folder}; remove it if none runs.`,
      )
    }
    await wait(25)
  }
  try {
    return await work()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function acquire(folder: string): Promise<boolean> {
  try {
    await mkdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  await writeFile(join(folder, 'pid'), String(process.pid))
  return true
}

/** Moves a dead lock aside before removing it; if what was moved turns out to be a living one, it goes back. */
async function clearDead(folder: string): Promise<void> {
  if (!(await isDead(folder))) return
  const aside = `${folder}.${randomBytes(4).toString('hex')}`
  if (
    !(await rename(folder, aside)
      .then(() => true)
      .catch(() => false))
  )
    return
  if (await isDead(aside)) await rm(aside, { recursive: true, force: true })
  else await rename(aside, folder)
}

async function isDead(folder: string): Promise<boolean> {
  const pid = Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => ''))
  if (pid > 0) return !isAlive(pid)
  const made = await stat(folder).catch(() => null)
  return made !== null && Date.now() - made.mtimeMs > NAMELESS_MS
}
