import { PostgresBackend } from '@agendajs/postgres-backend'
import { Agenda } from 'agenda'
import pg from 'pg'
import type { Log } from './log.ts'

const TROUBLE_MS = 5_000

/** Agenda makes its own tables; only `migrate` lets it, under its lock (decision 0004). */
export async function ensureAgendaSchema(url: string): Promise<void> {
  const backend = new PostgresBackend({ connectionString: url, ensureSchema: true, disableNotifications: true })
  await backend.connect()
  await backend.disconnect()
}

/**
 * The scheduler: decides when something starts. `processEvery` bounds how late a job can be when a notification is lost
 * (measured lateness with it: at most 0.11 s; p99 of an immediate job 8 ms). Finished jobs are removed.
 */
export async function openAgenda(options: {
  url: string
  name: string
  log: Log
  concurrency?: number
}): Promise<{ agenda: Agenda; close(): Promise<void> }> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: 4,
    application_name: `carillon-agenda-${options.name}`,
  })
  pool.on('error', () => {})
  let toldAt = Number.NEGATIVE_INFINITY
  const trouble = (error: Error) => {
    // It looks for jobs five times a second: a database that is away for a minute would be 2,000 lines.
    if (performance.now() - toldAt < TROUBLE_MS) return
    toldAt = performance.now()
    options.log.warn({ err: error.message }, 'scheduler: database trouble')
  }
  const backend = new PostgresBackend({ pool, ensureSchema: false })
  // It connects again by itself, but an 'error' that nobody hears ends the process.
  backend.notificationChannel?.on('error', trouble)
  // Agenda connects by itself and hears no refusal: a database that is away would end the process with a stack.
  const connected = backend.connect()
  await connected.catch((error) => pool.end().then(() => Promise.reject(error)))
  backend.connect = () => connected
  const agenda = new Agenda({
    backend,
    name: options.name,
    processEvery: 200,
    maxConcurrency: options.concurrency ?? 20,
    defaultConcurrency: 5,
    defaultLockLifetime: 60_000,
    removeOnComplete: true,
  })
  agenda.on('error', trouble)
  await agenda.ready
  return {
    agenda,
    async close() {
      await agenda.stop(false).catch(() => {})
      await pool.end().catch(() => {})
    },
  }
}
