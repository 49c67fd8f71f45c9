import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Database } from '../infra/postgres.ts'
import type { Lease } from './ledger.ts'

/** Heard by every worker: there may be due chunks. Without payload; losing one costs at most the poll's half second. */
export const WORK_CHANNEL = 'carillon_work'

const LEASE_COLUMNS = `c.workspace_id AS "workspaceId", c.run_id AS "runId", c.step, c.number, c.wave, c.from_contact AS "fromContact",
  c.to_contact AS "toContact", c.size, c.account_id AS "accountId", c.lease_token AS token`

/**
 * Leases the next due chunk of one step of a run: one that nobody has, or one whose lease ran out. One short transaction;
 * `SKIP LOCKED` keeps workers from waiting for each other; the clock is the database's.
 */
export async function leaseChunk(
  db: Database,
  run: { workspaceId: string; runId: string; step: number },
  owner: string,
  leaseSeconds: number,
): Promise<Lease | null> {
  return db.probing(run.workspaceId, async (client) => {
    const { rows } = await client.query({
      name: 'lease-chunk',
      // MATERIALIZED: as a plain subquery the planner may run it once per row of chunks, and each time it locks another one.
      text: `WITH next AS MATERIALIZED (SELECT workspace_id, run_id, step, number FROM chunks
          WHERE workspace_id = $1 AND run_id = $2 AND step = $3 AND ((state = 'open' AND due_at <= now()) OR (state = 'leased' AND lease_until < now()))
            AND EXISTS (SELECT FROM runs r WHERE r.workspace_id = $1 AND r.id = $2 AND r.state = 'running')
          ORDER BY due_at, number LIMIT 1 FOR UPDATE SKIP LOCKED)
        UPDATE chunks c SET state = 'leased', lease_owner = $4, lease_token = $5, lease_until = now() + make_interval(secs => $6) FROM next
        WHERE c.workspace_id = next.workspace_id AND c.run_id = next.run_id AND c.step = next.step AND c.number = next.number
        RETURNING ${LEASE_COLUMNS}`,
      values: [run.workspaceId, run.runId, run.step, owner, randomUUID(), leaseSeconds],
    })
    return rows[0] ?? null
  })
}

/** Keeps leases alive; gives the tokens that are still ours. */
export async function renewLeases(
  db: Database,
  workspaceId: string,
  tokens: readonly string[],
  leaseSeconds: number,
): Promise<Set<string>> {
  return db.probing(workspaceId, async (client) => {
    const { rows } = await client.query({
      name: 'renew-leases',
      text: `UPDATE chunks SET lease_until = now() + make_interval(secs => $3)
        WHERE workspace_id = $1 AND state = 'leased' AND lease_token = ANY($2::uuid[]) RETURNING lease_token AS token`,
      values: [workspaceId, tokens, leaseSeconds],
    })
    return new Set(rows.map((row) => row.token))
  })
}

/**
 * Holds the row of a chunk until the transaction ends. Who looks what is open in it and then ends it, and who opens messages in it
 * again, both do this first, in a statement of its own: what they see next is what the other one left.
 */
export async function holdChunk(
  client: pg.PoolClient,
  chunk: Pick<Lease, 'workspaceId' | 'runId' | 'step' | 'number'>,
): Promise<void> {
  await client.query({
    name: 'hold-chunk',
    text: 'SELECT FROM chunks WHERE workspace_id = $1 AND run_id = $2 AND step = $3 AND number = $4 FOR UPDATE',
    values: [chunk.workspaceId, chunk.runId, chunk.step, chunk.number],
  })
}

/** Gives a chunk back: done, or open again from `dueAt` on. False when the lease was lost meanwhile. */
export async function endLease(
  client: pg.PoolClient,
  lease: Lease,
  next: { state: 'done' } | { state: 'open'; dueAt: Date | null },
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'end-lease',
    text: `UPDATE chunks SET state = $6, due_at = coalesce($7, now()), lease_owner = NULL, lease_token = NULL, lease_until = NULL
      WHERE workspace_id = $1 AND run_id = $2 AND step = $3 AND number = $4 AND lease_token = $5 AND state = 'leased'`,
    values: [
      lease.workspaceId,
      lease.runId,
      lease.step,
      lease.number,
      lease.token,
      next.state,
      next.state === 'open' ? next.dueAt : null,
    ],
  })
  return rowCount === 1
}
