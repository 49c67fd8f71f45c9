import { loadConfig, type ReadyConfig, readyConfig } from '../../../config/env.ts'
import type { Core } from '../../../core/context.ts'
import { openCore } from '../../../core/core.ts'
import { freePort } from '../../../core/infra/embedded-postgres/server.ts'
import { migrate } from '../../../core/infra/migrate.ts'
import { newApiKey } from '../../../core/workspaces/auth/tokens.ts'
import { PERMISSIONS } from '../../../core/workspaces/permissions.ts'
import { createWorkspace } from '../../../core/workspaces/users.ts'
import { type OwnDatabase, startDatabase } from './database.ts'
import { type FarEnd, startFarEnd } from './far-end.ts'
import { type Role, startRole, stopRole } from './processes.ts'

/** The shortest lease there is, so that a round lasts seconds. */
export const LEASE_SECONDS = 5
/** What one worker has in flight at the most: the bound of what may repeat after a kill. */
export const LANES = 2
export const GROUP = 25

export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: any
}

/** A whole installation: PostgreSQL, API and workers as processes of their own, and a far end that counts. Used by many rounds. */
export interface World {
  readonly config: ReadyConfig
  readonly core: Core
  readonly workspaceId: string
  readonly database: OwnDatabase
  readonly farEnd: FarEnd
  readonly workers: Role[]
  api: Role
  /** Calls the API with a key that may do everything. A string or Buffer is sent as it is. Rejects when nobody answers. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** As `call`, and throws for anything but a success. */
  must(method: string, path: string, body?: unknown): Promise<any>
  startApi(): Promise<void>
  /** One more worker. */
  addWorker(changes?: Partial<ReadyConfig>): Promise<Role>
  /** Starts or stops workers until there are so many. */
  haveWorkers(count: number): Promise<void>
  close(): Promise<void>
}

export async function createWorld(): Promise<World> {
  const [database, farEnd] = await Promise.all([startDatabase(), startFarEnd()])
  await migrate({ url: database.url })
  const config = configFor(database.url, await freePort())
  const core = await openCore(config, { listen: false, name: 'faults' })
  const workspace = await createWorkspace(core, {
    name: 'Faults',
    slug: 'faults',
    locale: 'en',
    timeZone: 'Europe/Paris',
    country: 'FR',
  })
  const { key, prefix, secretHash } = newApiKey()
  const row = { workspace_id: workspace.id, name: 'faults', prefix, secret_hash: secretHash, scopes: [...PERMISSIONS] }
  await core.db.system((trx) => trx('api_keys').insert(row))
  const call = callerOf(config, key)
  const workers: Role[] = []
  const world: World = {
    config,
    core,
    workspaceId: workspace.id,
    database,
    farEnd,
    workers,
    api: await startRole('api', config),
    call,
    async must(method, path, body) {
      const answer = await call(method, path, body)
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    async startApi() {
      if (!world.api.alive) world.api = await startRole('api', config)
    },
    async addWorker(changes = {}) {
      const worker = await startRole('worker', { ...config, ...changes })
      workers.push(worker)
      return worker
    },
    async haveWorkers(count) {
      workers.splice(0, workers.length, ...workers.filter((worker) => worker.alive))
      await Promise.all(workers.splice(count).map(stopRole))
      await Promise.all(Array.from({ length: count - workers.length }, () => world.addWorker()))
    },
    async close() {
      await Promise.all([...workers, world.api].map(stopRole))
      await core.close()
      await Promise.all([database.close(), farEnd.close()])
    },
  }
  return world
}

function configFor(databaseUrl: string, port: number): ReadyConfig {
  const base = loadConfig(
    {
      NODE_ENV: 'test',
      LOG_LEVEL: 'error',
      PORT: String(port),
      CARILLON_SANDBOX: 'false',
      CARILLON_DEMO: 'false',
      CARILLON_LEASE_SECONDS: String(LEASE_SECONDS),
    },
    { dotenv: false },
  )
  const keys = {
    masterKey: Buffer.alloc(32, 7).toString('base64'),
    jwtSecret: 'a secret of 32 characters or more, for tests',
  }
  return readyConfig({ ...base, ...keys }, databaseUrl)
}

function callerOf({ port }: ReadyConfig, key: string): World['call'] {
  return async (method, path, body, headers = {}) => {
    const raw = typeof body === 'string' || Buffer.isBuffer(body)
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: (raw ? body : JSON.stringify(body)) as string }),
    })
    const text = await answer.text()
    const type = answer.headers.get('content-type') ?? ''
    return { status: answer.status, type, body: /json/.test(type) && text ? JSON.parse(text) : text }
  }
}
