import { setTimeout as sleep } from 'node:timers/promises'
import { type Accounts, createAccounts } from '../../accounts/open.ts'
import type { Core } from '../../context.ts'
import { type DispatchTarget, dispatchRun } from './dispatch.ts'

/** How many runs one worker works on side by side; each keeps at most two chunks in memory. */
const SIDE_BY_SIDE = 4
const SLICE_MS = 10_000
const REST_MS = 300

/** Finds runs with due chunks and works on them. Every worker has one; the chunks' leases share the work out. */
export interface Dispatcher {
  /** Looks for due work now. Cheap, and safe to call as often as anybody likes. */
  wake(): void
  /** Ends when everything in hand was settled and given back. */
  drain(): Promise<void>
}

export function createDispatcher(core: Core, owner: string, signal: AbortSignal): Dispatcher {
  const accounts: Accounts = createAccounts(core, signal)
  const active = new Map<string, Promise<void>>()
  let looking: Promise<void> | null = null
  let again = false

  const start = (target: DispatchTarget) => {
    const key = `${target.runId}/${target.step}`
    const work = dispatchRun(core, accounts, target, { owner, signal, sliceMs: SLICE_MS })
      .catch((error) => {
        core.log.error({ err: error, run: target.runId }, 'dispatch failed')
        return { accepted: 0 }
      })
      // A run that moves nothing is not asked again at once: its reason (a fault, a closed door) is still there.
      .then(({ accepted }) => (accepted ? undefined : sleep(REST_MS, undefined, { signal }).catch(() => {})))
      .then(() => {
        active.delete(key)
        wake()
      })
    active.set(key, work)
  }

  const look = async () => {
    const free = SIDE_BY_SIDE - active.size
    if (free <= 0 || signal.aborted) return
    const due = await findDue(core, [...active.keys()], free)
    for (const target of due) if (!active.has(`${target.runId}/${target.step}`)) start(target)
  }

  const wake = () => {
    if (signal.aborted) return
    if (looking) {
      again = true
      return
    }
    looking = look()
      .catch((error) => core.log.warn({ err: error.message }, 'looking for due work failed'))
      .finally(() => {
        looking = null
        if (again) {
          again = false
          wake()
        }
      })
  }

  return {
    wake,
    async drain() {
      await looking
      await Promise.allSettled([...active.values()])
      await accounts.close()
    },
  }
}

/** Runs that have a chunk to work on and a sender that is neither paused nor held by its breaker; those waiting longest first, single messages before all. */
async function findDue(core: Core, active: readonly string[], limit: number): Promise<DispatchTarget[]> {
  return core.db.directSystem(async (client) => {
    const { rows } = await client.query({
      name: 'find-due',
      text: `SELECT c.workspace_id AS "workspaceId", c.run_id AS "runId", c.step FROM chunks c JOIN runs r ON r.workspace_id = c.workspace_id AND r.id = c.run_id
        WHERE ((c.state = 'open' AND c.due_at <= now()) OR (c.state = 'leased' AND c.lease_until < now())) AND r.state = 'running'
          AND NOT (c.run_id::text || '/' || c.step = ANY($1::text[]))
          AND NOT EXISTS (SELECT FROM account_breakers b WHERE b.workspace_id = c.workspace_id AND b.account_id = c.account_id AND b.destination = '' AND b.open_until > now())
          AND NOT EXISTS (SELECT FROM accounts a WHERE a.workspace_id = c.workspace_id AND a.id = c.account_id AND a.state = 'paused')
        GROUP BY c.workspace_id, c.run_id, c.step, r.kind ORDER BY r.kind <> 'campaign' DESC, min(c.due_at) LIMIT $2`,
      values: [active, limit],
    })
    return rows
  })
}
