import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { World } from './world.ts'

const CLI = fileURLToPath(new URL('../../core/cli.ts', import.meta.url))

/** Starts `carillon api` or `carillon worker` on the world's database, as an operator would; ends when it is ready. */
export async function startRole(
  world: World,
  role: 'api' | 'worker',
  port = 3000,
): Promise<{ close(): Promise<void> }> {
  const { config } = world
  const child = fork(CLI, [role], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      LOG_LEVEL: 'error',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: config.databaseUrl,
      CARILLON_DATA_DIR: config.dataDir,
      CARILLON_MASTER_KEY: config.masterKey,
      CARILLON_JWT_SECRET: config.jwtSecret,
    },
  })
  const ended = once(child, 'exit')
  const first = await Promise.race([once(child, 'message').then(([message]) => message as any), ended.then(() => null)])
  if (first?.is !== 'ready') throw new Error(`carillon ${role} did not start`)
  return {
    async close() {
      if (child.exitCode === null) child.kill('SIGTERM')
      await ended
    },
  }
}
