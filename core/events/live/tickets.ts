import { createHash, randomBytes } from 'node:crypto'
import type { Core } from '../../context.ts'
import type { Actor } from '../../workspaces/actor.ts'
import type { Access } from '../../workspaces/auth/access.ts'

export const TICKET_SECONDS = 60
const TICKET = /^[A-Za-z0-9_-]{43}$/

/** A ticket for one socket: 256 bits, good once and for a minute, of which only the hash is stored. */
export async function issueTicket({ db }: Pick<Core, 'db'>, actor: Actor): Promise<string> {
  const ticket = randomBytes(32).toString('base64url')
  await db.system(async (trx) => {
    await trx('live_tickets').whereRaw('expires_at < now()').delete()
    await trx('live_tickets').insert({
      hash: hashOf(ticket),
      workspace_id: actor.workspaceId,
      actor: JSON.stringify({ id: actor.id, sessionId: actor.sessionId }),
      expires_at: trx.raw('now() + make_interval(secs => ?)', [TICKET_SECONDS]),
    })
  })
  return ticket
}

/** Uses a ticket up. Null for an unknown, used or old one, and when its session is over. */
export async function redeemTicket({ db }: Pick<Core, 'db'>, access: Access, ticket: unknown): Promise<Actor | null> {
  if (typeof ticket !== 'string' || !TICKET.test(ticket)) return null
  const [row] = await db.system((trx) =>
    trx('live_tickets')
      .where({ hash: hashOf(ticket) })
      .delete()
      .returning(['workspace_id', 'actor', trx.raw('expires_at > now() AS good')]),
  )
  return row?.good ? access.ofSession(row.actor.sessionId, row.actor.id, row.workspace_id) : null
}

const hashOf = (ticket: string) => createHash('sha256').update(ticket).digest()
