import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { type Config, type ReadyConfig, readyConfig } from '../../../config/env.ts'
import type { EmbeddedPostgres } from '../../infra/embedded-postgres.ts'
import { migrate } from '../../infra/migrate.ts'
import { startEmbedded } from '../open.ts'

const WATCH_MS = 250
const RETRY_MS = 1_000

/** The database of `carillon start`; the embedded one is started again when it dies. */
export interface StartedDatabase {
  readonly config: ReadyConfig
  /** Embedded: stops it, whoever started it. */
  stop(): Promise<void>
}

/** @param onMoved called when the database has got another address, which the processes must be given. */
export async function openStartDatabase(
  config: Config,
  say: (line: string) => void,
  onMoved: (config: ReadyConfig) => void,
): Promise<StartedDatabase> {
  if (config.databaseUrl) return { config: readyConfig(config, config.databaseUrl), stop: async () => {} }
  const startedAt = Date.now()
  let embedded = await startEmbedded(config, say)
  const ms = Date.now() - startedAt
  say(embedded.adopted ? 'PostgreSQL runs already and is adopted.' : `PostgreSQL started in ${ms} ms.`)
  let stopped = false
  let timer: NodeJS.Timeout
  let checking: Promise<void> | undefined
  const check = async () => {
    if (!embedded.isAlive()) {
      say('PostgreSQL has ended; starting it again.')
      const again = await startAgain(config, embedded, say, () => stopped)
      if (!again) return
      const moved = again.url !== embedded.url
      embedded = again
      if (moved) onMoved(readyConfig(config, embedded.url))
    }
    if (!stopped) checkLater()
  }
  const checkLater = () => {
    timer = setTimeout(() => (checking = check()), WATCH_MS)
  }
  checkLater()
  return {
    config: readyConfig(config, embedded.url),
    async stop() {
      stopped = true
      clearTimeout(timer)
      await checking
      await embedded.stop()
    },
  }
}

/** On the same port if possible, so that the processes find it again by themselves. A full disk may take a while to clear. */
async function startAgain(
  config: Config,
  before: EmbeddedPostgres,
  say: (line: string) => void,
  stopped: () => boolean,
): Promise<EmbeddedPostgres | null> {
  while (!stopped()) {
    try {
      return await startEmbedded(config, say, before.port)
    } catch (error) {
      say(`${(error as Error).message}\nTried again in ${RETRY_MS / 1000} s.`)
      await wait(RETRY_MS)
    }
  }
  return null
}

/** Migrates; waits for a database that is away, saying so once. */
export async function migrateWhenThere(
  url: () => string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let told = false; !signal.aborted; told = true) {
    try {
      await ping(url())
      const { applied } = await migrate({ url: url() })
      if (applied.length > 0) say(`Applied ${applied.length} migrations.`)
      return
    } catch (error) {
      if (!isAway(error)) throw error
      if (!told) say(`PostgreSQL does not answer (${codeOf(error)}); waiting for it.`)
      await wait(RETRY_MS, undefined, { signal }).catch(() => {})
    }
  }
}

async function ping(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  await client.connect().finally(() => client.end().catch(() => {}))
}

/** Node's network errors, and PostgreSQL's "starting up", "shutting down", "too many clients". */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  '57P01',
  '57P03',
  '53300',
])

function codeOf(error: unknown): string {
  const { code, errors } = error as { code?: string; errors?: { code?: string }[] }
  return code ?? errors?.[0]?.code ?? 'no code'
}

const isAway = (error: unknown) =>
  AWAY.has(codeOf(error)) || /Connection terminated|timeout/i.test((error as Error).message ?? '')
