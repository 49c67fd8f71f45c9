import type { FastifyInstance } from 'fastify'
import { inject } from 'vitest'
import { loadConfig, type ReadyConfig, readyConfig } from '../../config/env.ts'
import { buildApp } from '../../core/app.ts'
import type { Core } from '../../core/context.ts'
import { openSession } from '../../core/workspaces/auth/sessions.ts'
import { newApiKey, signAccess } from '../../core/workspaces/auth/tokens.ts'
import { type Permission, ROLES, type Role } from '../../core/workspaces/permissions.ts'
import { createUser, createWorkspace } from '../../core/workspaces/users.ts'
import { createTestDatabase } from './database.ts'

export interface Answer {
  readonly status: number
  /** Parsed when it is JSON, else the text. */
  readonly body: any
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
}

type Headers = Record<string, string>

/** Calls the API as somebody. A body that is a string or Buffer is sent as it is, anything else as JSON. */
export interface Client {
  get(url: string, headers?: Headers): Promise<Answer>
  post(url: string, body?: unknown, headers?: Headers): Promise<Answer>
  patch(url: string, body?: unknown, headers?: Headers): Promise<Answer>
  put(url: string, body?: unknown, headers?: Headers): Promise<Answer>
  delete(url: string, body?: unknown, headers?: Headers): Promise<Answer>
  request(method: string, url: string, body?: unknown, headers?: Headers): Promise<Answer>
}

export interface TestApp {
  readonly app: FastifyInstance
  readonly core: Core
  readonly config: ReadyConfig
  /** Has one user per role: `<role>@own.example`. */
  readonly workspaceId: string
  /** Has an owner, `owner@other.example`. */
  readonly otherWorkspaceId: string
  readonly userIds: Readonly<Record<Role, string>>
  readonly otherOwnerId: string
  /** A signed-in member. Of the other workspace there is the owner only. */
  as(role: Role, workspace?: 'own' | 'other'): Client
  /** The access token behind `as`, for what does not go through `Client` (WebSocket). */
  token(role: Role, workspace?: 'own' | 'other'): Promise<string>
  /** A program with a fresh API key of the own workspace. */
  withKey(scopes: readonly Permission[]): Promise<Client & { readonly key: string; readonly id: string }>
  /** Somebody with whatever headers; nothing given: anonymous. */
  readonly anonymous: Client
  bearing(token: string): Client
  /** A fresh session of any user. */
  signInAs(userId: string, workspaceId: string): Promise<Client>
  close(): Promise<void>
}

/** Settings of a test: no .env, no person's environment or data folder, keys that are the same each time. */
export function testConfig(databaseUrl: string, changes: Partial<ReadyConfig> = {}): ReadyConfig {
  const config = loadConfig(
    { NODE_ENV: 'test', LOG_LEVEL: 'fatal', CARILLON_DATA_DIR: inject('testFolder') },
    { dotenv: false },
  )
  return {
    ...readyConfig(
      {
        ...config,
        masterKey: Buffer.alloc(32, 7).toString('base64'),
        jwtSecret: 'a test secret of 32+ characters, no more',
      },
      databaseUrl,
    ),
    ...changes,
  }
}

/** The real app on a database of its own, with a user per role. Close it in `afterAll`. */
export async function createTestApp(options: { config?: Partial<ReadyConfig> } = {}): Promise<TestApp> {
  const database = await createTestDatabase()
  const config = testConfig(database.url, options.config)
  const app = await buildApp(config)
  const { core } = app
  const own = await createWorkspace(core, {
    name: 'Own',
    slug: 'own',
    locale: 'en',
    timeZone: 'Europe/Paris',
    country: 'FR',
  })
  const other = await createWorkspace(core, { name: 'Other', slug: 'other', locale: 'fr' })
  const userIds = {} as Record<Role, string>
  for (const role of ROLES) {
    const user = await createUser(core, {
      email: `${role}@own.example`,
      name: `The ${role}`,
      workspaceId: own.id,
      role,
    })
    userIds[role] = user.id
  }
  const otherOwner = await createUser(core, {
    email: 'owner@other.example',
    name: 'Other owner',
    workspaceId: other.id,
    role: 'owner',
  })

  const tokens = new Map<string, Promise<string>>()
  const token = (role: Role, workspace: 'own' | 'other' = 'own') => {
    if (workspace === 'other' && role !== 'owner') throw new Error('The other workspace has an owner only.')
    const userId = workspace === 'own' ? userIds[role] : otherOwner.id
    const workspaceId = workspace === 'own' ? own.id : other.id
    const key = `${workspace}/${role}`
    if (!tokens.has(key)) tokens.set(key, signIn(app, userId, workspaceId))
    return tokens.get(key)!
  }
  return {
    app,
    core,
    config,
    workspaceId: own.id,
    otherWorkspaceId: other.id,
    userIds,
    otherOwnerId: otherOwner.id,
    token,
    as: (role, workspace) => clientOf(app, async () => ({ authorization: `Bearer ${await token(role, workspace)}` })),
    withKey: (scopes) => withKey(app, own.id, scopes),
    anonymous: clientOf(app),
    signInAs: async (userId, workspaceId) => {
      const fresh = await signIn(app, userId, workspaceId)
      return clientOf(app, async () => ({ authorization: `Bearer ${fresh}` }))
    },
    bearing: (bearer) => clientOf(app, async () => ({ authorization: `Bearer ${bearer}` })),
    async close() {
      await app.close()
      await database.drop()
    },
  }
}

/** A session without a password: hashing 30 ms per role would be paid by every test file. */
async function signIn(app: FastifyInstance, userId: string, workspaceId: string): Promise<string> {
  const session = await app.core.db.system((trx) => openSession(trx, app.core, { userId }))
  return signAccess(app, { sub: userId, wid: workspaceId, sid: session.id })
}

async function withKey(app: FastifyInstance, workspaceId: string, scopes: readonly Permission[]) {
  const { key, prefix, secretHash } = newApiKey()
  const row = { workspace_id: workspaceId, name: 'test', prefix, secret_hash: secretHash, scopes: [...scopes] }
  const [made] = await app.core.db.system((trx) => trx('api_keys').insert(row).returning('id'))
  return { ...clientOf(app, async () => ({ authorization: `Bearer ${key}` })), key, id: made.id as string }
}

/** Calls any app through `inject`, with what `credentials` gives. */
export function clientOf(app: FastifyInstance, credentials: () => Promise<Headers> = async () => ({})): Client {
  const request = async (method: string, url: string, body?: unknown, headers: Headers = {}): Promise<Answer> => {
    const raw = typeof body === 'string' || Buffer.isBuffer(body)
    const answer = await app.inject({
      method: method as 'GET',
      url,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(await credentials()),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: raw ? body : JSON.stringify(body) }),
    })
    const json = /json/.test(String(answer.headers['content-type'] ?? ''))
    return {
      status: answer.statusCode,
      body: json && answer.payload ? JSON.parse(answer.payload) : answer.payload,
      headers: answer.headers,
    }
  }
  return {
    request,
    get: (url, headers) => request('GET', url, undefined, headers),
    post: (url, body, headers) => request('POST', url, body, headers),
    patch: (url, body, headers) => request('PATCH', url, body, headers),
    put: (url, body, headers) => request('PUT', url, body, headers),
    delete: (url, body, headers) => request('DELETE', url, body, headers),
  }
}
