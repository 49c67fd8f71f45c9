import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { testSettings } from '../../config/env.ts'
import { startEmbeddedPostgres } from '../../core/infra/embedded-postgres.ts'
import { withDatabase } from './database.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser address of the server that holds the test databases. */
    testServerUrl: string
    /** A folder that is removed after the run, with any PostgreSQL whose data folder is directly below it. */
    testFolder: string
    /** Migrated once; every test database is a clone of it. */
    testTemplate: string
  }
}

const RUN = `carillon_test_${process.pid}_${Date.now().toString(36)}`

/** One PostgreSQL and one migrated template for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (Number.parseInt(process.versions.node, 10) < 24) {
    throw new Error(
      `The tests need Node 24, this is ${process.version}; run them with \`npm test\` or \`npm exec vitest run\`.`,
    )
  }
  const folder = await mkdtemp(join(tmpdir(), 'carillon-test-'))
  // mkdtemp makes 0700; as root the server runs as another user, who must get through.
  await chmod(folder, 0o755)
  const reaper = startReaper(folder)
  const given = testSettings().databaseUrl
  const url = given ?? (await startServer(folder))
  const template = `${RUN}_template`
  await onServer(url, `CREATE DATABASE ${template}`)
  const { migrate } = await import('../../core/infra/migrate.ts')
  await migrate({ url: withDatabase(url, template) })
  project.provide('testServerUrl', url)
  project.provide('testTemplate', template)
  project.provide('testFolder', folder)
  return async () => {
    if (given) await dropRun(given)
    reaper.stdin?.end()
    await once(reaper, 'exit')
  }
}

async function startServer(folder: string): Promise<string> {
  const settings = { max_connections: '300' }
  const { url } = await startEmbeddedPostgres({ dataDir: join(folder, 'server'), throwaway: true, settings })
  return url
}

/** Stops the servers and removes the folder when this process ends in whatever way, also by kill -9: its stdin closes then. */
function startReaper(folder: string): ChildProcess {
  const program = fileURLToPath(new URL('./reaper.ts', import.meta.url))
  return spawn(process.execPath, [program, folder], { detached: true, stdio: ['pipe', 'ignore', 'inherit'] })
}

async function dropRun(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [RUN])
  for (const { datname } of rows) await client.query(`DROP DATABASE ${datname} WITH (FORCE)`)
  await client.end()
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
