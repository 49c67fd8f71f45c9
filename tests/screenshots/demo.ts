import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { npmStart } from '../e2e/started.ts'

const OWNER = 'owner@demo.example'
/** The seed writes this campaign as one that left so many days before. */
const PAST = { name: 'Cold tea', days: 6 }

const PATIENCE_MS = 30_000

export interface Demo {
  readonly url: string
  readonly owner: { readonly email: string; readonly password: string }
  /** When its people, campaigns and consents were made: all its times count from here. */
  readonly madeAt: Date
  get(path: string): Promise<any>
  post(path: string, body: unknown): Promise<any>
  stop(): Promise<void>
}

/** A data folder that is gone when the work is done. */
export async function withFolder<T>(work: (dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'carillon-screenshots-'))
  try {
    return await work(dataDir)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/**
 * What `npm start` makes of a data folder. Without the sandbox its campaign is not launched, and everything is as it was
 * seeded, each time; with it the campaign runs at the next start. The password is told at the first start only.
 */
export async function startDemo(dataDir: string, sandbox: boolean, known?: Demo['owner']): Promise<Demo> {
  const started = npmStart({
    CARILLON_DATA_DIR: dataDir,
    CARILLON_EMBEDDED_SHARED_BUFFERS: '32MB',
    CARILLON_SANDBOX: String(sandbox),
    LOG_LEVEL: 'warn',
    PORT: String(await freePort()),
  })
  try {
    const url = /http:\/\/[^ ]+/.exec(await started.line(/is ready: /))![0]
    const owner = known ?? { email: OWNER, password: /password (\S+)/.exec(await started.line(/Sign in as /))![1]! }
    const calls = await signedIn(url, owner)
    const { data } = await calls.get('/campaigns')
    const past = data.find(({ name }: { name: string }) => name === PAST.name)
    const madeAt = new Date(Date.parse(past.launchedAt) + PAST.days * 86_400_000)
    return { url, owner, madeAt, ...calls, stop: started.stop }
  } catch (error) {
    await started.stop()
    throw error
  }
}

async function signedIn(url: string, owner: Demo['owner']): Promise<Pick<Demo, 'get' | 'post'>> {
  let token = ''
  const call = async (path: string, body?: unknown) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  token = ((await call('/auth/sign-in', owner)) as { accessToken: string }).accessToken
  return { get: (path) => call(path), post: (path, body) => call(path, body) }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as { port: number }
  await new Promise((closed) => server.close(closed))
  return port
}
