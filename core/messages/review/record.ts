import type pg from 'pg'
import type { EventKind } from '../../contracts/index.ts'
import { recordEvents } from '../../events/write.ts'
import { STATE } from '../states.ts'
import { GIVEN_UP } from './give-up.ts'
import type { Decided, ReviewedRun } from './review.ts'

const TOLD: Readonly<Record<number, { kind: EventKind; data: Record<string, string> }>> = {
  [STATE.queued]: { kind: 'queued', data: { code: 'resent' } },
  [STATE.suppressed]: { kind: 'suppressed', data: { reason: 'erased' } },
  [STATE.failed]: {
    kind: 'failed',
    data: { class: 'unknown', code: GIVEN_UP, reason: 'Nobody knows whether it arrived; a person gave it up.' },
  },
}

/** An event per message that was decided. */
export async function recordDecisions(
  client: pg.PoolClient,
  run: ReviewedRun & { readonly campaignId: string | null },
  decided: readonly Decided[],
): Promise<void> {
  const { rows } = await client.query<{ step: number; channel: string }>(
    'SELECT step, channel FROM run_steps WHERE workspace_id = $1 AND run_id = $2 ORDER BY step',
    [run.workspaceId, run.runId],
  )
  for (const { step, channel } of rows) {
    const events = decided
      .filter((one) => one.step === step)
      .map(({ contactId, state }) => ({ contactId, ...TOLD[state]! }))
    await recordEvents(client, { ...run, step, channel, slot: 0, events })
  }
}
