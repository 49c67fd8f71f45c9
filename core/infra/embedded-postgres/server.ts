import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { bareEnvironment } from './cluster.ts'
import { EmbeddedPostgresError } from './error.ts'
import { isAlive, isOurs, type Postmaster, readPidFile } from './pidfile.ts'
import type { Place } from './place.ts'

const POLL_MS = 15
/** Recovery after a kill took 0.1 to 0.7 s here; a large WAL on a slow disk may need minutes. */
const READY_MS = 300_000
const LOG_LIMIT = 10_000_000

/** What was seen to help or to be needed by this workload; `fsync` stays on, since a ledger that forgets is no ledger. */
export const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  cluster_name: 'carillon',
  max_connections: '200',
  shared_buffers: '256MB',
  random_page_cost: '1.1',
  wal_compression: 'on',
  max_wal_size: '4GB',
  jit: 'off',
}

/**
 * Starts postgres in a session of its own, so that Ctrl-C in the terminal does not reach it before the application has
 * drained. Its output goes to a file, not to a pipe that would break with us.
 */
export function launch(
  place: Place,
  binaries: Binaries,
  account: Account,
  port: number,
  settings: Readonly<Record<string, string>>,
): ChildProcess {
  const log = openLog(place.logFile)
  const options = Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  try {
    const child = spawn(join(binaries.home, 'bin', 'postgres'), ['-D', place.data, '-p', String(port), ...options], {
      ...account.spawn,
      cwd: '/',
      env: bareEnvironment,
      detached: true,
      stdio: ['ignore', log, log],
    })
    child.on('error', () => {})
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}

function openLog(file: string): number {
  try {
    if (statSync(file).size > LOG_LIMIT) renameSync(file, `${file}.1`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  return openSync(file, 'a', 0o600)
}

/** Waits until the postmaster of this folder is ready; null when it is gone, or `exited()` says that it ended. */
export async function untilReady(place: Place, exited: () => boolean = () => false): Promise<Postmaster | null> {
  const giveUpAt = Date.now() + READY_MS
  while (Date.now() < giveUpAt) {
    const ended = exited()
    const seen = readPidFile(place.data)
    const ours = seen !== null && isOurs(seen, place.data) !== false
    if (ours && seen.status === 'ready') return seen
    if (!ours && ended) return null
    await wait(POLL_MS)
  }
  throw new EmbeddedPostgresError(`PostgreSQL is not ready after ${READY_MS / 1000} s; see ${place.logFile}.`)
}

/** Fast shutdown: SIGINT ends sessions and writes a checkpoint (SIGTERM would wait for clients); SIGQUIT after 10 s. */
export async function shutDown(place: Place, binaries: Binaries): Promise<void> {
  const running = readPidFile(place.data)
  if (!running || isOurs(running, place.data) === false) return
  if (process.platform === 'win32') {
    await promisify(execFile)(join(binaries.home, 'bin', 'pg_ctl.exe'), ['stop', '-m', 'fast', '-D', place.data])
    return
  }
  signal(running.pid, 'SIGINT')
  if (await goneWithin(running.pid, 10_000)) return
  signal(running.pid, 'SIGQUIT')
  if (!(await goneWithin(running.pid, 10_000)))
    throw new EmbeddedPostgresError(`PostgreSQL (process ${running.pid}) does not stop.`)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function goneWithin(pid: number, limitMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + limitMs
  while (isAlive(pid)) {
    if (Date.now() > giveUpAt) return false
    await wait(POLL_MS)
  }
  return true
}

/** A port that was free on loopback a moment ago; the preferred one if it is. */
export async function freePort(preferred = 0): Promise<number> {
  const probe = createServer()
  const port = await new Promise<number>((resolve, reject) => {
    probe.once('error', reject)
    probe.listen(preferred, '127.0.0.1', () => resolve((probe.address() as { port: number }).port))
  }).catch((error: NodeJS.ErrnoException) => {
    if (preferred && error.code === 'EADDRINUSE') return null
    throw error
  })
  if (port === null) return freePort()
  await new Promise((done) => probe.close(done))
  return port
}

/** The end of the log, for an error message. */
export function logTail(place: Place, from = 0): string {
  try {
    const text = readFileSync(place.logFile, 'utf8').slice(from)
    return text.trim().split('\n').slice(-8).join('\n')
  } catch {
    return '(no log)'
  }
}
