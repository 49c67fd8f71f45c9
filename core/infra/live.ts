import type pg from 'pg'
import type { Database } from './postgres.ts'
import { createThrottle } from './throttle.ts'

/**
 * What is told to whoever watches. `topic` is `<object>:<id>` ('campaign:…', 'import:…') or 'alerts'. `data` is the whole
 * state, so that the last message is enough; left out, or larger than 7 kB, it means "read the state again".
 */
export interface LiveMessage {
  readonly workspaceId: string
  readonly topic: string
  readonly data?: unknown
}

/** Reads the present state of one object of a workspace; null when there is none. `id` is '' for a topic without one. */
export type Snapshot = (workspaceId: string, id: string) => Promise<unknown>

/** A bus between processes on PostgreSQL's NOTIFY: no service more, and enough for a few messages a second and topic. */
export interface Live {
  /** At most 4 a second and topic leave; of those in between the last one wins, and it always leaves. */
  publish(message: LiveMessage): void
  /**
   * Hears what any process published. `onGap` is called when the line was cut and is back: something may have been missed.
   * Gives the way to stop.
   */
  subscribe(listener: (message: LiveMessage) => void, onGap?: () => void): () => void
  /**
   * A room says how the state of its topics is read: 'campaign' for 'campaign:<id>', 'alerts' for 'alerts'. `follows`: a
   * topic without an id that may have changed whenever a topic of these kinds did.
   */
  registerSnapshot(kind: string, read: Snapshot, options?: { readonly follows?: readonly string[] }): void
  /** Topics of the same workspace that may change with this one. */
  followers(topic: string): readonly string[]
  /** The state of a topic now; null when nobody knows such a thing. */
  snapshot(workspaceId: string, topic: string): Promise<unknown>
  close(): Promise<void>
}

export const LIVE_CHANNEL = 'carillon_live'
/** 4 a second. */
export const LIVE_GAP_MS = 250
/** NOTIFY carries less than 8,000 bytes. */
const MAX_PAYLOAD = 7_900
const RECONNECT_MS = 1_000

export function createLive(db: Database, options: { listen: boolean }): Live {
  const listeners = new Map<(message: LiveMessage) => void, (() => void) | undefined>()
  const snapshots = new Map<string, Snapshot>()
  const followed = new Map<string, string[]>()
  const sending = new Set<Promise<unknown>>()
  let closed = false
  const out = createThrottle<LiveMessage>(LIVE_GAP_MS, (message, key) => {
    const sent = db
      .directSystem((c) => c.query('SELECT pg_notify($1, $2)', [LIVE_CHANNEL, livePayload(message)]))
      // The state must arrive even when the database was away for a moment.
      .catch(() => closed || out.putBack(key, message))
      .finally(() => sending.delete(sent))
    sending.add(sent)
  })
  const line = options.listen ? openLine(db, listeners) : undefined
  return {
    publish: (message) => out.push(`${message.workspaceId}/${message.topic}`, message),
    subscribe(listener, onGap) {
      listeners.set(listener, onGap)
      return () => void listeners.delete(listener)
    },
    registerSnapshot(kind, read, { follows = [] } = {}) {
      snapshots.set(kind, read)
      for (const other of follows) followed.set(other, [...(followed.get(other) ?? []), kind])
    },
    followers: (topic) => followed.get(topicParts(topic).kind) ?? [],
    async snapshot(workspaceId, topic) {
      const { kind, id } = topicParts(topic)
      return (await snapshots.get(kind)?.(workspaceId, id)) ?? null
    },
    async close() {
      closed = true
      out.close()
      await Promise.all(sending)
      await line?.close()
    },
  }
}

/** 'campaign:<id>' → kind and id; 'alerts' has no id. */
export function topicParts(topic: string): { kind: string; id: string } {
  const colon = topic.indexOf(':')
  return colon < 0 ? { kind: topic, id: '' } : { kind: topic.slice(0, colon), id: topic.slice(colon + 1) }
}

/** The message as NOTIFY carries it: also for `SELECT pg_notify` inside a transaction, where it leaves with the commit. */
export function livePayload({ workspaceId, topic, data }: LiveMessage): string {
  const whole = JSON.stringify({ workspaceId, topic, data })
  return Buffer.byteLength(whole) <= MAX_PAYLOAD ? whole : JSON.stringify({ workspaceId, topic })
}

/** One connection that listens, opened again for as long as it takes. */
function openLine(db: Database, listeners: ReadonlyMap<(message: LiveMessage) => void, (() => void) | undefined>) {
  let client: pg.Client | null = null
  let retry: NodeJS.Timeout | undefined
  let closed = false
  let cut = false
  const again = () => {
    cut = true
    if (!closed) retry = setTimeout(connect, RECONNECT_MS)
  }
  const connect = async () => {
    let fresh: pg.Client | undefined
    try {
      fresh = await db.listener()
      fresh.on('notification', ({ payload }) => {
        const message = parsed(payload)
        if (message) for (const listener of listeners.keys()) listener(message)
      })
      await fresh.query(`LISTEN ${LIVE_CHANNEL}`)
      client = fresh
      if (closed) return void (await fresh.end())
      fresh.once('end', again)
      if (cut) for (const onGap of listeners.values()) onGap?.()
      cut = false
    } catch {
      await fresh?.end().catch(() => {})
      again()
    }
  }
  const opening = connect()
  return {
    async close() {
      closed = true
      clearTimeout(retry)
      await opening
      await client?.end().catch(() => {})
    },
  }
}

function parsed(payload: string | undefined): LiveMessage | null {
  try {
    const message = JSON.parse(payload ?? 'null') as LiveMessage | null
    return typeof message?.workspaceId === 'string' && typeof message.topic === 'string' ? message : null
  } catch {
    return null
  }
}
