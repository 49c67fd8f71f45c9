import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { MongoClient } from 'mongodb'
import { testSettings } from '../../config/env.ts'

/** A server that speaks MongoDB's wire protocol, with a database of its own for one test file. */
export interface TestMongo {
  readonly url: string
  /** Address of one more empty database. FerretDB reads a whole collection for each query: small ones keep a test short. */
  fresh(): string
  /** Drops what was made. */
  close(): Promise<void>
}

/** A server of our own that may be killed and started again; its data stays. */
export interface OwnMongo extends TestMongo {
  start(): Promise<void>
  /** kill -9. */
  kill(): Promise<void>
}

const settings = testSettings()
const HOW = 'Set MONGODB_TEST_URL to a server, or FERRETDB_BINARY to a ferretdb binary.'

/** False where there is no such server: tests then skip, loudly, unless REQUIRE_MONGO=1. */
export const hasMongo = available(Boolean(settings.mongodbUrl || settings.ferretdbBinary), 'on MongoDB')
/** False where there is none that we may kill. */
export const hasOwnMongo = available(Boolean(settings.ferretdbBinary), 'that kill MongoDB (FERRETDB_BINARY only)')

function available(there: boolean, what: string): boolean {
  if (there) return true
  // A given server is enough for what is required; it is not ours to kill.
  if (settings.requireMongo && !settings.mongodbUrl)
    throw new Error(`REQUIRE_MONGO=1, but there is no server for the tests ${what}. ${HOW}`)
  console.warn(`\nSKIPPED: the tests ${what} do not run. ${HOW}\n`)
  return false
}

/** MONGODB_TEST_URL in a fresh database, or a FerretDB started for this file. */
export async function openTestMongo(): Promise<TestMongo> {
  if (!settings.mongodbUrl) return startOwnMongo()
  const made: string[] = []
  const fresh = () => {
    const url = inDatabase(settings.mongodbUrl!)
    made.push(url)
    return url
  }
  return {
    url: fresh(),
    fresh,
    async close() {
      const client = new MongoClient(settings.mongodbUrl!)
      for (const url of made) await client.db(new URL(url).pathname.slice(1)).dropDatabase()
      await client.close()
    },
  }
}

function inDatabase(server: string): string {
  const url = new URL(server)
  url.pathname = `/carillon_test_${randomBytes(6).toString('hex')}`
  return url.href
}

/** A FerretDB on a free port. */
export async function startOwnMongo(): Promise<OwnMongo> {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-ferretdb-'))
  const port = await freePort()
  let server: ChildProcess | undefined
  const stop = async (signal: NodeJS.Signals) => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    server.kill(signal)
    await once(server, 'exit')
  }
  const fresh = () => inDatabase(`mongodb://127.0.0.1:${port}`)
  const own: OwnMongo = {
    url: fresh(),
    fresh,
    async start() {
      server = await startBinary(join(folder, 'data'), port)
    },
    kill: () => stop('SIGKILL'),
    async close() {
      await stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
  await own.start()
  return own
}

async function startBinary(folder: string, port: number): Promise<ChildProcess> {
  await mkdir(folder, { recursive: true })
  const arguments_ = ['-listen', `127.0.0.1:${port}`, '-dir', folder]
  const server = spawn(settings.ferretdbBinary!, arguments_, { stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [server.stdout!, server.stderr!])
      createInterface(stream).on('line', (line) => {
        if (said.length < 50) said.push(line)
        if (line.includes('ready mongodb://')) resolve()
      })
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`ferretdb ended with ${code}: ${said.join('\n')}`)))
  })
  await ready
  return server
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
