import type { WebSocket } from '@fastify/websocket'
import { CLOSE, guardSocket } from '../../infra/websocket.ts'
import type { Actor } from '../../workspaces/actor.ts'
import type { Hub, Watcher } from './hub.ts'
import { topicProblem } from './topics.ts'

/** What one client may ask. The first message is `open`, unless the ticket came with the handshake. */
type Request =
  | { readonly type: 'open'; readonly ticket: unknown }
  | { readonly type: 'subscribe'; readonly topic: unknown; readonly last?: unknown }
  | { readonly type: 'unsubscribe'; readonly topic: unknown }

export interface Conversation {
  /** Who is on the other side; null until the ticket was shown. */
  readonly actor: Actor | null
  /** The actor with the permissions of now; null ends the conversation, lost topics are taken back. */
  renew(actor: Actor | null): void
}

export interface ConversationTools {
  readonly hub: Hub
  redeem(ticket: unknown): Promise<Actor | null>
  /** Gives false when this session has too many sockets. */
  admit(actor: Actor, conversation: Conversation): boolean
  closed(conversation: Conversation): void
}

const MOST_TOPICS = 50
const OPENING_MS = 10_000

/** Talks with one client until either side ends it. `known` is who came with a good ticket in the handshake. */
export function converse(socket: WebSocket, tools: ConversationTools, known: Actor | null): void {
  const topics = new Set<string>()
  let actor: Actor | null = null
  let watcher: Watcher | null = null

  const conversation: Conversation = {
    get actor() {
      return actor
    },
    renew(renewed) {
      actor = renewed
      if (!renewed) return guarded.close(CLOSE.signedOut, 'signed out')
      for (const topic of topics) if (topicProblem(topic, renewed.permissions)) refuse(topic, 'forbidden')
    },
  }
  const tell = (message: object) => guarded.send(JSON.stringify(message))
  const refuse = (topic: unknown, code: string) => {
    if (typeof topic === 'string' && topics.delete(topic) && watcher) tools.hub.unsubscribe(watcher, topic)
    tell({ type: 'refused', topic: typeof topic === 'string' ? topic.slice(0, 100) : null, code })
  }
  const open = (found: Actor | null) => {
    clearTimeout(opening)
    if (!found) return guarded.close(CLOSE.signedOut, 'this ticket is not good')
    actor = found
    if (!tools.admit(found, conversation)) return guarded.close(CLOSE.policy, 'too many connections')
    watcher = { workspaceId: found.workspaceId, send: guarded.send }
    tell({ type: 'ready' })
  }
  const subscribe = async (owner: Watcher, topic: unknown, last: unknown) => {
    const problem = topicProblem(topic, actor!.permissions)
    if (problem) return refuse(topic, problem)
    if (topics.size >= MOST_TOPICS) return refuse(topic, 'too_many')
    topics.add(topic as string)
    const found = await tools.hub.subscribe(owner, topic as string, typeof last === 'number' ? last : undefined)
    if (!found) refuse(topic, 'not_found')
    // Gone while the state was read.
    if (socket.readyState !== socket.OPEN) tools.hub.leave(owner)
  }
  const answer = async (request: Request | null) => {
    if (!watcher) return open(request?.type === 'open' ? await tools.redeem(request.ticket) : null)
    if (request?.type === 'subscribe') return subscribe(watcher, request.topic, request.last)
    if (request?.type === 'unsubscribe') {
      if (topics.delete(String(request.topic))) tools.hub.unsubscribe(watcher, String(request.topic))
      return
    }
    tell({ type: 'error', code: 'bad_request', message: 'Send { type: "subscribe" | "unsubscribe", topic }.' })
  }
  const guarded = guardSocket(socket, {
    message: (text) => answer(parsed(text)),
    closed() {
      clearTimeout(opening)
      if (watcher) tools.hub.leave(watcher)
      tools.closed(conversation)
    },
  })
  const opening = setTimeout(() => guarded.close(CLOSE.signedOut, 'no ticket was shown'), OPENING_MS)
  if (known) open(known)
}

function parsed(text: string): Request | null {
  try {
    const request: unknown = JSON.parse(text)
    return request && typeof request === 'object' && 'type' in request ? (request as Request) : null
  } catch {
    return null
  }
}
