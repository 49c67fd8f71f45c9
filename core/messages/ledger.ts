import type pg from 'pg'
import { OPEN_STATES, STATE } from './states.ts'

/** A chunk under lease: every write of its messages names the token, and changes nothing once another worker has it. */
export interface Lease {
  readonly workspaceId: string
  readonly runId: string
  readonly step: number
  readonly number: number
  readonly wave: number
  readonly fromContact: string
  readonly toContact: string
  readonly size: number
  readonly accountId: string
  readonly token: string
}

/** Somebody else has the chunk now: what we know of it is no longer ours to write. */
export class FencedOut extends Error {
  constructor(lease: Lease) {
    super(`lease of chunk ${lease.number} of run ${lease.runId} was lost`)
  }
}

/** Part of a statement: one row as long as the lease is ours. Its parameters are the first five, `leaseValues`. */
export const FENCE = `fence AS MATERIALIZED (SELECT 1 FROM chunks WHERE workspace_id = $1 AND run_id = $2 AND step = $3 AND number = $4 AND lease_token = $5 AND state = 'leased' FOR SHARE)`
export const leaseValues = (lease: Lease) => [lease.workspaceId, lease.runId, lease.step, lease.number, lease.token]

/** What is known of one message after it was handed over. */
export interface Settlement {
  readonly contactId: string
  readonly state: number
  readonly reason?: string | null
  readonly providerId?: string | null
  /** Not before this many ms from now (deferred, unknown). */
  readonly delayMs?: number | null
  /** True when the attempt does not count: the sender was slowed, the message was not at fault. */
  readonly spared?: boolean
}

/**
 * Writes what became of a group. Only rows in `sending` change: a receipt that overtook the answer stays.
 * @throws FencedOut when the lease was lost; nothing is written then.
 */
export async function settleGroup(
  client: pg.PoolClient,
  lease: Lease,
  settled: readonly Settlement[],
): Promise<{ contactId: string; state: number; reason: string | null }[]> {
  const alike = new Map<string, Settlement[]>()
  for (const one of settled) {
    const key = `${one.state}/${one.reason ?? ''}/${one.spared ? 1 : 0}`
    const found = alike.get(key)
    if (found) found.push(one)
    else alike.set(key, [one])
  }
  const written: { contactId: string; state: number; reason: string | null }[] = []
  for (const group of alike.values()) written.push(...(await settleAlike(client, lease, group)))
  return written
}

/** Those that end alike, in one statement without a join (see claim.ts); what differs is looked up by place in the arrays. */
async function settleAlike(client: pg.PoolClient, lease: Lease, group: readonly Settlement[]) {
  const [{ state, reason = null, spared }] = group as [Settlement]
  const providers = group.some((s) => s.providerId) ? group.map((s) => s.providerId ?? null) : null
  const delays = group.some((s) => s.delayMs != null) ? group.map((s) => s.delayMs ?? null) : null
  const { rows } = await client.query({
    name: 'settle-group',
    text: `WITH ${FENCE},
      up AS (UPDATE messages m SET state = $7::smallint, reason = $8::text, attempt = m.attempt - $9::smallint,
          provider_id = CASE WHEN $10::text[] IS NULL THEN m.provider_id ELSE ($10::text[])[array_position($6::uuid[], m.contact_id)] END,
          not_before = CASE WHEN $11::bigint[] IS NULL THEN NULL ELSE now() + ($11::bigint[])[array_position($6::uuid[], m.contact_id)] * interval '1 millisecond' END, at = now()
        WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.step = $3 AND m.contact_id = ANY($6::uuid[]) AND m.state = ${STATE.sending} AND EXISTS (SELECT FROM fence)
        RETURNING m.contact_id)
      SELECT contact_id AS "contactId", false AS lost FROM up UNION ALL SELECT NULL, true WHERE NOT EXISTS (SELECT FROM fence)`,
    values: [...leaseValues(lease), group.map((s) => s.contactId), state, reason, spared ? 1 : 0, providers, delays],
  })
  if (rows.some((row) => row.lost)) throw new FencedOut(lease)
  return rows.map((row) => ({ contactId: row.contactId as string, state, reason }))
}

/** Moves messages of a leased chunk that have not left (render failed, expired) or whose fate is being settled (unknown). */
export async function moveUnderLease(
  client: pg.PoolClient,
  lease: Lease,
  from: readonly number[],
  moves: readonly Settlement[],
): Promise<{ contactId: string; state: number; was: number }[]> {
  const { rows } = await client.query({
    name: 'move-under-lease',
    text: `WITH ${FENCE}, o AS (SELECT * FROM unnest($6::uuid[], $7::smallint[], $8::text[], $9::bigint[]) u(id, state, reason, delay)),
      old AS MATERIALIZED (SELECT m.contact_id, m.state FROM messages m
        WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.step = $3 AND m.contact_id = ANY($6::uuid[]) AND m.state = ANY($10::smallint[]) FOR UPDATE)
      UPDATE messages m SET state = o.state, reason = o.reason, not_before = now() + o.delay * interval '1 millisecond', at = now()
      FROM o, old WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.step = $3 AND m.contact_id = ANY($6::uuid[]) AND m.contact_id = o.id AND old.contact_id = o.id AND EXISTS (SELECT FROM fence)
      RETURNING m.contact_id AS "contactId", m.state, old.state AS was`,
    values: [
      ...leaseValues(lease),
      moves.map((m) => m.contactId),
      moves.map((m) => m.state),
      moves.map((m) => m.reason ?? null),
      moves.map((m) => m.delayMs ?? null),
      from,
    ],
  })
  return rows
}

/** What is still open in a chunk's range, by state, with the earliest time at which something is due. */
export async function openInChunk(
  client: pg.PoolClient,
  lease: Lease,
): Promise<{ state: number; count: number; due: Date | null }[]> {
  const { rows } = await client.query({
    name: 'open-in-chunk',
    text: `SELECT state, count(*)::int AS count, min(coalesce(not_before, now())) AS due FROM messages
      WHERE workspace_id = $1 AND run_id = $2 AND step = $3 AND contact_id BETWEEN $4 AND $5 AND wave = $6 AND state = ANY($7::smallint[]) GROUP BY state`,
    values: [lease.workspaceId, lease.runId, lease.step, lease.fromContact, lease.toContact, lease.wave, OPEN_STATES],
  })
  return rows
}
