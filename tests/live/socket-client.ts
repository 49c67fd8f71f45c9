import type { AddressInfo } from 'node:net'
import { WebSocket } from 'ws'
import type { Role } from '../../core/workspaces/permissions.ts'
import type { TestApp } from '../support/app.ts'

/** A client that remembers everything that was said to it. */
export interface Client {
  readonly socket: WebSocket
  readonly messages: any[]
  /** Resolves with the first message, past or coming, that passes. */
  until(test: (message: any) => boolean): Promise<any>
  say(message: unknown): void
  /** Resolves when the other side has closed. */
  readonly closed: Promise<{ code: number; reason: string }>
}

export async function listen(t: TestApp): Promise<string> {
  await t.app.listen({ port: 0, host: '127.0.0.1' })
  return `ws://127.0.0.1:${(t.app.server.address() as AddressInfo).port}/api/v1/live`
}

export async function ticketOf(t: TestApp, role: Role, workspace: 'own' | 'other' = 'own'): Promise<string> {
  const { status, body } = await t.as(role, workspace).post('/api/v1/live/ticket')
  if (status !== 200) throw new Error(`no ticket: ${status} ${JSON.stringify(body)}`)
  return body.ticket
}

export function connect(url: string, ticket: string | null, headers: Record<string, string> = {}): Client {
  const socket = new WebSocket(url, ticket === null ? [] : ['carillon', ticket], { headers })
  const messages: any[] = []
  const waiting = new Set<{ test: (message: any) => boolean; resolve: (message: any) => void }>()
  socket.on('message', (data) => {
    const message = JSON.parse(String(data))
    messages.push(message)
    for (const one of waiting)
      if (one.test(message)) {
        waiting.delete(one)
        one.resolve(message)
      }
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }))
    // A refused handshake: its status stands for the code.
    socket.on('unexpected-response', (_request, response) => resolve({ code: response.statusCode ?? 0, reason: '' }))
    socket.on('error', () => {})
  })
  return {
    socket,
    messages,
    closed,
    until: (test) => {
      const past = messages.find(test)
      if (past) return Promise.resolve(past)
      return new Promise((resolve) => waiting.add({ test, resolve }))
    },
    say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
  }
}

/** A client that was let in. */
export async function enter(t: TestApp, url: string, role: Role, workspace: 'own' | 'other' = 'own'): Promise<Client> {
  const client = connect(url, await ticketOf(t, role, workspace))
  await client.until((m) => m.type === 'ready')
  return client
}
