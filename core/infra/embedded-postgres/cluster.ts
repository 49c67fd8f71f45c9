import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { EmbeddedPostgresError } from './error.ts'
import type { Place } from './place.ts'

const run = promisify(execFile)

export const SUPERUSER = 'carillon'

/** PostgreSQL gets none of our environment: no secrets, and no locale of the caller (LANG decides the encoding). */
export const bareEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', LANG: 'C' }

/** Who owns the cluster's files, or null where there is none yet. */
export async function ownerOf(place: Place | null): Promise<{ uid: number; gid: number } | null> {
  const found = place && (await stat(place.data).catch(() => null))
  return found ? { uid: found.uid, gid: found.gid } : null
}

/**
 * Makes the cluster when there is none. initdb works in a draft folder that is renamed when whole, so that a kill in the
 * middle leaves nothing that looks like a database.
 */
export async function ensureCluster(place: Place, binaries: Binaries, account: Account, sync: boolean): Promise<void> {
  if (await stat(place.data).catch(() => null)) return checkVersion(place, binaries)
  for (const name of await readdir(place.folder)) {
    if (name.startsWith('data.new')) await rm(join(place.folder, name), { recursive: true, force: true })
  }
  await writeFile(place.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
  await chmod(place.passwordFile, 0o600)
  await give(place.passwordFile, account)
  const draft = `${place.data}.new`
  await mkdir(draft, { mode: 0o700 })
  await give(draft, account)
  const flags = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const access = ['--auth=scram-sha-256', `--username=${SUPERUSER}`, `--pwfile=${place.passwordFile}`]
  try {
    await run(
      join(binaries.home, 'bin', 'initdb'),
      [...flags, ...access, ...(sync ? [] : ['--no-sync']), '-D', draft],
      {
        ...account.spawn,
        cwd: '/',
        env: bareEnvironment,
      },
    )
  } catch (error) {
    throw new EmbeddedPostgresError(
      `initdb failed in ${draft}: ${String((error as { stderr?: string }).stderr || error).trim()}`,
    )
  }
  await rename(draft, place.data)
}

/**
 * Makes the folder around the cluster. As root it stays root's and is only opened for passing, so that the account
 * cannot put a link where root writes the log or the password.
 */
export async function ensureFolder(place: Place, account: Account): Promise<void> {
  await mkdir(place.folder, { recursive: true })
  if (account.spawn.uid !== undefined && process.getuid?.() === 0) await chmod(place.folder, 0o755)
}

async function give(path: string, account: Account): Promise<void> {
  if (account.spawn.uid !== undefined) await chown(path, account.uid, account.gid)
}

async function checkVersion(place: Place, binaries: Binaries): Promise<void> {
  const made = Number.parseInt(await readFile(join(place.data, 'PG_VERSION'), 'utf8').catch(() => ''), 10)
  if (made === binaries.major) return
  if (Number.isNaN(made))
    throw new EmbeddedPostgresError(
      `${place.data} is there but holds no PostgreSQL database (no PG_VERSION); move it away.`,
    )
  throw new EmbeddedPostgresError(
    `The database in ${place.data} was made by PostgreSQL ${made} and cannot be read by PostgreSQL ${binaries.major}, which is installed. ` +
      `Nothing was changed. Either go back to the release of Carillon that came with PostgreSQL ${made}; or, while that one runs, copy the ` +
      `database with pg_dump into a PostgreSQL ${binaries.major} server and set DATABASE_URL to it.`,
  )
}
