import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createUser } from '../../core/workspaces/users.ts'
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

/** Somebody who may read everything. */
export const READER = { email: 'reader@bench.example', password: 'bench walnut harbour 41' }

/** Somebody who may read everything. */
export async function addReader(world: World): Promise<void> {
  await createUser(world.core, { ...READER, name: 'Reader', workspaceId: world.workspaceId, role: 'owner' })
}

/** An access token of the reader, good for 15 minutes. */
export async function signIn(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(READER),
  })
  const body: any = await answer.json()
  if (!answer.ok) throw new Error(`signing in was answered ${answer.status}: ${body.detail}`)
  return body.accessToken
}
