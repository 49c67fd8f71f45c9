import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { isAlive } from '../../core/infra/embedded-postgres/pidfile.ts'
import {
  type EmbeddedOptions,
  startEmbeddedPostgres,
  stopEmbeddedPostgres,
} from '../../core/infra/embedded-postgres.ts'

const asRoot = process.getuid?.() === 0
const STARTER = join(import.meta.dirname, 'embedded-starter.ts')

const base = inject('testFolder')
const systemBase = join(base, `system-${process.pid}`)
let dataDir: string
const said: string[] = []
const log = (line: string) => void said.push(line)
const start = (more: Partial<EmbeddedOptions> = {}) =>
  startEmbeddedPostgres({ dataDir, systemBase, log, throwaway: true, settings: { shared_buffers: '16MB' }, ...more })

const made: string[] = []
beforeEach(() => {
  dataDir = join(base, `data-${process.pid}-${made.length}`)
  made.push(dataDir)
  said.length = 0
})
afterAll(async () => {
  for (const folder of made) await stopEmbeddedPostgres(folder)
})

test('first start, second start with the data still there, and a stop that leaves nothing', async () => {
  const first = await start()
  expect(first.adopted).toBe(false)
  const [row] = await ask(
    first.url,
    `SELECT current_database() AS name, current_setting('server_version_num')::int / 10000 AS major,
    current_setting('listen_addresses') AS listen, current_setting('unix_socket_directories') AS sockets,
    current_setting('password_encryption') AS passwords, lower('É') AS lower, pg_encoding_to_char(encoding) AS encoding
    FROM pg_database WHERE datname = current_database()`,
  )
  expect(row).toEqual({
    name: 'carillon',
    major: 18,
    listen: '127.0.0.1',
    sockets: '',
    passwords: 'scram-sha-256',
    lower: 'é',
    encoding: 'UTF8',
  })
  await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS n')
  await first.stop()
  expect(first.isAlive()).toBe(false)
  expect(await readdir(first.dataDir)).not.toContain('postmaster.pid')
  const second = await start({ port: first.port })
  expect(second).toMatchObject({ adopted: false, port: first.port, url: first.url })
  expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }])
})

