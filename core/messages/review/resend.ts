import type pg from 'pg'
import { parameters } from '../../consent/gate.ts'
import { holdChunk, WORK_CHANNEL } from '../chunks.ts'
import { STATE } from '../states.ts'
import { AT_ONCE, chosenSql } from './chosen.ts'
import { suppressErased } from './give-up.ts'
import type { Chosen, Decided, ReviewedRun } from './review.ts'

/** A run that had ended gets so much time for what is sent again. */
const EXPIRES = '24 hours'

interface ChunkRange {
  readonly step: number
  readonly number: number
  readonly wave: number
  readonly from: string
  readonly to: string
}

/**
 * Queues what is uncertain once more. Each message's own chunk is opened again, so that no two leases ever cover the same
 * person; one that is under lease is left to its worker, who finds them when he gives it back.
 */
export async function resend(client: pg.PoolClient, run: ReviewedRun, chosen: Chosen): Promise<Decided[]> {
  const decided: Decided[] = []
  let after: ChunkRange | null = null
  while (decided.length < AT_ONCE) {
    const chunk = await nextChunk(client, run, chosen, after)
    if (!chunk) {
      decided.push(...(await suppressErased(client, run, chosen)))
      break
    }
    await holdChunk(client, { ...run, ...chunk })
    decided.push(...(await queueAgain(client, run, chunk, chosen)))
    await openAgain(client, run, chunk)
    after = chunk
  }
  return decided
}

/** The next chunk with a message to be sent again. One short range of the ledger's key is read per chunk. */
async function nextChunk(
  client: pg.PoolClient,
  { workspaceId, runId }: ReviewedRun,
  chosen: Chosen,
  after: ChunkRange | null,
): Promise<ChunkRange | null> {
  const p = parameters([workspaceId, runId, STATE.needs_review, after?.step ?? -1, after?.number ?? -1])
  const { rows } = await client.query(
    `SELECT c.step, c.number, c.wave, c.from_contact AS "from", c.to_contact AS "to" FROM chunks c
     CROSS JOIN LATERAL (SELECT FROM messages m WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.contact_id BETWEEN c.from_contact AND c.to_contact
       AND m.step = c.step AND m.wave = c.wave AND m.state = $3 AND ${chosenSql(chosen, p)} LIMIT 1) found
     WHERE c.workspace_id = $1 AND c.run_id = $2 AND (c.step, c.number) > ($4::smallint, $5::int) ORDER BY c.step, c.number LIMIT 1`,
    p.values,
  )
  return rows[0] ?? null
}

async function queueAgain(
  client: pg.PoolClient,
  { workspaceId, runId }: ReviewedRun,
  { step, wave, from, to }: ChunkRange,
  chosen: Chosen,
): Promise<Decided[]> {
  const p = parameters([workspaceId, runId, step, from, to, wave, STATE.needs_review])
  const { rows } = await client.query<{ contact_id: string; reason: string | null }>(
    `SELECT m.contact_id, m.reason FROM messages m WHERE m.workspace_id = $1 AND m.run_id = $2 AND m.step = $3 AND m.contact_id BETWEEN $4 AND $5
       AND m.wave = $6 AND m.state = $7 AND ${chosenSql(chosen, p)} ORDER BY m.contact_id FOR UPDATE OF m`,
    p.values,
  )
  const ids = rows.map((row) => row.contact_id)
  await client.query(
    `UPDATE messages SET state = $5, reason = NULL, not_before = NULL, at = now()
     WHERE workspace_id = $1 AND run_id = $2 AND step = $3 AND contact_id = ANY($4::uuid[])`,
    [workspaceId, runId, step, ids, STATE.queued],
  )
  return rows.map((row) => ({
    contactId: row.contact_id,
    step,
    state: STATE.queued,
    reason: null,
    before: row.reason,
  }))
}

async function openAgain(client: pg.PoolClient, run: ReviewedRun, { step, number }: ChunkRange): Promise<void> {
  await client.query(
    `UPDATE chunks SET state = 'open', due_at = least(due_at, now())
     WHERE workspace_id = $1 AND run_id = $2 AND step = $3 AND number = $4 AND state <> 'leased'`,
    [run.workspaceId, run.runId, step, number],
  )
}

/** Lets an ended run go on, and tells the workers with the commit. A paused one waits until it is resumed. */
export async function reopenRun(client: pg.PoolClient, { workspaceId, runId }: ReviewedRun): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE runs SET state = 'running', finished_at = NULL, expires_at = greatest(expires_at, now() + interval '${EXPIRES}')
     WHERE workspace_id = $1 AND id = $2 AND state = 'completed'`,
    [workspaceId, runId],
  )
  await client.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`)
  return rowCount === 1
}
