import type pg from 'pg'
import { Problem } from '../../errors.ts'
import type { CountDelta } from '../counts.ts'
import { moveCounts } from '../counts.ts'
import { STATE } from '../states.ts'
import { giveUp } from './give-up.ts'
import { recordDecisions } from './record.ts'
import { reopenRun, resend } from './resend.ts'
import type { ReviewAction } from './schema.ts'

export interface ReviewedRun {
  readonly workspaceId: string
  readonly runId: string
}

/** Messages of one run by person and step; null: all that wait for review. */
export type Chosen = readonly { readonly contactId: string; readonly step: number }[] | null

/** A message that somebody has decided on: where it stands now, and the reason under which it was counted before. */
export interface Decided {
  readonly contactId: string
  readonly step: number
  readonly state: number
  readonly reason: string | null
  readonly before: string | null
}

export interface Reviewed {
  readonly changed: number
  readonly left: number
  /** The run had ended and goes on. */
  readonly reopened: boolean
}

/**
 * Settles messages of uncertain fate as a person has decided, in the caller's transaction. Sent again, they go the way of all
 * messages: leased, asked of the gate, claimed with the next attempt number. Safe to repeat: what is settled is left alone.
 * @throws Problem not_found; conflict when a cancelled run's are to be sent.
 */
export async function reviewMessages(
  client: pg.PoolClient,
  run: ReviewedRun,
  action: ReviewAction,
  chosen: Chosen,
): Promise<Reviewed> {
  const own = [run.workspaceId, run.runId]
  // First of all locks, as everywhere: whoever ends the run waits here and then looks again.
  const { rows } = await client.query<{ state: string; campaign_id: string | null }>(
    'SELECT state, campaign_id FROM runs WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE',
    own,
  )
  const [known] = rows
  if (!known) throw new Problem('not_found', 'There is no such run.')
  if (action === 'resend' && known.state === 'cancelled')
    throw new Problem('conflict', 'It was cancelled: what is uncertain can be given up, but not sent again.')
  // As db.probing: in a table that was just filled the planner takes a scan of the whole run for the cheapest.
  await client.query(
    'SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off',
  )
  const decided = action === 'resend' ? await resend(client, run, chosen) : await giveUp(client, run, chosen)
  const reopened = decided.some((one) => one.state === STATE.queued) && (await reopenRun(client, run))
  await recordDecisions(client, { ...run, campaignId: known.campaign_id }, decided)
  await moveCounts(client, run.workspaceId, run.runId, 0, decided.flatMap(deltasOf))
  const left = await client.query(
    'SELECT coalesce(sum(count), 0)::int AS left FROM run_counts WHERE workspace_id = $1 AND run_id = $2 AND state = $3',
    [...own, STATE.needs_review],
  )
  return { changed: decided.length, left: left.rows[0].left, reopened }
}

const deltasOf = ({ step, state, reason, before }: Decided): CountDelta[] => [
  { step, state: STATE.needs_review, reason: before, by: -1 },
  { step, state, reason, by: 1 },
]