test('nobody comes in without the password, which only its owner can read', async () => {
  const { url, dataDir: data } = await start()
  const wrong = url.replace(/:[^:@]+@/, ':wrong@')
  await expect(ask(wrong, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
  expect((await stat(join(data, '..', 'password'))).mode & 0o777).toBe(0o600)
  expect((await stat(data)).mode & 0o077).toBe(0)
  expect((await stat(data)).uid).not.toBe(0)
})

test('the database outlives a starter killed with -9, and the next one adopts it', async () => {
  const starter = startElsewhere()
  const { url, pid } = await firstLine(starter)
  await ask(url, 'CREATE TABLE kept AS SELECT 1 AS n')
  starter.kill('SIGKILL')
  await once(starter, 'exit')
  const next = await start()
  expect(next).toMatchObject({ adopted: true, pid, url })
  await next.stop()
  expect(isAlive(pid)).toBe(false)
})

test('Ctrl-C to the group of the starter does not disturb a query', async () => {
  const starter = startElsewhere({ detached: true })
  const { url } = await firstLine(starter)
  const query = ask(url, 'SELECT 1 AS n FROM pg_sleep(1)')
  while (
    (await ask(url, "SELECT FROM pg_stat_activity WHERE query LIKE '%pg_sleep(1)' AND pid <> pg_backend_pid()"))
      .length === 0
  );
  process.kill(-starter.pid!, 'SIGINT')
  await once(starter, 'exit')
  expect(await query).toEqual([{ n: 1 }])
})

test('killed with -9, the database itself recovers what was committed', async () => {
  const first = await start({ throwaway: false })
  await ask(first.url, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n')
  process.kill(first.pid, 'SIGKILL')
  const second = await start()
  expect(second.adopted).toBe(false)
  expect(await ask(second.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 1000 }])
  expect(said.join()).toContain('recovers')
})

describe('a pid file that was left behind', () => {
  test.each([
    ['names a process that is gone', async () => (await endedProcess()).pid],
    ['names a living process that is not this database', async () => process.pid],
    ['names a process of the account that is not this database', async () => stranger().pid],
  ])('%s', async (_name, pidOf) => {
    const first = await start()
    const content = await readFile(join(first.dataDir, 'postmaster.pid'), 'utf8')
    await first.stop()
    const pid = await pidOf()
    await writeFile(join(first.dataDir, 'postmaster.pid'), content.replace(/^\d+/, String(pid)))
    const second = await start()
    expect(second.adopted).toBe(false)
    expect(second.pid).not.toBe(pid)
    expect(await ask(second.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
  })
})

test('of four processes that start at once one starts it and three adopt it', async () => {
  const starters = [1, 2, 3, 4].map(() => startElsewhere())
  const results = await Promise.all(starters.map(firstLine))
  expect(new Set(results.map(({ pid }) => pid)).size).toBe(1)
  expect(results.map(({ adopted }) => adopted).sort()).toEqual([false, true, true, true])
  for (const starter of starters) starter.kill('SIGKILL')
})

test('a starter killed while it held the lock does not stop the next one', async () => {
  await mkdir(join(dataDir, 'postgres.lock'), { recursive: true })
  await writeFile(join(dataDir, 'postgres.lock', 'pid'), String((await endedProcess()).pid))
  expect((await start()).adopted).toBe(false)
})

test('an initdb killed in the middle is begun anew', async () => {
  await mkdir(join(dataDir, 'postgres', 'data.new', 'base'), { recursive: true })
  await writeFile(join(dataDir, 'postgres', 'data.new', 'PG_VERSION'), '18\n')
  expect(await ask((await start()).url, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
})

test('a database of another major version is refused, with what to do, and left as it is', async () => {
  const first = await start()
  await first.stop()
  await writeFile(join(first.dataDir, 'PG_VERSION'), '17\n')
  await expect(start()).rejects.toThrow(/made by PostgreSQL 17 .*Nothing was changed.*DATABASE_URL/s)
})

test('a server that cannot start says why', async () => {
  await expect(start({ settings: { shared_buffers: 'nonsense' } })).rejects.toThrow(/did not start.*shared_buffers/s)
})

describe.runIf(asRoot)('as root, below a folder that nobody else may pass', () => {
  beforeEach(async () => {
    const closed = join(base, `closed-${process.pid}-${made.length}`)
    await mkdir(closed, { mode: 0o700 })
    dataDir = join(closed, 'data')
    made.push(dataDir)
  })

  test('the data goes to the system folder, which is said, and is found again', async () => {
    const first = await start()
    expect(first.dataDir.startsWith(systemBase)).toBe(true)
    expect(said[0]).toMatch(
      new RegExp(`PostgreSQL's data is in ${systemBase}/[0-9a-f]+, not below ${dataDir}: user \\w+, .* may not pass`),
    )
    await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS n')
    await first.stop()
    const second = await start()
    expect(second.dataDir).toBe(first.dataDir)
    expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }])
  })

  test('deleting the data folder is a fresh start, and the old data is not lost', async () => {
    const first = await start()
    await first.stop()
    await rm(dataDir, { recursive: true })
    const second = await start()
    expect(second.dataDir).not.toBe(first.dataDir)
    expect(await readdir(first.dataDir)).toContain('PG_VERSION')
  })

  test('a database that became unreachable is not passed over for an empty one', async () => {
    await chmod(join(dataDir, '..'), 0o755)
    const first = await start()
    await first.stop()
    await chmod(join(dataDir, '..'), 0o700)
    await expect(start()).rejects.toThrow(/cannot be reached by user \w+.*chmod o\+x/s)
  })
})

interface Started {
  readonly url: string
  readonly pid: number
  readonly adopted: boolean
}

/** Another process that starts the same database, prints what it got, and stays. */
function startElsewhere(options: { detached?: boolean } = {}): ChildProcess {
  return spawn(process.execPath, [STARTER, dataDir], { stdio: ['ignore', 'pipe', 'inherit'], ...options })
}

async function firstLine(child: ChildProcess): Promise<Started> {
  let text = ''
  for await (const chunk of child.stdout!) {
    text += chunk
    if (text.includes('\n')) break
  }
  return JSON.parse(text) as Started
}

async function endedProcess(): Promise<{ pid: number }> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'exit')
  return { pid: child.pid! }
}

/** A process that runs as the account of the database would, as when its pid was given to somebody else. */
function stranger(): { pid: number } {
  const child = spawn('/bin/sleep', ['60'], asRoot ? { uid: 65_534, gid: 65_534 } : {})
  child.unref()
  strangers.push(child)
  return { pid: child.pid! }
}
const strangers: ChildProcess[] = []
afterAll(() => strangers.forEach((child) => void child.kill('SIGKILL')))

async function ask(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return (await client.query(statement).finally(() => client.end())).rows
}
