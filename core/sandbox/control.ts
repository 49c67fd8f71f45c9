import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { RunningSandbox, SandboxReportKind } from '../contracts/index.ts'
import type { Mailbox } from './mailbox/mailbox.ts'
import type { Reader } from './reader.ts'
import { newToken } from './state.ts'

const MOST_BODY = 1_000_000

export interface ControlParts {
  readonly sandboxes: ReadonlyMap<string, RunningSandbox>
  readonly mailbox: Mailbox
  readonly reader: Pick<Reader, 'state'>
}

/** One stand-in as it is now. */
export interface RunningNow {
  readonly provider: string
  readonly accepted: number
  /** What `behave` was told last; `{}` when it behaves. */
  readonly faults: Record<string, unknown>
}

/** The API's way to the sandboxes, which live in another process: HTTP on loopback, behind a token of this start. */
export async function startControl(
  parts: ControlParts,
): Promise<{ port: number; token: string; close(): Promise<void> }> {
  const token = newToken()
  const answer = createAnswers(parts)
  const server = createServer((request, response) => {
    const known = fits(request.headers.authorization ?? '', `Bearer ${token}`)
    const answered = known ? answer(request) : Promise.resolve({ status: 401, body: { message: 'no' } })
    answered
      .catch((error: Error) => ({ status: 422, body: { message: error.message } }))
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
        response.end(JSON.stringify(body))
      })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { port: (server.address() as AddressInfo).port, token, close }
}

interface Answer {
  readonly status: number
  readonly body: unknown
}
type Asked = Record<string, string | undefined>

const fine = (body: unknown): Answer => ({ status: 200, body })
const none = (message: string): Answer => ({ status: 404, body: { message } })

function createAnswers({ sandboxes, mailbox, reader }: ControlParts) {
  const faults = new Map<string, Record<string, unknown>>()
  const answers: Record<string, (asked: Asked, request: IncomingMessage) => Answer | Promise<Answer>> = {
    'GET /': () =>
      fine(
        [...sandboxes].map(
          ([provider, sandbox]): RunningNow => ({
            provider,
            accepted: sandbox.accepted(),
            faults: faults.get(provider) ?? {},
          }),
        ),
      ),
    'GET /messages': async ({ workspaceId = '', limit, ...asked }) =>
      fine(await mailbox.list({ workspaceId, limit: Math.min(Number(limit ?? 50), 200), ...asked })),
    async 'GET /message'({ workspaceId = '', id = '' }) {
      const found = await mailbox.open(workspaceId, id)
      return found ? fine(found) : none('no such message')
    },
    async 'POST /report'({ workspaceId = '', id = '', kind }) {
      const found = await mailbox.find(workspaceId, id)
      if (!found) return none('no such message')
      return fine({ report: found.sandbox.report?.(found.message, kind as SandboxReportKind) ?? null })
    },
    'GET /reader': () => fine(reader.state()),
    async 'POST /behave'(_, request) {
      const told = JSON.parse(await readBody(request)) as { provider: string; faults: Record<string, unknown> }
      const sandbox = sandboxes.get(told.provider)
      if (!sandbox) return none(`There is no sandbox for "${told.provider}" here.`)
      sandbox.behave(told.faults)
      faults.set(told.provider, told.faults)
      return fine({})
    },
    'DELETE /messages'({ provider }) {
      for (const [name, sandbox] of sandboxes) if (!provider || provider === name) sandbox.clear()
      return fine({})
    },
  }
  return async (request: IncomingMessage): Promise<Answer> => {
    const url = new URL(request.url ?? '/', 'http://sandbox')
    const answer = answers[`${request.method} ${url.pathname}`]
    return answer ? answer(Object.fromEntries(url.searchParams), request) : none('no such thing')
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length'] ?? MOST_BODY + 1) > MOST_BODY) throw new Error('too large')
  return text(request)
}

function fits(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
