import { once } from 'node:events'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stopEmbeddedPostgres } from '../../core/infra/embedded-postgres.ts'

/** Waits until its parent is gone (stdin ends), then stops every PostgreSQL below the folder and removes the folder. */
const folder = process.argv[2]
if (!folder?.includes('carillon-test-')) throw new Error('Usage: reaper.ts <a carillon-test-… folder>')
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.stdin.resume()
await once(process.stdin, 'close')
for (const name of await readdir(folder)) await stopEmbeddedPostgres(join(folder, name)).catch(() => {})
// A killed `carillon start` may still have children that write their last.
await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 })
