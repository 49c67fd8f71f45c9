import { setTimeout as wait } from 'node:timers/promises'
import { type Config, type ReadyConfig, readyConfig } from '../../../config/env.ts'
import type { EmbeddedPostgres } from '../../infra/embedded-postgres.ts'
import { migrate } from '../../infra/migrate.ts'
import { startEmbedded } from '../open.ts'

const WATCH_MS = 250
const RETRY_MS = 2_000

/** The database of `carillon start`; the embedded one is started again when it dies. */
export interface StartedDatabase {
  readonly config: ReadyConfig
  /** Calls back when a new address has to be given to the processes. */
  watch(onMoved: (config: ReadyConfig) => void): void
  /** Embedded: stops it, whoever started it. */
  stop(): Promise<void>
}

export async function openStartDatabase(config: Config, say: (line: string) => void): Promise<StartedDatabase> {
  if (config.databaseUrl) {
    return { config: readyConfig(config, config.databaseUrl), watch: () => {}, stop: async () => {} }
  }
  const startedAt = Date.now()
  let embedded = await startEmbedded(config, say)
  say(
    embedded.adopted
      ? 'PostgreSQL runs already and is adopted.'
      : `PostgreSQL started in ${Date.now() - startedAt} ms.`,
  )
  let timer: NodeJS.Timeout
  let stopped = false
  const check = async (onMoved: (config: ReadyConfig) => void) => {
    if (!embedded.isAlive() && !stopped) {
      const before = embedded
      say('PostgreSQL has ended; starting it again.')
      embedded = await startAgain(config, before, say)
      if (embedded.url !== before.url) onMoved(readyConfig(config, embedded.url))
    }
    if (!stopped) timer = setTimeout(check, WATCH_MS, onMoved)
  }
  return {
    config: readyConfig(config, embedded.url),
    watch: (onMoved) => void check(onMoved),
    async stop() {
      stopped = true
      clearTimeout(timer)
      await embedded.stop()
    },
  }
}

/** On the same port if possible, so that the processes find it again by themselves. A full disk may take a while to clear. */
async function startAgain(
  config: Config,
  before: EmbeddedPostgres,
  say: (line: string) => void,
): Promise<EmbeddedPostgres> {
  for (;;) {
    try {
      return await startEmbedded(config, say, before.port)
    } catch (error) {
      say(`${(error as Error).message}\nTried again in ${RETRY_MS / 1000} s.`)
      await wait(RETRY_MS)
    }
  }
}

/** Migrates; waits for a database that is away, saying so once. */
export async function migrateWhenThere(url: string, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  for (let told = false; ; told = true) {
    try {
      const { applied } = await migrate({ url })
      if (applied.length > 0) say(`Applied ${applied.length} migrations.`)
      return
    } catch (error) {
      if (!isAway(error)) throw error
      if (!told) say(`PostgreSQL at DATABASE_URL does not answer (${codeOf(error)}); waiting for it.`)
      await wait(RETRY_MS, undefined, { signal })
    }
  }
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
