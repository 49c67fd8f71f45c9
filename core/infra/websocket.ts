import websocket, { type WebSocket } from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/** Limits of one socket (reliability.md SEC28; the library's own would be 100 MiB a message, and none for the rest). */
const MAX_PAYLOAD = 64 * 1024
const MESSAGES_PER_SECOND = 20
const MAX_BUFFERED = 1024 * 1024
const PING_MS = 30_000
const DRAIN_MS = 2_000

/** Name of our protocol in `Sec-WebSocket-Protocol`; a ticket may stand beside it. */
export const PROTOCOL = 'carillon'

/** Close codes: RFC 6455 §7.4.1, and one of the private range. */
export const CLOSE = { goingAway: 1001, policy: 1008, error: 1011, signedOut: 4401 } as const

/** WebSockets on the server's own port; at shutdown every client is told to go elsewhere. */
export const webSockets = fp(
  async (app) => {
    await app.register(websocket, {
      options: {
        maxPayload: MAX_PAYLOAD,
        // Compression costs memory per socket, and lets secrets be guessed by size.
        perMessageDeflate: false,
        handleProtocols: (offered: Set<string>) => (offered.has(PROTOCOL) ? PROTOCOL : false),
      },
      preClose(this: FastifyInstance, done: () => void) {
        const { clients } = this.websocketServer
        for (const client of clients) client.close(CLOSE.goingAway, 'restarting')
        const impatient = setTimeout(() => {
          for (const client of clients) client.terminate()
        }, DRAIN_MS)
        this.websocketServer.close(() => {
          clearTimeout(impatient)
          done()
        })
      },
    })
  },
  { name: 'websockets' },
)

/** A socket that keeps to the limits. */
export interface GuardedSocket {
  /** Dropped without a word when the client does not read. */
  send(text: string): void
  close(code: number, reason: string): void
}

export interface SocketEvents {
  /** Text messages, one after the other. What it throws ends the socket. */
  message(text: string): void | Promise<void>
  closed(): void
}

/** Puts the limits around a socket. Call it in the same turn in which the socket was given, or its first message is lost. */
export function guardSocket(socket: WebSocket, events: SocketEvents): GuardedSocket {
  let allowance = MESSAGES_PER_SECOND
  let alive = true
  let busy = Promise.resolve()
  const refill = setInterval(() => {
    allowance = MESSAGES_PER_SECOND
  }, 1_000)
  const heartbeat = setInterval(() => {
    if (!alive) return socket.terminate()
    alive = false
    socket.ping()
  }, PING_MS)
  socket.on('pong', () => {
    alive = true
  })
  socket.on('message', (data, isBinary) => {
    if (allowance-- <= 0 || isBinary)
      return socket.close(CLOSE.policy, isBinary ? 'text messages only' : 'too many messages')
    busy = busy
      .then(() => (socket.readyState === socket.OPEN ? events.message(String(data)) : undefined))
      .catch(() => socket.close(CLOSE.error, 'something went wrong'))
  })
  // Frames against the protocol: the library closes, we only must not fall over.
  socket.on('error', () => {})
  socket.once('close', () => {
    clearInterval(refill)
    clearInterval(heartbeat)
    events.closed()
  })
  return {
    send(text) {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > MAX_BUFFERED) return socket.terminate()
      socket.send(text)
    },
    close: (code, reason) => socket.close(code, reason),
  }
}
