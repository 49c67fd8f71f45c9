import pg from 'pg'
import type { ReadyConfig } from '../../../config/env.ts'

/** Is there a worker on this database, wherever it runs? Asked without our roles: they may not see each other's names. */
export async function workerRuns(config: ReadyConfig): Promise<boolean> {
  const client = new pg.Client({ connectionString: config.databaseUrl, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rowCount } = await client.query(
      "SELECT FROM pg_stat_activity WHERE application_name = 'carillon-worker' AND datname = current_database() LIMIT 1",
    )
    return rowCount === 1
  } finally {
    await client.end()
  }
}

/** For a verb that shall see its work done where nothing else runs: a worker, and the stand-ins where they are wanted, in this process. */
export async function workHere(config: ReadyConfig): Promise<{ close(): Promise<void> }> {
  const quiet: ReadyConfig = { ...config, logLevel: 'error' }
  const { runWorker } = await import('../../worker.ts')
  const { runSandboxes } = await import('../../sandbox.ts')
  const sandboxes = config.sandbox ? await runSandboxes(quiet) : null
  const worker = await runWorker(quiet).catch(async (error) => {
    await sandboxes?.close()
    throw error
  })
  return {
    async close() {
      await worker.close()
      await sandboxes?.close()
    },
  }
}
