import type pg from 'pg'
import { recordEvents } from '../events/write.ts'
import { type CountDelta, moveCounts } from './counts.ts'
import { STATE, UNSENT_STATES } from './states.ts'

export interface Forgotten {
  /** Messages that now stand under the anonymous id. */
  readonly messages: number
  /** Of these, how many had not left and never will. */
  readonly stopped: number
  /** Still on the wire or of unknown fate: they keep their key until that is settled. Ask again later. */
  readonly inFlight: number
}

/** Their worker writes them by key; under another id its outcome would find nothing and the message stay open for ever. */
const IN_FLIGHT: readonly number[] = [STATE.sending, STATE.unknown]

interface Own {
  readonly run_id: string
  readonly step: number
  readonly state: number
}

/**
 * Takes a person out of the ledger: what waits is suppressed as `erased`, every row gets the anonymous id and loses its
 * values, and the sums of each run stay exact. In the caller's transaction, as the system role, after the person's row was locked;
 * safe to repeat, which is how messages that were in flight are followed up.
 */
export async function forgetMessages(
  client: pg.PoolClient,
  person: { readonly workspaceId: string; readonly contactId: string; readonly anonymousId: string },
): Promise<Forgotten> {
  const { workspaceId, contactId, anonymousId } = person
  const own = await lockMessages(client, workspaceId, contactId)
  const settled = own.filter((row) => !IN_FLIGHT.includes(row.state))
  const stopped = settled.filter((row) => (UNSENT_STATES as readonly number[]).includes(row.state))
  await client.query(
    'UPDATE messages SET data = NULL, provider_id = NULL, address_id = NULL WHERE workspace_id = $1 AND contact_id = $2 AND run_id = ANY ($3)',
    [workspaceId, contactId, [...new Set(own.map((row) => row.run_id))]],
  )
  await client.query(
    `UPDATE messages m SET contact_id = $3,
       state = CASE WHEN m.state = ANY ($6::smallint[]) THEN ${STATE.suppressed} ELSE m.state END,
       reason = CASE WHEN m.state = ANY ($6::smallint[]) THEN 'erased' ELSE m.reason END,
       not_before = CASE WHEN m.state = ANY ($6::smallint[]) THEN NULL ELSE m.not_before END,
       at = CASE WHEN m.state = ANY ($6::smallint[]) THEN now() ELSE m.at END
     FROM unnest($4::uuid[], $5::smallint[]) k (run_id, step)
     WHERE m.workspace_id = $1 AND m.contact_id = $2 AND m.run_id = k.run_id AND m.step = k.step`,
    [
      workspaceId,
      contactId,
      anonymousId,
      settled.map((row) => row.run_id),
      settled.map((row) => row.step),
      UNSENT_STATES,
    ],
  )
  await recordStopped(client, workspaceId, anonymousId, stopped)
  return { messages: settled.length, stopped: stopped.length, inFlight: own.length - settled.length }
}

/** Found by probing the key of each run (the ledger has no hot index by person), locked in the order of runs. */
async function lockMessages(client: pg.PoolClient, workspaceId: string, contactId: string): Promise<Own[]> {
  // As db.probing: a table that was just filled would be scanned whole.
  await client.query(
    'SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off',
  )
  const { rows: runs } = await client.query<{ run_id: string }>(
    `SELECT DISTINCT run_id FROM (
       SELECT m.run_id FROM runs r JOIN messages m ON m.workspace_id = r.workspace_id AND m.run_id = r.id AND m.contact_id = $2
         WHERE r.workspace_id = $1 AND r.kind <> 'transactional'
       UNION ALL SELECT run_id FROM messages WHERE workspace_id = $1 AND contact_id = $2 AND wave = -1) m`,
    [workspaceId, contactId],
  )
  const { rows } = await client.query<Own>(
    `SELECT run_id, step, state FROM messages WHERE workspace_id = $1 AND run_id = ANY ($3) AND contact_id = $2 ORDER BY run_id, step FOR UPDATE`,
    [workspaceId, contactId, runs.map((row) => row.run_id)],
  )
  await client.query('SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on')
  return rows
}

/** Events and counts of the messages that were stopped, run by run in one order; counts last (counts.ts). */
async function recordStopped(
  client: pg.PoolClient,
  workspaceId: string,
  anonymousId: string,
  stopped: readonly Own[],
): Promise<void> {
  if (stopped.length === 0) return
  const byRun = Map.groupBy(stopped, (row) => row.run_id)
  const { rows: steps } = await client.query<{ run_id: string; step: number; channel: string; campaign_id: string }>(
    `SELECT s.run_id, s.step, s.channel, r.campaign_id FROM run_steps s JOIN runs r ON r.workspace_id = s.workspace_id AND r.id = s.run_id
     WHERE s.workspace_id = $1 AND s.run_id = ANY ($2)`,
    [workspaceId, [...byRun.keys()]],
  )
  for (const { run_id, step } of stopped) {
    const known = steps.find((one) => one.run_id === run_id && one.step === step)
    if (!known) continue
    const events = [{ contactId: anonymousId, kind: 'suppressed' as const, data: { reason: 'erased' } }]
    const { campaign_id: campaignId, channel } = known
    await recordEvents(client, { workspaceId, campaignId, runId: run_id, step, channel, slot: 0, events })
  }
  for (const [runId, rows] of byRun) {
    const deltas = rows.flatMap(({ step, state }): CountDelta[] => [
      { step, state, by: -1 },
      { step, state: STATE.suppressed, reason: 'erased', by: 1 },
    ])
    await moveCounts(client, workspaceId, runId, 0, deltas)
  }
}
