import type pg from 'pg'
import type { Database } from './postgres.ts'

/** What is told to whoever watches. `topic` is `<object>:<id>` ('campaign:…', 'import:…') or 'alerts'. Payload ≤ 7 kB. */
export interface LiveMessage {
  readonly workspaceId: string
  readonly topic: string
  readonly data: unknown
}

/** A bus between processes on PostgreSQL's NOTIFY: no service more, and enough for a few messages a second and topic. */
export interface Live {
  /** At most 4 a second and topic leave; of those in between the last one wins, and it always leaves. */
  publish(message: LiveMessage): void
  /** Hears what any process published. Gives the way to stop. */
  subscribe(listener: (message: LiveMessage) => void): () => void
  close(): Promise<void>
}

const CHANNEL = 'carillon_live'
const GAP_MS = 250

export function createLive(db: Database, options: { listen: boolean }): Live {
  const listeners = new Set<(message: LiveMessage) => void>()
  const waiting = new Map<string, { message: LiveMessage | null; timer: NodeJS.Timeout }>()
  let client: pg.Client | null = null
  let closed = false
  let retry: NodeJS.Timeout | undefined

  const send = (message: LiveMessage) =>
    db.directSystem((c) => c.query('SELECT pg_notify($1, $2)', [CHANNEL, JSON.stringify(message)])).catch(() => {})

  const tick = (key: string) => {
    const entry = waiting.get(key)
    if (!entry) return
    if (!entry.message) return void waiting.delete(key)
    void send(entry.message)
    waiting.set(key, { message: null, timer: setTimeout(tick, GAP_MS, key) })
  }

  const connect = async () => {
    if (closed) return
    try {
      const fresh = await db.listener()
      fresh.on('notification', (n) => {
        const message = JSON.parse(n.payload ?? 'null') as LiveMessage | null
        if (message) for (const listener of listeners) listener(message)
      })
      fresh.once('end', () => {
        client = null
        if (!closed) retry = setTimeout(connect, 1000)
      })
      await fresh.query(`LISTEN ${CHANNEL}`)
      client = fresh
      if (closed) await fresh.end()
    } catch {
      if (!closed) retry = setTimeout(connect, 1000)
    }
  }
  if (options.listen) void connect()

  return {
    publish(message) {
      const key = `${message.workspaceId}/${message.topic}`
      const entry = waiting.get(key)
      if (entry) {
        entry.message = message
        return
      }
      void send(message)
      waiting.set(key, { message: null, timer: setTimeout(tick, GAP_MS, key) })
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      closed = true
      clearTimeout(retry)
      const last = [...waiting.values()].flatMap(({ message, timer }) => {
        clearTimeout(timer)
        return message ? [send(message)] : []
      })
      waiting.clear()
      await Promise.all(last)
      await client?.end().catch(() => {})
    },
  }
}
