import { PostgresBackend } from '@agendajs/postgres-backend'
import { Agenda } from 'agenda'
import pg from 'pg'
import type { Log } from './log.ts'

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
  const trouble = (error: Error) => options.log.warn({ err: error.message }, 'scheduler: database trouble')
  const backend = new PostgresBackend({ pool, ensureSchema: false })
  // It connects again by itself, but an 'error' that nobody hears ends the process.
  backend.notificationChannel?.on('error', trouble)
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
