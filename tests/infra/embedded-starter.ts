import { startEmbeddedPostgres } from '../../core/infra/embedded-postgres.ts'

/** Starts or adopts the database of the folder, prints what it got, and stays until it is killed. */
const { url, pid, adopted } = await startEmbeddedPostgres({
  dataDir: process.argv[2]!,
  throwaway: true,
  settings: { shared_buffers: '16MB' },
})
process.stdout.write(`${JSON.stringify({ url, pid, adopted })}\n`)
setInterval(() => {}, 60_000)
