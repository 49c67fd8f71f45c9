import type pg from 'pg'
import { parameters } from '../../consent/gate.ts'
import { type QuietHours, quietUntilSql } from '../../consent/quiet-hours.ts'
import type { Core } from '../../context.ts'
import { recordEvents } from '../../events/write.ts'
import { persist } from '../../infra/retry.ts'
import { QUIET } from '../../messages/claim.ts'
import { moveCounts } from '../../messages/counts.ts'
import { type Lease, moveUnderLease } from '../../messages/ledger.ts'
import { STATE } from '../../messages/states.ts'
import type { DueMessage } from './read.ts'
import type { RunContext } from './run-context.ts'

/**
 * Puts off those of a chunk who are in their quiet hours, before anything is rendered and before the account's pace is asked: a
 * sleeping half of the audience must not take the waking half's turns. Gives the others. The claim asks again.
 */
export async function deferQuiet(
  core: Core,
  run: RunContext,
  lease: Lease,
  rows: DueMessage[],
  signal: AbortSignal,
): Promise<DueMessage[]> {
  const { quiet } = run.question
  if (!quiet || !rows.length) return rows
  const zones = [...new Set(rows.map((row) => row.timeZone))]
  const waits = await persist(
    () =>
      core.db.probing(run.workspaceId, async (client) => {
        const found = await quietZones(client, run.workspaceId, quiet, zones)
        const resting = rows.filter((row) => found.has(row.timeZone))
        if (resting.length) await putOff(client, run, lease, resting, found)
        return found
      }),
    { signal },
  )
  return rows.filter((row) => !waits.has(row.timeZone))
}

/** Zones in which it is quiet, with the ms until it is not; null stands for people whose zone nobody knows. */
async function quietZones(
  client: pg.PoolClient,
  workspaceId: string,
  quiet: QuietHours,
  zones: readonly (string | null)[],
): Promise<Map<string | null, number>> {
  const p = parameters([workspaceId, zones])
  const { rows } = await client.query({
    name: 'quiet-zones',
    text: `SELECT zone, ceil(extract(epoch FROM until - now()) * 1000)::bigint AS ms
      FROM (SELECT zone, ${quietUntilSql(quiet, 'zone', '$1', p)} AS until FROM unnest($2::text[]) z(zone) OFFSET 0) q WHERE until IS NOT NULL`,
    values: p.values,
  })
  return new Map(rows.map((row) => [row.zone, Number(row.ms)]))
}

async function putOff(
  client: pg.PoolClient,
  run: RunContext,
  lease: Lease,
  resting: readonly DueMessage[],
  waits: ReadonlyMap<string | null, number>,
): Promise<void> {
  const moved = await moveUnderLease(
    client,
    lease,
    [STATE.queued, STATE.deferred],
    resting.map(({ contactId, timeZone }) => ({
      contactId,
      state: STATE.deferred,
      reason: QUIET,
      delayMs: waits.get(timeZone)!,
    })),
  )
  // One that waited already is not told of again.
  const fresh = moved.filter((row) => row.was !== STATE.deferred)
  const { workspaceId, runId, step } = run
  await recordEvents(client, {
    workspaceId,
    campaignId: run.campaign?.id ?? null,
    runId,
    step,
    channel: run.channel.id,
    slot: 0,
    events: fresh.map(({ contactId }) => ({ contactId, kind: 'deferred', data: quietDetail })),
  })
  await moveCounts(
    client,
    workspaceId,
    runId,
    0,
    fresh.flatMap(({ was }) => [
      { step, state: was, by: -1 },
      { step, state: STATE.deferred, by: 1 },
    ]),
  )
}

/** What an event says of a message that waits for the end of quiet hours. */
export const quietDetail = { class: QUIET, code: QUIET, reason: 'It is quiet hours where this person is' }
