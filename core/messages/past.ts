import type { Trx } from '../infra/postgres.ts'

/** A message of a run that ended some time ago, as it stands. */
export interface PastMessage {
  readonly contactId: string
  readonly addressId: string | null
  readonly state: number
  readonly reason: string | null
  readonly at: Date
  readonly openedAt?: Date | null
  readonly clickedAt?: Date | null
  readonly clickedLinks?: readonly number[] | null
}

/**
 * Writes down a run that ended before this installation knew of it (the demo's history): messages of one step, one chunk
 * that is done, and the counts, which are counted from the messages themselves.
 */
export async function writePastRun(
  trx: Trx,
  run: {
    readonly workspaceId: string
    readonly runId: string
    readonly step: number
    readonly accountId: string
    readonly dueAt: Date
  },
  past: readonly PastMessage[],
): Promise<void> {
  const { workspaceId, runId, step, accountId, dueAt } = run
  const rows = past.map((message) => ({
    ...message,
    attempt: message.state >= 3 && message.state < 30 ? 1 : 0,
    openedAt: message.openedAt ?? null,
    clickedAt: message.clickedAt ?? null,
    clickedLinks: message.clickedLinks ?? null,
  }))
  await trx.raw(
    `INSERT INTO messages (workspace_id, run_id, contact_id, step, state, attempt, reason, address_id, at, opened_at, clicked_at, clicked_links)
     SELECT ?, ?, m."contactId", ?, m.state, m.attempt, m.reason, m."addressId", m.at, m."openedAt", m."clickedAt", m."clickedLinks"
     FROM jsonb_to_recordset(?::jsonb) AS m ("contactId" uuid, state smallint, attempt smallint, reason text, "addressId" uuid, at timestamptz,
       "openedAt" timestamptz, "clickedAt" timestamptz, "clickedLinks" smallint[]) ORDER BY 3`,
    [workspaceId, runId, step, JSON.stringify(rows)],
  )
  await trx.raw(
    `INSERT INTO chunks (workspace_id, run_id, step, number, from_contact, to_contact, size, state, due_at, account_id)
     SELECT workspace_id, run_id, step, 0, (array_agg(contact_id ORDER BY contact_id))[1], (array_agg(contact_id ORDER BY contact_id DESC))[1], count(*), 'done', ?, ?
     FROM messages WHERE workspace_id = ? AND run_id = ? AND step = ? GROUP BY 1, 2, 3`,
    [dueAt, accountId, workspaceId, runId, step],
  )
  await trx.raw(
    `INSERT INTO run_counts (workspace_id, run_id, step, state, reason, slot, count)
     SELECT workspace_id, run_id, step, state, coalesce(reason, ''), 0, count(*) FROM messages
     WHERE workspace_id = ? AND run_id = ? AND step = ? GROUP BY 1, 2, 3, 4, 5`,
    [workspaceId, runId, step],
  )
}
