import type { Agenda } from 'agenda'
import type { Core } from '../context.ts'
import { WORK_CHANNEL } from '../messages/chunks.ts'
import { cancelUnsent } from './control.ts'
import type { Dispatcher } from './dispatch/dispatcher.ts'
import { type ExpandTarget, expandRun } from './expand.ts'
import { expireRuns, finishRuns } from './finish.ts'
import { reportProgress } from './progress.ts'

/** Jobs of a campaign's life. Each is safe to run twice: what it does is guarded in the database, not by the job. */
export const JOB = { start: 'campaign-start', expand: 'run-expand', wake: 'run-wake', sweep: 'campaign-sweep' } as const

export async function notifyWork(core: Core): Promise<void> {
  await core.db.directSystem((client) => client.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`))
}

/** Asks for the start of a launched run when it is due. Called after the launch was committed; a crash in between is found by the sweep. */
export async function scheduleStart(agenda: Agenda, target: ExpandTarget, dueAt: Date): Promise<void> {
  if (dueAt.getTime() <= Date.now()) await agenda.now(JOB.start, { ...target })
  else await agenda.schedule(dueAt, JOB.start, { ...target })
}

export function defineCampaignJobs(core: Core, agenda: Agenda, dispatcher: Dispatcher, signal: AbortSignal): void {
  const work = { onPage: () => void notifyWork(core).catch(() => {}) }

  agenda.define<ExpandTarget>(
    JOB.start,
    async (job) => {
      const target = job.attrs.data
      if (await startRun(core, target)) await runExpansion(core, agenda, target, signal, work.onPage)
    },
    { concurrency: 5, lockLifetime: 30_000 },
  )

  agenda.define<ExpandTarget>(
    JOB.expand,
    async (job) => {
      await runExpansion(core, agenda, job.attrs.data, signal, work.onPage, () => job.touch())
    },
    { concurrency: 2, lockLifetime: 120_000 },
  )

  // A wave or a deferred chunk falls due: every worker looks, whoever leases it first works on it.
  agenda.define(
    JOB.wake,
    async () => {
      dispatcher.wake()
      await notifyWork(core)
    },
    { concurrency: 5, lockLifetime: 30_000 },
  )

  // A short lock: a worker that dies in a sweep must not keep the others from it. Two sweeps at once harm nothing.
  agenda.define(JOB.sweep, () => sweep(core, agenda, dispatcher), { concurrency: 1, lockLifetime: 3_000 })
}

/** Moves a due run from waiting to running; once. */
async function startRun(core: Core, { workspaceId, runId }: ExpandTarget): Promise<boolean> {
  const started = await core.db.tenant(workspaceId, async (trx) => {
    const changed = await trx('runs')
      .where({ workspace_id: workspaceId, id: runId, state: 'expanding' })
      .update({ state: 'running', started_at: trx.fn.now() })
    if (changed)
      await trx('campaigns')
        .where({ workspace_id: workspaceId, run_id: runId, state: 'scheduled' })
        .update({ state: 'running', updated_at: trx.fn.now() })
    return changed > 0
  })
  if (started) await reportProgress(core, workspaceId, runId)
  return started
}

async function runExpansion(
  core: Core,
  agenda: Agenda,
  target: ExpandTarget,
  signal: AbortSignal,
  onPage: () => void,
  touch?: () => Promise<unknown>,
): Promise<void> {
  const done = await expandRun(core, target, {
    signal,
    onPage: () => {
      onPage()
      void touch?.()
    },
  })
  if (!done) return
  await reportProgress(core, target.workspaceId, target.runId)
  const waves = await core.db.tenant(target.workspaceId, (trx) =>
    trx('run_waves')
      .where({ workspace_id: target.workspaceId, run_id: target.runId })
      .where('due_at', '>', trx.fn.now())
      .distinct('due_at')
      .pluck('due_at'),
  )
  for (const dueAt of waves) await agenda.schedule(dueAt, JOB.wake, { runId: target.runId })
}

/** Puts right what a crash left: starts that are overdue, expansions that stopped, cancellations cut short; ends what is finished. */
export async function sweep(core: Core, agenda: Agenda, dispatcher: Dispatcher): Promise<void> {
  const { due, stopped, cancelled, waiting } = await core.db.directSystem(async (client) => {
    const overdue = await client.query(
      `SELECT r.workspace_id AS "workspaceId", r.id AS "runId" FROM runs r LEFT JOIN campaigns c ON c.workspace_id = r.workspace_id AND c.id = r.campaign_id
       WHERE r.state = 'expanding' AND r.kind = 'campaign' AND c.due_at <= now() - interval '1 second' LIMIT 50`,
    )
    const half = await client.query(
      `SELECT workspace_id AS "workspaceId", id AS "runId" FROM runs WHERE state = 'running' AND expanded_at IS NULL LIMIT 50`,
    )
    const open = await client.query(
      `SELECT r.workspace_id AS "workspaceId", r.id AS "runId" FROM runs r WHERE r.state = 'cancelled' AND r.finished_at > now() - interval '1 day'
         AND EXISTS (SELECT FROM chunks c WHERE c.workspace_id = r.workspace_id AND c.run_id = r.id AND (c.state = 'open' OR (c.state = 'leased' AND c.lease_until < now()))) LIMIT 50`,
    )
    const chunks = await client.query(
      `SELECT EXISTS (SELECT FROM chunks WHERE (state = 'open' AND due_at <= now()) OR (state = 'leased' AND lease_until < now())) AS waiting`,
    )
    return { due: overdue.rows, stopped: half.rows, cancelled: open.rows, waiting: chunks.rows[0].waiting }
  })
  for (const target of due) await agenda.now(JOB.start, target)
  for (const target of stopped) await agenda.now(JOB.expand, target)
  for (const target of cancelled) await cancelUnsent(core, target.workspaceId, target.runId)
  if (waiting) {
    dispatcher.wake()
    await notifyWork(core)
  }
  await expireRuns(core)
  await finishRuns(core)
}
