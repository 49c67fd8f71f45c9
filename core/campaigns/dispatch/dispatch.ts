import { createHash } from 'node:crypto'
import { closeBreaker, openBreakers } from '../../accounts/breaker.ts'
import type { Accounts } from '../../accounts/open.ts'
import type { Core } from '../../context.ts'
import { persist } from '../../infra/retry.ts'
import { COUNT_SLOTS } from '../../messages/counts.ts'
import { pauseRun } from '../control.ts'
import { reportProgress } from '../progress.ts'
import { createFeed } from './feed.ts'
import { type LaneSignals, runLane } from './lane.ts'
import { loadRunContext, type RunContext } from './run-context.ts'

const PROGRESS_MS = 500
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
  const breakers = await core.db.direct(run.workspaceId, (client) =>
    openBreakers(client, run.workspaceId, run.account.id),
  )
  if (breakers.some((breaker) => breaker.destination === '')) return { accepted: 0 }
  const feed = createFeed(core, run, options.owner, options.signal)
  let accepted = 0
  let renderFailures = 0
  const signals: LaneSignals = {
    accepted(count) {
      accepted += count
      renderFailures = 0
      feed.probing = false
    },
    tripped: (until) => feed.stop(until),
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
  feed.probing = await senderWasInTrouble(core, run)
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
    if (accepted && feed.probing === false) await settleBreaker(core, run).catch(() => {})
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
    await pauseRun(core, target.workspaceId, target.runId, { code: 'not_dispatchable', message })
    return null
  }
}

async function checkRunning(core: Core, run: RunContext, stop: () => void): Promise<void> {
  const row = await core.db
    .tenant(run.workspaceId, (trx) =>
      trx('runs').where({ workspace_id: run.workspaceId, id: run.runId }).first('state'),
    )
    .catch(() => undefined)
  if (row?.state !== 'running') stop()
}

async function senderWasInTrouble(core: Core, run: RunContext): Promise<boolean> {
  return core.db.direct(run.workspaceId, async (client) => {
    const { rowCount } = await client.query(
      "SELECT FROM account_breakers WHERE workspace_id = $1 AND account_id = $2 AND destination = ''",
      [run.workspaceId, run.account.id],
    )
    return rowCount !== 0
  })
}

async function settleBreaker(core: Core, run: RunContext): Promise<void> {
  await persist(
    () => core.db.direct(run.workspaceId, (client) => closeBreaker(client, run.workspaceId, run.account.id)),
    { signal: AbortSignal.timeout(5000) },
  )
}

/** Workers start at different slots of the counters, so that they rarely wait for each other's rows. */
const slotOf = (owner: string) => createHash('sha256').update(owner).digest()[0]! % COUNT_SLOTS
