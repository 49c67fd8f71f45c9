import { mkdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { type Account, chooseAccount } from './embedded-postgres/account.ts'
import { type Binaries, findBinaries, prepareBinaries } from './embedded-postgres/binaries.ts'
import { ensureCluster, ensureFolder, ownerOf, SUPERUSER } from './embedded-postgres/cluster.ts'
import { EmbeddedPostgresError } from './embedded-postgres/error.ts'
import { withLock } from './embedded-postgres/lock.ts'
import { isAlive, isOurs, type Postmaster, readPidFile, removePidFile } from './embedded-postgres/pidfile.ts'
import { choosePlace, closedTo, findPlace, type Place } from './embedded-postgres/place.ts'
import { freePort, launch, logTail, shutDown, untilReady } from './embedded-postgres/server.ts'

const DATABASE = 'carillon'
/** Where root keeps data and binaries that the unprivileged account could not reach in the project. */
const SYSTEM_BASE = '/var/lib/carillon'
const TRIES = 20

export interface EmbeddedOptions {
  /** The data folder of the server; the cluster lives in `<dataDir>/postgres`. */
  readonly dataDir: string
  /** Told once per noteworthy fact, as a sentence. */
  readonly log?: (line: string) => void
  /** Taken if free. */
  readonly port?: number
  /** Server settings over ours, such as `{ shared_buffers: '1GB' }`. */
  readonly settings?: Readonly<Record<string, string>>
  /** For clusters that are deleted after a test: nothing is flushed to disk. */
  readonly throwaway?: boolean
  /** Instead of /var/lib/carillon. */
  readonly systemBase?: string
}

export interface EmbeddedPostgres {
  readonly url: string
  readonly port: number
  /** It ran already: another process started it, or an earlier run was killed and left it. */
  readonly adopted: boolean
  /** PGDATA. */
  readonly dataDir: string
  readonly pid: number
  isAlive(): boolean
  /** Fast shutdown, whoever started it. */
  stop(): Promise<void>
}

/**
 * Starts, or adopts, the PostgreSQL that npm installed, on loopback with a random password. Safe to call from several
 * processes at once: one starts it, the others adopt it.
 * @throws Error with a sentence saying what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir)
  const log = options.log ?? (() => {})
  await mkdir(dataDir, { recursive: true })
  return withLock(join(dataDir, 'postgres.lock'), async () => {
    const cluster = await openCluster(dataDir, options)
    if (cluster.place.note) log(cluster.place.note)
    const running = await findRunning(cluster.place, log)
    const postmaster = running ?? (await start(cluster, options))
    const url = await ensureDatabase(cluster.place, postmaster.port)
    return {
      url,
      port: postmaster.port,
      adopted: running !== null,
      dataDir: cluster.place.data,
      pid: postmaster.pid,
      isAlive: () => isAlive(postmaster.pid),
      stop: () => shutDown(cluster.place, cluster.binaries),
    }
  })
}

/** Where the embedded PostgreSQL of this data folder is, and its address if it runs now. Changes nothing. */
export async function lookAtEmbeddedPostgres(
  dataDir: string,
): Promise<{ place: Place | null; account: Account | null; binaries: Binaries; url: string | null }> {
  const binaries = await findBinaries()
  const place = await findPlace(resolve(dataDir))
  const owner = await ownerOf(place)
  const account = owner || process.getuid?.() !== 0 ? await chooseAccount(owner ?? undefined) : null
  const seen = place && readPidFile(place.data)
  const running = place && seen?.status === 'ready' && isOurs(seen, place.data) === true
  return { place, account, binaries, url: running ? await urlOf(place, seen.port, DATABASE) : null }
}

/** Stops the PostgreSQL of this data folder if it runs. */
export async function stopEmbeddedPostgres(dataDir: string): Promise<void> {
  const place = await findPlace(resolve(dataDir))
  if (place) await shutDown(place, await findBinaries())
}

interface Cluster {
  readonly place: Place
  readonly account: Account
  readonly binaries: Binaries
}

async function openCluster(dataDir: string, options: EmbeddedOptions): Promise<Cluster> {
  const systemBase = options.systemBase ?? SYSTEM_BASE
  const found = await findPlace(dataDir)
  const owner = await ownerOf(found)
  const account = await chooseAccount(owner ?? undefined)
  if (found) await checkReach(found, owner, account)
  const place = found ?? (await choosePlace(dataDir, account, systemBase))
  const asRoot = account.spawn.uid !== undefined
  const binaries = await prepareBinaries(await findBinaries(), account, asRoot ? systemBase : dataDir)
  await ensureFolder(place, account)
  await ensureCluster(place, binaries, account, !options.throwaway)
  return { place, account, binaries }
}

/** A cluster that was made before must not be passed over silently for a new, empty one. */
async function checkReach(place: Place, owner: { uid: number } | null, account: Account): Promise<void> {
  if (owner && account.uid >= 0 && owner.uid !== account.uid) {
    throw new EmbeddedPostgresError(
      `The database in ${place.data} belongs to user ${owner.uid}, but this is user ${account.uid}. ` +
        'Start as that user or as root, or give the files away with `chown -R`.',
    )
  }
  const closed = await closedTo(account, place.folder)
  if (closed) {
    throw new EmbeddedPostgresError(
      `The database in ${place.data} cannot be reached by user ${account.name}, who runs it, because ${closed} is closed ` +
        `to others. Open it with \`chmod o+x ${closed}\`, or move the project.`,
    )
  }
}

/** The running postmaster of this folder, once it is ready; null when there is none, and then no pid file is left. */
async function findRunning(place: Place, log: (line: string) => void): Promise<Postmaster | null> {
  const seen = readPidFile(place.data)
  if (!seen) return null
  const ours = isOurs(seen, place.data)
  if (ours === 'unknown' && !(await answersFor(place, seen))) {
    throw new EmbeddedPostgresError(
      `${join(place.data, 'postmaster.pid')} names process ${seen.pid}, which lives but does not answer as this database. ` +
        'If no PostgreSQL runs on this folder, delete that file and start again.',
    )
  }
  const ready = ours === false ? null : await untilReady(place, () => !isAlive(seen.pid))
  if (ready) return ready
  if (readPidFile(place.data)) {
    log(`PostgreSQL was not shut down the last time (process ${seen.pid} is gone); it recovers now.`)
    await removePidFile(place.data)
  }
  return null
}

async function answersFor(place: Place, postmaster: Postmaster): Promise<boolean> {
  const client = new pg.Client({ connectionString: await urlOf(place, postmaster.port, 'postgres') })
  try {
    await client.connect()
    const { rows } = await client.query('SHOW data_directory')
    return resolve(rows[0].data_directory) === resolve(place.data)
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * Starts a postmaster. Two things pass by themselves and are tried again: the port was taken in between, and the
 * backends of a killed postmaster still hold the shared memory.
 */
async function start({ place, account, binaries }: Cluster, options: EmbeddedOptions): Promise<Postmaster> {
  const unsafe = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  const settings = { ...(options.throwaway ? unsafe : {}), ...options.settings }
  for (let attempt = 1; ; attempt++) {
    const before = logTail(place)
    const port = await freePort(options.port)
    const child = launch(place, binaries, account, port, settings)
    let exited = false
    child.once('exit', () => (exited = true)).once('error', () => (exited = true))
    const ready = await untilReady(place, () => exited)
    if (ready) return ready
    const said = logTail(place)
    const passing =
      said !== before && /could not bind|Address already in use|shared memory block .* is still in use/.test(said)
    if (!passing || attempt >= TRIES)
      throw new EmbeddedPostgresError(`PostgreSQL did not start; the end of ${place.logFile}:\n${said}`)
    await wait(100 * Math.min(attempt, 5))
  }
}

async function urlOf(place: Place, port: number, database: string): Promise<string> {
  const password = (await readFile(place.passwordFile, 'utf8')).trim()
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`
}

async function ensureDatabase(place: Place, port: number): Promise<string> {
  const client = new pg.Client({ connectionString: await urlOf(place, port, 'postgres') })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await client.end()
  }
  return urlOf(place, port, DATABASE)
}
