import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigError, loadConfig, type ReadyConfig, readyConfig } from '../../config/env.ts'
import { isAlive } from '../infra/embedded-postgres/pidfile.ts'
import type { EmbeddedPostgres } from '../infra/embedded-postgres.ts'
import { awaySentence } from './away.ts'
import { CliError } from './exit.ts'

const PATIENCE_MS = 5_000

export interface Opened {
  readonly config: ReadyConfig
  /** The embedded database, when that is what is used. */
  readonly embedded: EmbeddedPostgres | null
  /** Stops what was started here, and only that. */
  close(): Promise<void>
}

/** Configuration and database for one verb: the one at DATABASE_URL, which has to answer, else the embedded one, started or adopted. */
export async function openConfigured(config: Config = loadConfig(), log = toStderr): Promise<Opened> {
  if (config.databaseUrl) {
    await refuseAway(config.databaseUrl)
    return { config: readyConfig(config, config.databaseUrl), embedded: null, close: async () => {} }
  }
  const embedded = await startEmbedded(config, log)
  return {
    config: readyConfig(config, embedded.url),
    embedded,
    close: async () => {
      if (!embedded.adopted && readSupervisor(config.dataDir) === null) await embedded.stop()
    },
  }
}

/** @throws ConfigError in production, where a database on the same disk as the application has to be asked for. */
export async function startEmbedded(config: Config, log = toStderr, port?: number): Promise<EmbeddedPostgres> {
  if (config.nodeEnv === 'production' && !config.embedded) {
    throw new ConfigError([
      'DATABASE_URL is not set, but production needs a PostgreSQL server (postgres://user:password@host:5432/database); ' +
        'set CARILLON_EMBEDDED=true to use the embedded one all the same.',
    ])
  }
  const { startEmbeddedPostgres } = await import('../infra/embedded-postgres.ts')
  const settings = { shared_buffers: config.embeddedSharedBuffers }
  return startEmbeddedPostgres({ dataDir: config.dataDir, log, settings, ...(port ? { port } : {}) })
}

/**
 * Asks the database for one connection before anything is built on it: pools and the scheduler tell of a server that is away late,
 * and with a stack. @throws CliError with what is wrong and what to do
 */
async function refuseAway(url: string): Promise<void> {
  // Loaded here: `carillon --help` needs no driver.
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS })
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    throw new CliError(awaySentence(error, url))
  } finally {
    await client.end().catch(() => {})
  }
}

export function toStderr(line: string): void {
  process.stderr.write(`${line}\n`)
}

export interface Supervisor {
  readonly pid: number
}

export const supervisorFile = (dataDir: string) => join(dataDir, 'carillon.json')

/** The `carillon start` that runs on this data folder now, or null. */
export function readSupervisor(dataDir: string): Supervisor | null {
  try {
    const found = JSON.parse(readFileSync(supervisorFile(dataDir), 'utf8')) as Supervisor
    return found.pid !== process.pid && isAlive(found.pid) && isSupervisor(found.pid) ? found : null
  } catch {
    return null
  }
}

/** A pid may belong to another program by now, above all in a container. */
function isSupervisor(pid: number): boolean {
  if (process.platform !== 'linux') return true
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  const verb = words[words.findIndex((word) => /(cli\.[jt]s|carillon)$/.test(word)) + 1]
  return verb === 'start' || verb === 'dev'
}
