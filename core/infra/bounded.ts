import { connect } from 'node:net'
import type pg from 'pg'
import { Problem, sqlState } from '../errors.ts'
import type { Database } from './postgres.ts'

/** Long questions that one process puts to the database at once; the others wait their turn. */
const AT_ONCE = 4
const CANCELLED = '57014'

export interface Bounds {
  /** Ended when whoever asked has gone: the running statement is cancelled in the server. */
  readonly signal: AbortSignal
  readonly timeoutMs: number
}

type Opened = Pick<Database, 'direct' | 'setwise' | 'probing'>
type Work<T> = (client: pg.PoolClient) => Promise<T>

let going = 0
const queue: (() => void)[] = []

/**
 * The same database for questions over many people that a person asks while typing: nobody waits longer than `timeoutMs`,
 * and what nobody waits for any more stops.
 * @throws Problem unavailable when the time is up; the signal's reason when it ended.
 */
export function bounded<D extends Opened>(db: D, bounds: Bounds): D {
  const guarded =
    <T>(work: Work<T>): Work<T> =>
    (client) =>
      guard(client, bounds, work)
  return {
    ...db,
    direct: (id, work) => inTurn(bounds.signal, () => db.direct(id, guarded(work))),
    setwise: (id, work) => inTurn(bounds.signal, () => db.setwise(id, guarded(work))),
    probing: (id, work, options) => inTurn(bounds.signal, () => db.probing(id, guarded(work), options)),
  }
}

async function inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  if (going >= AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve))
  else going++
  try {
    signal.throwIfAborted()
    return await work()
  } finally {
    const next = queue.shift()
    if (next) next()
    else going--
  }
}

async function guard<T>(client: pg.PoolClient, { signal, timeoutMs }: Bounds, work: Work<T>): Promise<T> {
  signal.throwIfAborted()
  await client.query(`SET LOCAL statement_timeout = ${Math.ceil(timeoutMs)}`)
  let cancelled: Promise<void> | undefined
  const cancel = () => {
    cancelled = cancelStatement(client)
  }
  signal.addEventListener('abort', cancel, { once: true })
  try {
    return await work(client)
  } catch (error) {
    signal.throwIfAborted()
    if (sqlState(error) !== CANCELLED) throw error
    const seconds = Math.round(timeoutMs / 1_000)
    throw new Problem(
      'unavailable',
      `This was not counted within ${seconds} s. Ask for fewer people, or try again later.`,
      {
        retryAfter: 10,
        cause: error,
      },
    )
  } finally {
    signal.removeEventListener('abort', cancel)
    // Before the connection goes back: what is cancelled must not be the next one's statement.
    await cancelled
  }
}

/**
 * Asks the server to stop what a connection is doing: a connection of its own with nothing but the request (PostgreSQL
 * protocol, CancelRequest). pg_cancel_backend() is not for us: the roles we wear may not.
 */
function cancelStatement(client: pg.PoolClient): Promise<void> {
  const { host, port, processID, secretKey } = client as unknown as {
    host: string
    port: number
    processID: number
    secretKey: number
  }
  const request = Buffer.alloc(16)
  request.writeInt32BE(16, 0)
  request.writeInt32BE(80_877_102, 4)
  request.writeInt32BE(processID, 8)
  request.writeInt32BE(secretKey, 12)
  return new Promise((resolve) => {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
    socket.setTimeout(2_000, () => socket.destroy())
    socket.on('connect', () => socket.end(request))
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    socket.resume()
  })
}
