import type { Core } from '../../context.ts'
import type { EventKind, Outcome } from '../../contracts/index.ts'
import { recordEvents } from '../../events/write.ts'
import { persist } from '../../infra/retry.ts'
import { moveCounts } from '../../messages/counts.ts'
import { sendKey } from '../../messages/key.ts'
import { type Lease, moveUnderLease, type Settlement } from '../../messages/ledger.ts'
import { STATE } from '../../messages/states.ts'
import type { DueMessage } from './read.ts'
import type { RunContext } from './run-context.ts'

/** After so many attempts whose fate nobody knows a person decides, whatever the policy. */
const UNCERTAIN_TRIES = 5
/** How long a look-up may go on saying "not known yet". */
const LOOKUP_DELAY_MS = 60_000

/**
 * Messages whose fate is not known: their worker died between intent and outcome, or the answer was lost. Under
 * `at_least_once` they are queued again; under `at_most_once` the provider is asked where it can tell, and what stays
 * uncertain is listed for a person. Gives those that are to be sent now.
 */
export async function settleUncertain(
  core: Core,
  run: RunContext,
  lease: Lease,
  rows: readonly DueMessage[],
  signal: AbortSignal,
): Promise<DueMessage[]> {
  const known = run.policy === 'at_most_once' ? await askProvider(run, rows) : new Map<string, Outcome>()
  const moves = rows.map((row) => decide(run, row, known.get(sendKey(run.runId, row.contactId, run.step))))
  const moved = await persist(
    () =>
      core.db.probing(run.workspaceId, async (client) => {
        const changed = await moveUnderLease(client, lease, [STATE.sending, STATE.unknown], moves)
        const events: { contactId: string; kind: EventKind; data: { code: string } }[] = changed
          .filter((row) => row.was === STATE.sending)
          .map((row) => ({ contactId: row.contactId, kind: 'unknown' as const, data: { code: 'worker_lost' } }))
        for (const row of changed)
          if (row.state === STATE.accepted)
            events.push({ contactId: row.contactId, kind: 'accepted', data: { code: 'looked_up' } })
        await recordEvents(client, {
          workspaceId: run.workspaceId,
          campaignId: run.campaign?.id ?? null,
          runId: run.runId,
          step: run.step,
          channel: run.channel.id,
          slot: 0,
          events,
        })
        await moveCounts(
          client,
          run.workspaceId,
          run.runId,
          0,
          changed.flatMap((row) => [
            { step: run.step, state: row.was, by: -1 },
            {
              step: run.step,
              state: row.state,
              reason: row.state === STATE.needs_review ? 'unknown' : row.state === STATE.failed ? 'failed' : '',
              by: 1,
            },
          ]),
        )
        return changed
      }),
    { signal },
  )
  const queued = new Set(moved.filter((row) => row.state === STATE.queued).map((row) => row.contactId))
  return rows.filter((row) => queued.has(row.contactId)).map((row) => ({ ...row, state: STATE.queued }))
}

async function askProvider(run: RunContext, rows: readonly DueMessage[]): Promise<Map<string, Outcome>> {
  const { carrier, provider } = run.account
  if (!provider.capabilities.lookup || !carrier.lookup) return new Map()
  const outcomes = await carrier.lookup(rows.map((row) => sendKey(run.runId, row.contactId, run.step)))
  return new Map(outcomes.map((outcome) => [outcome.key, outcome]))
}

function decide(run: RunContext, row: DueMessage, known: Outcome | undefined): Settlement {
  const { contactId } = row
  if (known?.is === 'accepted') return { contactId, state: STATE.accepted }
  if (known?.is === 'rejected') return { contactId, state: STATE.failed, reason: known.class }
  if (known?.is === 'retry') return { contactId, state: STATE.queued }
  if (row.attempt >= UNCERTAIN_TRIES) return { contactId, state: STATE.needs_review, reason: 'unknown' }
  if (known?.is === 'unknown') return { contactId, state: STATE.unknown, reason: 'unknown', delayMs: LOOKUP_DELAY_MS }
  return run.policy === 'at_least_once'
    ? { contactId, state: STATE.queued }
    : { contactId, state: STATE.needs_review, reason: 'unknown' }
}
