import { api } from './api.ts'
import { isProblem } from './problem.ts'

/** `away`: no answer from the server. `crowded`: the server allows no more sockets to this session (many tabs). */
export type LiveStatus = 'closed' | 'connecting' | 'open' | 'away' | 'crowded'

interface Topic {
  data: unknown
  sequence: number | undefined
  refused: string | null
  readonly listeners: Set<() => void>
}

const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 15_000
/** A tab that nobody looks at gives its socket back: a session has five. */
const HIDDEN_MS = 60_000
/** core/infra/websocket.ts */
const CLOSED_FOR = { policy: 1008, signedOut: 4401 } as const

/** The one WebSocket of the page: states of topics come in, and are there for whoever shows them. */
export function createLiveClient(onBack: () => void) {
  const topics = new Map<string, Topic>()
  const statusListeners = new Set<() => void>()
  let status: LiveStatus = 'closed'
  let socket: WebSocket | null = null
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let hiding: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  const become = (next: LiveStatus) => {
    const back = status === 'away' && next === 'open'
    status = next
    for (const listener of statusListeners) listener()
    if (back) onBack()
  }
  const send = (message: object) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  }
  const ask = (name: string) => send({ type: 'subscribe', topic: name, last: topics.get(name)?.sequence })
  const later = () => {
    clearTimeout(timer)
    const delay = Math.min(FIRST_DELAY_MS * 2 ** failures++, LONGEST_DELAY_MS)
    // Spread, so that a restart of the server is not met by everybody at once.
    if (!stopped && !document.hidden) timer = setTimeout(connect, delay * (0.5 + Math.random() / 2))
  }
  async function connect(): Promise<void> {
    clearTimeout(timer)
    if (stopped || socket) return
    if (status !== 'away') become('connecting')
    try {
      const { ticket, protocol } = await api.post<{ ticket: string; protocol: string }>('/live/ticket')
      if (!stopped && !socket) open(ticket, protocol)
    } catch (error) {
      if (isProblem(error) && error.status === 401) return
      become('away')
      later()
    }
  }
  function open(ticket: string, protocol: string): void {
    const address = new URL('/api/v1/live', location.href)
    address.protocol = address.protocol.replace('http', 'ws')
    const opened = new WebSocket(address, [protocol, ticket])
    socket = opened
    opened.onmessage = ({ data }) => hear(JSON.parse(data))
    opened.onclose = ({ code }) => {
      if (socket === opened) socket = null
      if (stopped || status === 'closed') return
      if (code === CLOSED_FOR.policy) become('crowded')
      // After a restart the ticket tells: 401 ends the session, no answer means away.
      else if (code !== CLOSED_FOR.signedOut) become('connecting')
      later()
    }
  }
  function hear(message: { type: string; topic?: string; sequence?: number; data?: unknown; code?: string }): void {
    if (message.type === 'ready') {
      failures = 0
      become('open')
      for (const name of topics.keys()) ask(name)
    }
    const topic = topics.get(message.topic ?? '')
    if (!topic) return
    if (message.type === 'state')
      Object.assign(topic, { data: message.data, sequence: message.sequence, refused: null })
    else if (message.type === 'refused') topic.refused = message.code ?? 'refused'
    for (const listener of topic.listeners) listener()
  }
  const hidden = () => {
    clearTimeout(hiding)
    if (!document.hidden) {
      failures = 0
      void connect()
    } else
      hiding = setTimeout(() => {
        become('closed')
        socket?.close()
      }, HIDDEN_MS)
  }
  const online = () => {
    failures = 0
    void connect()
  }
  return {
    start() {
      stopped = false
      document.addEventListener('visibilitychange', hidden)
      window.addEventListener('online', online)
      void connect()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      clearTimeout(hiding)
      document.removeEventListener('visibilitychange', hidden)
      window.removeEventListener('online', online)
      socket?.close()
      socket = null
    },
    /** Somebody noticed that the server does not answer: find out now. */
    suspect() {
      if (!socket) void connect()
    },
    status: () => status,
    watchStatus(listener: () => void) {
      statusListeners.add(listener)
      return () => void statusListeners.delete(listener)
    },
    topic: (name: string) => topics.get(name),
    watch(name: string, listener: () => void) {
      const topic: Topic = topics.get(name) ?? {
        data: undefined,
        sequence: undefined,
        refused: null,
        listeners: new Set(),
      }
      topics.set(name, topic)
      topic.listeners.add(listener)
      if (topic.listeners.size === 1) ask(name)
      return () => {
        topic.listeners.delete(listener)
        if (topic.listeners.size > 0) return
        topics.delete(name)
        send({ type: 'unsubscribe', topic: name })
      }
    },
  }
}

export type LiveClient = ReturnType<typeof createLiveClient>
