import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import { failures } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { PROTOCOL, webSockets } from '../../infra/websocket.ts'
import type { Actor } from '../../workspaces/actor.ts'
import { type Conversation, converse } from './conversation.ts'
import { createHub } from './hub.ts'
import { issueTicket, redeemTicket, TICKET_SECONDS } from './tickets.ts'

const SOCKETS_PER_SESSION = 5
/** How long a socket may outlive its session. */
const RENEW_MS = 5_000

const tags = ['Live']
const Ticket = Type.Object(
  { ticket: Type.String(), expiresInSeconds: Type.Integer(), protocol: Type.String() },
  {
    $id: 'LiveTicket',
    examples: [{ ticket: 'q2J0…', expiresInSeconds: TICKET_SECONDS, protocol: PROTOCOL }],
  },
)

const DESCRIPTION = `A WebSocket. Offer the protocols \`${PROTOCOL}\` and the ticket, or send \`{"type":"open","ticket":"…"}\` first; the answer is \`{"type":"ready"}\`.
Then \`{"type":"subscribe","topic":"campaign:<id>" | "import:<id>" | "alerts" | "sandbox","last"?:<sequence>}\` and \`unsubscribe\`. Answers: \`{"type":"state","topic","sequence","data"}\` at once and at
each change (at most 4 a second and topic; the last one always comes), \`{"type":"current"}\` when \`last\` still is the newest, \`{"type":"refused","topic","code"}\`. Closed with 4401 when the session ends, 1008 beyond the limits (64 KiB a message, 20 messages a second, 5 sockets a session), 1001 at a restart: connect again with a new ticket and \`last\`.`

/** Who watches what happens, while it happens. Registered under /api/v1/live. */
export const liveRoutes: Routes = async (app) => {
  const { core, access } = app
  await app.register(webSockets)
  app.addSchema(Ticket)
  const hub = createHub(core)
  const sockets = createSocketList(app)
  const redeem = (ticket: unknown) => redeemTicket(core, access, ticket)
  const arrived = new WeakMap<FastifyRequest, Actor>()
  app.addHook('preClose', async () => sockets.close())
  app.addHook('onClose', async () => hub.close())

  app.post(
    '/ticket',
    {
      config: { signedIn: true },
      schema: {
        tags,
        summary: 'Get a ticket for the live socket',
        description: `Good once, for ${TICKET_SECONDS} seconds.`,
        response: { 200: Type.Ref('LiveTicket'), ...failures(401, 403) },
      },
    },
    async ({ actor }, reply) => {
      reply.header('cache-control', 'no-store')
      return { ticket: await issueTicket(core, actor), expiresInSeconds: TICKET_SECONDS, protocol: PROTOCOL }
    },
  )

  app.route({
    method: 'GET',
    url: '/',
    // Public: a browser cannot send an Authorization header here; the ticket says who comes.
    config: { public: true },
    schema: {
      tags,
      summary: 'Watch campaigns, imports and alerts',
      description: DESCRIPTION,
      response: failures(400, 401, 403),
    },
    async preValidation(request) {
      if (!isOwnOrigin(request, core.config.publicUrl))
        throw new Problem('forbidden', 'Pages of another origin may not connect.')
      const offered = String(request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/)
      const ticket = offered.find((name) => name !== '' && name !== PROTOCOL)
      if (!ticket || !request.ws) return
      const actor = await redeem(ticket)
      if (!actor) throw new Problem('unauthenticated', 'This ticket is unknown, used or too old. Get another one.')
      arrived.set(request, actor)
    },
    handler() {
      throw new Problem('bad_request', 'This address is a WebSocket: ask for an upgrade.')
    },
    wsHandler(socket, request) {
      converse(socket, { hub, redeem, ...sockets }, arrived.get(request) ?? null)
    },
  })
}

/** Programs send no Origin; a page must be ours: under the public address, or from the host that it is connecting to. */
function isOwnOrigin({ headers, host }: FastifyRequest, publicUrl: string): boolean {
  const { origin } = headers
  if (origin === undefined) return true
  const url = URL.parse(origin)
  return url !== null && (url.origin === new URL(publicUrl).origin || url.host === host)
}

/** Every open conversation, asked every 5 s whether its session still is. */
function createSocketList({ access, log }: Pick<FastifyInstance, 'access' | 'log'>) {
  const open = new Set<Conversation>()
  const renewAll = async () => {
    for (const conversation of open) {
      const { actor } = conversation
      if (actor) conversation.renew(await access.again(actor))
    }
  }
  const timer = setInterval(() => {
    renewAll().catch((error) => log.warn({ err: error }, 'live sockets cannot be checked now'))
  }, RENEW_MS)
  timer.unref()
  return {
    admit(actor: Actor, conversation: Conversation): boolean {
      const same = [...open].filter((other) => other.actor?.sessionId === actor.sessionId)
      if (same.length >= SOCKETS_PER_SESSION) return false
      open.add(conversation)
      return true
    },
    closed: (conversation: Conversation) => void open.delete(conversation),
    close: () => clearInterval(timer),
  }
}
