import { readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { childEnvironment, loadConfig, projectRoot, type ReadyConfig } from '../../../config/env.ts'
import { withLock } from '../../infra/embedded-postgres/lock.ts'
import { CliError } from '../exit.ts'
import { readSupervisor, supervisorFile } from '../open.ts'
import { onStopSignal } from '../signals.ts'
import { type Child, keepAlive } from './child.ts'
import { migrateWhenThere, openStartDatabase, type StartedDatabase } from './database.ts'
import { greet } from './greet.ts'
import { createPrinter } from './lines.ts'
import { buildPanel } from './panel.ts'
import { choosePort, onPort } from './port.ts'

/** How long a start after a crash waits for the earlier API to give the port back. */
const PORT_PATIENCE_MS = 5_000

export interface SuperviseOptions {
  readonly json: boolean
  /** Restarts the processes when a source file changes. */
  readonly watch: boolean
}

/** `carillon start`: database, migrations, processes, until a signal; then everything down in the opposite order. */
export async function supervise(options: SuperviseOptions): Promise<void> {
  const print = createPrinter(options)
  const say = (text: string) => {
    for (const line of text.split('\n')) print('carillon', line)
  }
  const asked = loadConfig()
  const { crashed } = await claim(asked.dataDir)
  const parts: Parts = { children: [], database: null, migrated: null, stopping: new AbortController() }
  const stopped = stopOnSignal(parts, asked.dataDir, say)
  try {
    const port = await choosePort(asked, crashed ? PORT_PATIENCE_MS : 0)
    if (port !== asked.port) say(`Port ${asked.port} is taken; using ${port}.`)
    let config: ReadyConfig
    const onMoved = (moved: ReadyConfig) => {
      config = moved
      for (const child of parts.children) child.restart()
    }
    // Beside the database, which takes about as long to start the first time.
    const panel = buildPanel(say)
    parts.database = openStartDatabase(onPort(asked, port), say, onMoved)
    config = (await parts.database).config
    parts.migrated = migrateWhenThere(() => config.databaseUrl, say, parts.stopping.signal)
    await parts.migrated
    if (parts.stopping.signal.aborted) return await stopped
    parts.children = startChildren(() => config, print)
    if (options.watch) watchSources(parts.children, say)
    await Promise.race([Promise.all([panel, ...parts.children.map((child) => child.ready)]), stopped])
    if (!parts.stopping.signal.aborted) await greet(config, print, parts.stopping.signal)
  } catch (error) {
    if (parts.stopping.signal.aborted) return await stopped
    await takeDown(parts, say)
    release(asked.dataDir)
    throw error
  }
  await stopped
}

interface Parts {
  children: Child[]
  /** A promise, so that a signal during the start finds what is being started. */
  database: Promise<StartedDatabase> | null
  migrated: Promise<void> | null
  readonly stopping: AbortController
}

function startChildren(config: () => ReadyConfig, print: (name: string, line: string) => void): Child[] {
  const { sandbox, workers } = config()
  const environment = () => ({ ...childEnvironment(config()), ...compiled(config()) }) as NodeJS.ProcessEnv
  const start = (name: string, role: string) => keepAlive({ name, role, print, environment })
  return [
    ...(sandbox ? [start('sandbox', 'sandbox')] : []),
    start('api', 'api'),
    ...Array.from({ length: workers }, (_, index) => start(workers > 1 ? `worker ${index + 1}` : 'worker', 'worker')),
  ]
}

/** Node keeps what it compiled (and stripped of types): from the second start on the API needs half the CPU time to load (0.9 s instead of 1.7). */
const compiled = ({ dataDir }: ReadyConfig) => ({ NODE_COMPILE_CACHE: join(dataDir, 'compile-cache') })

/** Settles when a signal came and everything is down. */
function stopOnSignal(parts: Parts, dataDir: string, say: (line: string) => void): Promise<void> {
  const done = Promise.withResolvers<void>()
  const first = (signal: string) => {
    say(`${signal}: draining, at most 30 s. Once more to stop at once.`)
    parts.stopping.abort()
    takeDown(parts, say)
      .then(() => release(dataDir))
      .then(() => process.exit(0))
      .catch(done.reject)
  }
  onStopSignal(first, () => {
    for (const child of parts.children) child.kill()
  })
  return done.promise
}

/** API and workers drain together; then the sandboxes they talk to; the database last. */
async function takeDown(parts: Parts, say: (line: string) => void): Promise<void> {
  const isSandbox = (child: Child) => child.name === 'sandbox'
  await Promise.all(parts.children.filter((child) => !isSandbox(child)).map((child) => child.stop()))
  await Promise.all(parts.children.filter(isSandbox).map((child) => child.stop()))
  await parts.migrated?.catch(() => {})
  const database = await parts.database?.catch(() => null)
  await database?.stop()
  say('Stopped.')
}

/** One supervisor per data folder. */
async function claim(dataDir: string): Promise<{ crashed: boolean }> {
  await mkdir(dataDir, { recursive: true })
  return withLock(join(dataDir, 'carillon.lock'), async () => {
    const other = readSupervisor(dataDir)
    if (other) throw new CliError(`Carillon runs already on ${dataDir} (process ${other.pid}); stop it first.`)
    const crashed = wasLeft(supervisorFile(dataDir))
    writeFileSync(supervisorFile(dataDir), `${JSON.stringify({ pid: process.pid })}\n`)
    return { crashed }
  })
}

const release = (dataDir: string) => rmSync(supervisorFile(dataDir), { force: true })

function wasLeft(file: string): boolean {
  try {
    return readFileSync(file, 'utf8') !== ''
  } catch {
    return false
  }
}

function watchSources(children: readonly Child[], say: (line: string) => void): void {
  let timer: NodeJS.Timeout | undefined
  for (const folder of ['core', 'plugins', 'config', 'migrations']) {
    watch(join(projectRoot, folder), { recursive: true }, (_event, file) => {
      if (!file?.endsWith('.ts')) return
      clearTimeout(timer)
      // An editor writes in several steps; a git checkout touches many files.
      timer = setTimeout(() => {
        say(`${folder}/${file} changed; starting the processes again.`)
        for (const child of children) child.restart()
      }, 200)
    })
  }
}
