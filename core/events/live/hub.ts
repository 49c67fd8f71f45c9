import { setTimeout as sleep } from 'node:timers/promises'
import type { Core } from '../../context.ts'
import { LIVE_GAP_MS, type LiveMessage } from '../../infra/live.ts'

/** Whoever watches topics; `send` takes a finished message. */
export interface Watcher {
  readonly workspaceId: string
  send(text: string): void
}

/** Brings the state of topics to those who watch them. */
export interface Hub {
  /**
   * From now on the watcher gets the topic's states; the present one at once, unless it is the one with the sequence
   * number `last`. Gives false, and nothing happens, where this workspace has no such thing.
   */
  subscribe(watcher: Watcher, topic: string, last?: number): Promise<boolean>
  unsubscribe(watcher: Watcher, topic: string): void
  leave(watcher: Watcher): void
  close(): void
}

interface Room {
  readonly workspaceId: string
  readonly topic: string
  readonly watchers: Set<Watcher>
  /** The newest state that was sent; null when it may have changed since. */
  latest: { readonly sequence: number; readonly text: string } | null
  /** Grows with each state that differs; starts at the clock, so that it also grows over a restart. */
  sequence: number
  /** What is to be sent next; without data the state is read first. */
  next: Pick<LiveMessage, 'data'> | null
  pumping: boolean
  expiry: NodeJS.Timeout | undefined
}

/** After the last watcher left, the room still knows its sequence for those who come back. */
const KEEP_MS = 60_000
const RETRY_MS = 1_000

export function createHub({ live, log }: Pick<Core, 'live' | 'log'>): Hub {
  const rooms = new Map<string, Room>()
  let closed = false

  const send = (room: Room, to: Iterable<Watcher>, data: unknown) => {
    const text = JSON.stringify(data ?? null)
    if (room.latest?.text !== text) {
      room.sequence = Math.max(room.sequence + 1, Date.now())
      room.latest = { sequence: room.sequence, text }
    }
    const message = `{"type":"state","topic":${JSON.stringify(room.topic)},"sequence":${room.sequence},"data":${text}}`
    for (const watcher of to) watcher.send(message)
  }
  const pump = async (room: Room) => {
    if (room.pumping) return
    room.pumping = true
    while (room.next && room.watchers.size > 0 && !closed) {
      const { next } = room
      room.next = null
      try {
        const data = next.data ?? (await live.snapshot(room.workspaceId, room.topic))
        // What came meanwhile is at least as new; it goes out in its own turn.
        if (data !== null) send(room, room.watchers, data)
        await sleep(LIVE_GAP_MS)
      } catch (error) {
        log.warn({ err: error, topic: room.topic }, 'the state of a live topic cannot be read now')
        room.next ??= {}
        await sleep(RETRY_MS)
      }
    }
    room.pumping = false
  }
  const changed = (room: Room, next: Room['next']) => {
    if (room.watchers.size === 0) {
      room.latest = null
      return
    }
    room.next = next
    void pump(room)
  }
  const stop = live.subscribe(
    (message) => {
      const room = rooms.get(keyOf(message.workspaceId, message.topic))
      if (room) changed(room, { data: message.data })
      for (const topic of live.followers(message.topic)) {
        const follower = rooms.get(keyOf(message.workspaceId, topic))
        if (follower) changed(follower, {})
      }
    },
    () => {
      for (const room of rooms.values()) changed(room, {})
    },
  )
  const enter = (watcher: Watcher, topic: string) => {
    const key = keyOf(watcher.workspaceId, topic)
    const room = rooms.get(key) ?? emptyRoom(watcher.workspaceId, topic)
    rooms.set(key, room)
    clearTimeout(room.expiry)
    room.watchers.add(watcher)
    return room
  }
  const exit = (room: Room, watcher: Watcher) => {
    if (!room.watchers.delete(watcher) || room.watchers.size > 0) return
    room.expiry = setTimeout(() => rooms.delete(keyOf(room.workspaceId, room.topic)), KEEP_MS)
    room.expiry.unref()
  }
  return {
    async subscribe(watcher, topic, last) {
      const room = enter(watcher, topic)
      const { sequence } = room
      if (last !== undefined && !room.next && room.latest?.sequence === last) {
        watcher.send(JSON.stringify({ type: 'current', topic, sequence: last }))
        return true
      }
      let data: unknown = null
      try {
        data = await live.snapshot(watcher.workspaceId, topic)
        if (data !== null && room.watchers.has(watcher) && room.sequence === sequence) send(room, [watcher], data)
      } finally {
        if (data === null) exit(room, watcher)
      }
      return data !== null
    },
    unsubscribe(watcher, topic) {
      const room = rooms.get(keyOf(watcher.workspaceId, topic))
      if (room) exit(room, watcher)
    },
    leave(watcher) {
      for (const room of rooms.values()) exit(room, watcher)
    },
    close() {
      closed = true
      stop()
      for (const room of rooms.values()) clearTimeout(room.expiry)
      rooms.clear()
    },
  }
}

const keyOf = (workspaceId: string, topic: string) => `${workspaceId}/${topic}`

const emptyRoom = (workspaceId: string, topic: string): Room => ({
  workspaceId,
  topic,
  watchers: new Set(),
  latest: null,
  sequence: 0,
  next: null,
  pumping: false,
  expiry: undefined,
})
