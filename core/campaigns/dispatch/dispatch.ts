import { createHash } from 'node:crypto'
import { closeBreakers } from '../../accounts/breaker.ts'
import type { Accounts } from '../../accounts/open.ts'
import type { Core } from '../../context.ts'
import { raiseAlert, resolveAlert } from '../../events/alerts.ts'
import { persist } from '../../infra/retry.ts'
import { COUNT_SLOTS } from '../../messages/counts.ts'
import { pauseRun } from '../control.ts'
import { reportProgress } from '../progress.ts'
import { createFeed } from './feed.ts'
import { type LaneSignals, runLane } from './lane.ts'
import { loadRunContext, type RunContext } from './run-context.ts'
import type { Trip } from './write.ts'

const PROGRESS_MS = 500
const POSTPONED_S = 30
/** So many renderings in a row that fail are the template's fault, not the people's. */
const RENDER_FAILURES = 200

export interface DispatchTarget {
  readonly workspaceId: string
  readonly runId: string
  readonly step: number
}

export interface DispatchOptions {
  /** Name of this worker, for the lease. */
  readonly owner: string
  readonly signal: AbortSignal
  /** After this long it gives way to other runs. */
  readonly sliceMs: number
}

/** Works on the due chunks of one step of a run until none is left, the slice is over, or it has to stop. Gives whether something was sent. */
export async function dispatchRun(
  core: Core,
  accounts: Accounts,
  target: DispatchTarget,
  options: DispatchOptions,
): Promise<{ accepted: number }> {
  const run = await prepareRun(core, accounts, target)
  if (!run) return { accepted: 0 }
  if (run.sender && run.sender.waitMs > 0) return { accepted: 0 }
  const feed = createFeed(core, run, options.owner, options.signal)
  let accepted = 0
  let renderFailures = 0
  const signals: LaneSignals = {
    accepted(count) {
      accepted += count
      renderFailures = 0
      feed.probing = false
    },
    tripped(trip) {
      if (!trip.destination) feed.stop()
      void alertOfTrip(core, run, trip)
    },
    renderFailed(count, error) {
      renderFailures += count
      if (renderFailures < RENDER_FAILURES) return
      feed.stop()
      void pauseRun(core, run.workspaceId, run.runId, { code: 'render_failures', message: error.message })
    },
    pause(code, message) {
      feed.stop()
      void pauseRun(core, run.workspaceId, run.runId, { code: `account:${code}`, message })
    },
    notRunning: () => void checkRunning(core, run, feed.stop),
  }
  feed.probing = run.sender !== null
  const slice = setTimeout(() => feed.stop(), options.sliceMs)
  const progress = setInterval(() => void reportProgress(core, run.workspaceId, run.runId).catch(() => {}), PROGRESS_MS)
  try {
    const first = slotOf(options.owner)
    const lanes = await Promise.allSettled(
      Array.from({ length: run.lanes }, (_, lane) =>
        runLane(core, run, feed, (first + lane) % COUNT_SLOTS, signals, options.signal).catch((error) => {
          feed.stop()
          throw error
        }),
      ),
    )
    feed.stop()
    await feed.finished()
    for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason
  } finally {
    clearTimeout(slice)
    clearInterval(progress)
    await settleBreakers(core, run, accepted > 0 && !feed.probing)
    await reportProgress(core, run.workspaceId, run.runId).catch(() => {})
  }
  return { accepted }
}

/** A run that cannot be worked on (its account is gone, its content does not compile) waits for a person, with the reason. */
async function prepareRun(core: Core, accounts: Accounts, target: DispatchTarget): Promise<RunContext | null> {
  try {
    return await loadRunContext(core, accounts, target)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    core.log.error({ run: target.runId, err: error }, 'run cannot be dispatched')
    const paused = await pauseRun(core, target.workspaceId, target.runId, { code: 'not_dispatchable', message })
    if (!paused) await postpone(core, target)
    return null
  }
}

/** What nobody can pause is tried again a little later, and not at once and for ever. */
async function postpone(core: Core, { workspaceId, runId, step }: DispatchTarget): Promise<void> {
  await core.db.direct(workspaceId, (client) =>
    client.query(
      `UPDATE chunks SET state = 'open', due_at = now() + make_interval(secs => $4), lease_owner = NULL, lease_token = NULL, lease_until = NULL
       WHERE workspace_id = $1 AND run_id = $2 AND step = $3 AND ((state = 'open' AND due_at <= now()) OR (state = 'leased' AND lease_until < now()))`,
      [workspaceId, runId, step, POSTPONED_S],
    ),
  )
}

async function checkRunning(core: Core, run: RunContext, stop: () => void): Promise<void> {
  const row = await core.db
    .tenant(run.workspaceId, (trx) =>
      trx('runs').where({ workspace_id: run.workspaceId, id: run.runId }).first('state'),
    )
    .catch(() => undefined)
  if (row?.state !== 'running') stop()
}

const TROUBLE = 'account_held'

/** A person is told: a domain that refuses the sender, or a server that is away, seldom mends itself. */
async function alertOfTrip(core: Core, run: RunContext, { destination, code, reason }: Trip): Promise<void> {
  const { workspaceId, account } = run
  const about = { workspaceId, kind: TROUBLE, objectType: 'account', objectId: account.id }
  await core.db
    .tenant(workspaceId, (trx) =>
      raiseAlert(trx, { ...about, severity: 'warning', data: { destination, code, reason } }),
    )
    .catch((error) => core.log.warn({ err: error.message }, 'alert of a held account was not written'))
}

/** Where something was taken again, the breaker goes and the next trouble starts from the first wait. */
async function settleBreakers(core: Core, run: RunContext, senderWorks: boolean): Promise<void> {
  const { workspaceId, account, doors } = run
  const settled = [...doors.opened, ...(senderWorks && run.sender ? [''] : [])]
  if (!settled.length) return
  const settle = async () => {
    await core.db.direct(workspaceId, (client) => closeBreakers(client, workspaceId, account.id, settled))
    await core.db.tenant(workspaceId, (trx) =>
      resolveAlert(trx, { workspaceId, kind: TROUBLE, objectType: 'account', objectId: account.id }),
    )
  }
  await persist(settle, { signal: AbortSignal.timeout(5000) }).catch((error) =>
    core.log.warn({ err: error.message }, 'breakers were not closed'),
  )
}

/** Workers start at different slots of the counters, so that they rarely wait for each other's rows. */
const slotOf = (owner: string) => createHash('sha256').update(owner).digest()[0]! % COUNT_SLOTS
