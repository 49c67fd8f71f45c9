import type pg from 'pg'
import { type GateQuestion, gateSql, parameters } from '../consent/gate.ts'
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

const FENCE = `fence AS MATERIALIZED (SELECT 1 FROM chunks WHERE workspace_id = $1 AND run_id = $2 AND step = $3 AND number = $4 AND lease_token = $5 AND state = 'leased' FOR SHARE)`
const leaseValues = (lease: Lease) => [lease.workspaceId, lease.runId, lease.step, lease.number, lease.token]

/** What the claiming of one group found. */
export interface Claimed {
  readonly contactId: string
  readonly was: number
  /** `sending`, or `suppressed` with the gate's reason. */
  readonly state: number
  readonly reason: string | null
}

/**
 * Intent, before the first byte: moves a group to `sending`, asking the gate in the same statement, so that an
 * unsubscribe that was committed before is obeyed. Rows that moved meanwhile (cancelled, erased) are not in the answer;
 * none is when the run is not running.
 */
export async function claimGroup(
  client: pg.PoolClient,
  lease: Lease,
  question: GateQuestion,
  group: readonly { contactId: string; was: number }[],
): Promise<Claimed[]> {
  const p = parameters(leaseValues(lease))
  const ids = p.add(
    group.map((m) => m.contactId),
    'uuid[]',
  )
  const was = p.add(
    group.map((m) => m.was),
    'smallint[]',
  )
  const gate = gateSql(question, '$1', p)
  const { rows } = await client.query({
    name: `claim-${question.basis}-${question.channel.consent.basis}-${question.cap ? 'cap' : ''}`,
    text: `WITH ${FENCE}, going AS (SELECT 1 FROM runs WHERE workspace_id = $1 AND id = $2 AND state = 'running'),
      m AS MATERIALIZED (SELECT * FROM unnest(${ids}, ${was}) u(contact_id, was)),
      judged AS (SELECT m.contact_id, m.was, a.id AS address_id, ${gate.reason} AS reason FROM m ${gate.joins})
      UPDATE messages x SET state = CASE WHEN j.reason IS NULL THEN ${STATE.sending} ELSE ${STATE.suppressed} END,
        attempt = x.attempt + CASE WHEN j.reason IS NULL THEN 1 ELSE 0 END, reason = j.reason, address_id = j.address_id, not_before = NULL, at = now()
      FROM judged j
      WHERE x.workspace_id = $1 AND x.run_id = $2 AND x.step = $3 AND x.contact_id = j.contact_id AND x.state = j.was
        AND EXISTS (SELECT FROM fence) AND EXISTS (SELECT FROM going)
      RETURNING x.contact_id AS "contactId", j.was, x.state, x.reason`,
    values: p.values,
  })
  return rows
}

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
  const { rows } = await client.query({
    name: 'settle-group',
    text: `WITH ${FENCE}, o AS (SELECT * FROM unnest($6::uuid[], $7::smallint[], $8::text[], $9::text[], $10::bigint[], $11::smallint[]) u(id, state, reason, provider_id, delay, spared)),
      up AS (UPDATE messages m SET state = o.state, reason = o.reason, provider_id = coalesce(o.provider_id, m.provider_id), attempt = m.attempt - o.spared,
          not_before = now() + o.delay * interval '1 millisecond', at = now()
        FROM o WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.step = $3 AND m.contact_id = o.id AND m.state = ${STATE.sending} AND EXISTS (SELECT FROM fence)
        RETURNING m.contact_id, m.state, m.reason)
      SELECT contact_id AS "contactId", state, reason, false AS lost FROM up
      UNION ALL SELECT NULL, NULL, NULL, true WHERE NOT EXISTS (SELECT FROM fence)`,
    values: [
      ...leaseValues(lease),
      settled.map((s) => s.contactId),
      settled.map((s) => s.state),
      settled.map((s) => s.reason ?? null),
      settled.map((s) => s.providerId ?? null),
      settled.map((s) => s.delayMs ?? null),
      settled.map((s) => (s.spared ? 1 : 0)),
    ],
  })
  if (rows.some((row) => row.lost)) throw new FencedOut(lease)
  return rows
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
      old AS MATERIALIZED (SELECT m.contact_id, m.state FROM messages m JOIN o ON m.contact_id = o.id
        WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.step = $3 AND m.state = ANY($10::smallint[]) FOR UPDATE OF m)
      UPDATE messages m SET state = o.state, reason = o.reason, not_before = now() + o.delay * interval '1 millisecond', at = now()
      FROM o, old WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.step = $3 AND m.contact_id = o.id AND old.contact_id = o.id AND EXISTS (SELECT FROM fence)
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
