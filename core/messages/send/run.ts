import { type Basis, gateSql, parameters } from '../../consent/gate.ts'
import type { QuietHours } from '../../consent/quiet-hours.ts'
import { runSql } from '../../contacts/sql.ts'
import type { Channel } from '../../contracts/index.ts'
import type { Trx } from '../../infra/postgres.ts'
import { WORK_CHANNEL } from '../chunks.ts'
import { STATE } from '../states.ts'
import type { ChosenAccount, ChosenContent } from './content.ts'
import type { Found } from './recipients.ts'

/** Wave of single messages: their index is kept by it. */
const SINGLE_WAVE = -1

/** One request's run. */
export interface Run {
  readonly workspaceId: string
  readonly runId: string
  readonly kind: 'transactional' | 'test'
  readonly purpose: string
  readonly basis: Basis
}

/** What one request sends, over what, and until when. */
export interface RunStep {
  readonly account: ChosenAccount
  readonly content: ChosenContent
  readonly channel: Channel
  readonly minutes: number
  /** Single messages leave at any hour unless asked otherwise. */
  readonly quietHours?: QuietHours | undefined
}

/** A run with one step; it is expanded already and running. */
export async function insertRun(trx: Trx, run: Run, step: RunStep): Promise<void> {
  const { workspaceId, runId, kind, purpose, basis } = run
  const { account, content, channel, minutes, quietHours } = step
  await trx('runs').insert({
    workspace_id: workspaceId,
    id: runId,
    kind,
    state: 'running',
    purpose,
    basis,
    snapshot: JSON.stringify({ runId, ...(quietHours ? { limits: { quietHours } } : {}) }),
    chunks: 1,
    started_at: trx.fn.now(),
    expanded_at: trx.fn.now(),
    expires_at: trx.raw("now() + ? * interval '1 minute'", [minutes]),
  })
  await trx('run_steps').insert({
    workspace_id: workspaceId,
    run_id: runId,
    step: 0,
    channel: channel.id,
    account_id: account.id,
    policy: account.policy ?? channel.policy,
    template_id: content.templateId ?? null,
    template_version: content.templateVersion ?? null,
    content: JSON.stringify({ defaultLocale: content.defaultLocale, locales: content.locales }),
  })
}

/** A row per person, with the gate's word in the same statement. */
export async function writeMessages(
  trx: Trx,
  run: Run,
  channel: Channel,
  found: readonly Found[],
): Promise<Map<string, { state: number; reason: string | null }>> {
  const people = found.flatMap((one) => ('contactId' in one && !one.repeated ? [one] : []))
  if (!people.length) return new Map()
  const p = parameters([
    run.workspaceId,
    run.runId,
    people.map((one) => one.contactId),
    people.map((one) => (one.data ? JSON.stringify(one.data) : null)),
  ])
  const gate = gateSql({ channel, purpose: run.purpose, basis: run.basis }, '$1::uuid', p)
  const rows = await runSql<{ contact_id: string; state: number; reason: string | null }>(trx, {
    text: `INSERT INTO messages (workspace_id, run_id, contact_id, step, state, wave, address_id, reason, data)
      SELECT $1::uuid, $2::uuid, m.contact_id, 0, CASE WHEN ${gate.reason} IS NULL THEN ${STATE.queued} ELSE ${STATE.suppressed} END, ${SINGLE_WAVE}, a.id, ${gate.reason}, m.data::jsonb
      FROM unnest($3::uuid[], $4::text[]) m(contact_id, data) ${gate.joins} RETURNING contact_id, state, reason`,
    values: p.values,
  })
  return new Map(rows.map((row) => [row.contact_id, { state: row.state, reason: row.reason }]))
}

/** The lease over those that go; told to the workers with the commit. */
export async function insertChunk(trx: Trx, run: Run, accountId: string, queued: readonly string[]): Promise<void> {
  if (!queued.length) return
  const ordered = [...queued].sort()
  await trx('chunks').insert({
    workspace_id: run.workspaceId,
    run_id: run.runId,
    step: 0,
    number: 1,
    wave: SINGLE_WAVE,
    from_contact: ordered[0],
    to_contact: ordered.at(-1),
    size: ordered.length,
    due_at: trx.fn.now(),
    account_id: accountId,
  })
  // With the commit, so that a worker that wakes up finds it.
  await trx.raw(`SELECT pg_notify('${WORK_CHANNEL}', '')`)
}

/** Counts of a run that has just been written. */
export async function insertCounts(
  trx: Trx,
  run: Run,
  written: readonly { state: number; reason: string | null }[],
): Promise<void> {
  const counts = new Map<string, { state: number; reason: string; count: number }>()
  for (const { state, reason } of written) {
    const key = `${state}/${reason ?? ''}`
    const entry = counts.get(key) ?? { state, reason: reason ?? '', count: 0 }
    entry.count++
    counts.set(key, entry)
  }
  if (counts.size)
    await trx('run_counts').insert(
      [...counts.values()].map((row) => ({
        workspace_id: run.workspaceId,
        run_id: run.runId,
        step: 0,
        slot: 0,
        ...row,
      })),
    )
}
