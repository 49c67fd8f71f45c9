import { fileURLToPath } from 'node:url'
import knexFactory, { type Knex } from 'knex'
import { ensureAgendaSchema } from './agenda.ts'
import { SILENT } from './postgres.ts'

const DIRECTORY = fileURLToPath(new URL('../../migrations', import.meta.url))

export interface MigrationStatus {
  readonly done: readonly string[]
  readonly pending: readonly string[]
}

/** Brings the schema up to date as the owner of the database. Safe to run from several processes: knex locks. */
export async function migrate({ url }: { url: string }): Promise<{ applied: readonly string[] }> {
  return withOwner(url, async (knex) => {
    // One migrator at a time, and a crashed one leaves no lock: an advisory lock ends with its session.
    const lock = await knex.client.acquireConnection()
    try {
      await lock.query("SELECT pg_advisory_lock(hashtext('carillon_migrate'))")
      await knex.migrate.forceFreeMigrationsLock()
      const [, applied] = (await knex.migrate.latest()) as [number, string[]]
      await ensureAgendaSchema(url)
      return { applied }
    } finally {
      await lock.query("SELECT pg_advisory_unlock(hashtext('carillon_migrate'))").catch(() => {})
      await knex.client.releaseConnection(lock)
    }
  })
}

/** What has been applied and what has not. */
export async function migrationStatus({ url }: { url: string }): Promise<MigrationStatus> {
  return withOwner(url, async (knex) => {
    const [done, pending] = (await knex.migrate.list()) as [{ name: string }[], { file: string }[]]
    return { done: done.map((row) => row.name), pending: pending.map((row) => row.file) }
  })
}

async function withOwner<T>(url: string, work: (knex: Knex) => Promise<T>): Promise<T> {
  const knex = knexFactory({
    client: 'pg',
    connection: url,
    pool: { min: 0, max: 2 },
    log: SILENT,
    migrations: { directory: DIRECTORY, loadExtensions: ['.ts'], tableName: 'migrations' },
  })
  try {
    return await work(knex)
  } finally {
    await knex.destroy()
  }
}
