import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Core } from '../context.ts'
import { invalid, Problem } from '../errors.ts'
import type { Trx } from '../infra/postgres.ts'

/** Longer than any handler runs (SEC29: 60 s): a request that was begun and never ended may be begun anew. */
const ABANDONED = '2 minutes'
const KEPT = '24 hours'

interface Claim {
  readonly key: string
  readonly hash: Buffer
  readonly begun: Date
}

/**
 * Does `work` in one transaction of the actor's workspace, once per `Idempotency-Key`: the same request again gets the
 * first one's answer (`idempotency-replayed: true`), another request under the same key 422, and one that comes while the
 * first is at it 409. The answer is stored in the transaction of the work, so there is never one without the other. A
 * failure is not stored: it may be tried again. Without the header it simply does the work.
 *
 * Set the status first: `reply.code(201); return withIdempotency(request, reply, (trx) => create(trx, …))`.
 */
export async function withIdempotency<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  const { db } = request.server.core
  const { workspaceId } = request.actor
  const key = readKey(request)
  if (key === undefined) return db.tenant(workspaceId, work)

  const hash = hashOf(request)
  const found = await db.tenant(workspaceId, (trx) => claim(trx, workspaceId, key, hash))
  if ('answer' in found) {
    reply.code(found.status).header('idempotency-replayed', 'true')
    return found.answer as T
  }
  try {
    return await db.tenant(workspaceId, async (trx) => {
      const answer = await work(trx)
      await keep(trx, workspaceId, found, reply.statusCode, answer)
      return answer
    })
  } catch (error) {
    await db.tenant(workspaceId, (trx) => mine(trx, workspaceId, found).delete()).catch(() => {})
    throw error
  }
}

function readKey(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw invalid([{ field: 'headers/idempotency-key', code: 'format', message: 'must be 1 to 255 visible characters' }])
}

/** Two callers with one key are two requests: what one may read of the answer the other perhaps may not. */
function hashOf(request: FastifyRequest): Buffer {
  const { actor, method, url } = request
  return createHash('sha256')
    .update(JSON.stringify([actor.kind, actor.id, method, url, request.body ?? null]))
    .digest()
}

async function claim(
  trx: Trx,
  workspaceId: string,
  key: string,
  hash: Buffer,
): Promise<Claim | { status: number; answer: unknown }> {
  const [made] = await trx('idempotency_keys')
    .insert({ workspace_id: workspaceId, key, request_hash: hash, created_at: millisecond(trx) })
    .onConflict(['workspace_id', 'key'])
    .ignore()
    .returning('created_at')
  if (made) return { key, hash, begun: made.created_at }
  const row = await trx('idempotency_keys')
    .where({ workspace_id: workspaceId, key })
    .forUpdate()
    .first('*', {
      over: trx.raw(`created_at < clock_timestamp() - interval '${KEPT}'`),
      abandoned: trx.raw(`created_at < clock_timestamp() - interval '${ABANDONED}'`),
    })
  // Between the two statements the first one failed and took its row away.
  if (!row) throw new Problem('in_progress', 'The same request has just failed. Try again.', { retryAfter: 1 })
  if (!row.over) {
    if (!hash.equals(row.request_hash)) throw new Problem('idempotency_mismatch')
    if (row.status !== null) return { status: row.status, answer: row.response }
    if (!row.abandoned) throw new Problem('in_progress', 'The same request is being worked on.', { retryAfter: 1 })
  }
  const [again] = await trx('idempotency_keys')
    .where({ workspace_id: workspaceId, key })
    .update({ request_hash: hash, status: null, response: null, created_at: millisecond(trx) })
    .returning('created_at')
  return { key, hash, begun: again.created_at }
}

/** JavaScript's dates hold no more, and the time of the claim is what tells it from a later one. */
const millisecond = (trx: Trx) => trx.raw("date_trunc('milliseconds', clock_timestamp())")

const mine = (trx: Trx, workspaceId: string, { key, begun }: Claim) =>
  trx('idempotency_keys').where({ workspace_id: workspaceId, key, created_at: begun }).whereNull('status')

async function keep(trx: Trx, workspaceId: string, claimed: Claim, status: number, answer: unknown): Promise<void> {
  const kept = await mine(trx, workspaceId, claimed).update({ status, response: JSON.stringify(answer ?? null) })
  // Somebody took the key over after two minutes; his work counts, and this transaction is undone.
  if (kept === 0) throw new Problem('in_progress', 'This took too long, and was begun again by another request.')
}

/** Forgets keys older than a day, at most `limit`; gives how many. For the daily sweep. */
export async function pruneIdempotencyKeys(core: Core, limit = 10_000): Promise<number> {
  return core.db.system(async (trx) => {
    const { rowCount } = await trx.raw(
      `DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM idempotency_keys WHERE created_at < now() - interval '${KEPT}' LIMIT ?))`,
      [limit],
    )
    return rowCount
  })
}
