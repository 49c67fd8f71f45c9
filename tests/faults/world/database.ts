import { readdirSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '../../../core/infra/embedded-postgres/pidfile.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../core/infra/embedded-postgres.ts'

/** How PostgreSQL can go down at once: everything dies, it aborts all sessions by itself, or one backend takes the others with it. */
export const DEATHS = ['all', 'immediate', 'backend'] as const
export type Death = (typeof DEATHS)[number]

/** A PostgreSQL of our own, durable as in production, that may be killed and started again on its port. */
export interface OwnDatabase {
  readonly url: string
  die(how: Death): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

export async function startDatabase(): Promise<OwnDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'carillon-faults-'))
  // mkdtemp makes 0700; as root the server runs as another user, who must get through.
  await chmod(dataDir, 0o755)
  const start = (port?: number) =>
    startEmbeddedPostgres({ dataDir, settings: { max_connections: '400' }, ...(port ? { port } : {}) })
  let server = await start()
  return {
    url: server.url,
    async die(how) {
      const pids =
        how === 'all' ? [server.pid, ...childrenOf(server.pid)] : [how === 'backend' ? backendOf(server) : server.pid]
      for (const pid of pids) signal(pid, how === 'immediate' ? 'SIGQUIT' : 'SIGKILL')
      if (how !== 'backend') while (isAlive(server.pid)) await new Promise((resolve) => setTimeout(resolve, 10))
    },
    async start() {
      if (!server.isAlive()) server = await start(server.port)
    },
    async close() {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A session of a client; killed, it makes the postmaster end all others and recover. */
function backendOf(server: EmbeddedPostgres): number {
  const client = childrenOf(server.pid).find((pid) =>
    /127\.0\.0\.1\(/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8')),
  )
  return client ?? server.pid
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => parentOf(one) === pid)
}

function parentOf(pid: number): number | null {
  try {
    return Number(/\) . (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    return null
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
