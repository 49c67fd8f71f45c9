import type { Core } from '../../context.ts'
import { persist } from '../../infra/retry.ts'
import { endLease, holdChunk, leaseChunk, renewLeases } from '../../messages/chunks.ts'
import { type Lease, openInChunk } from '../../messages/ledger.ts'
import { STATE } from '../../messages/states.ts'
import { deferQuiet } from './quiet.ts'
import { type DueMessage, readChunk } from './read.ts'
import { settleUncertain } from './recover.ts'
import type { RunContext } from './run-context.ts'

/** A chunk in memory. */
export interface Work {
  readonly lease: Lease
  queue: DueMessage[]
  /** Groups handed to lanes and not yet settled. */
  inHand: number
  /** Another worker has it: nothing of it is sent or written any more. */
  lost: boolean
}

export interface Group {
  readonly work: Work
  readonly due: readonly DueMessage[]
}

/** Hands groups to the lanes and keeps at most two chunks in memory: the one being sent and the next, read meanwhile. */
export interface Feed {
  /** The next group if it is there now. */
  poll(): Group | null
  /** Waits for the next group; null when there is none left, or the feed was stopped. */
  take(): Promise<Group | null>
  /** The group's fate is committed (or it was never claimed). */
  done(group: Group): void
  /** Hands out nothing more. Chunks in memory are given back when their groups are done. */
  stop(): void
  /** Single messages instead of groups: a sender that was in trouble is tried carefully. */
  probing: boolean
  /** Ends when every chunk has been given back. Rejects with what went wrong in between. */
  finished(): Promise<void>
}

export function createFeed(core: Core, run: RunContext, owner: string, signal: AbortSignal): Feed {
  const works: Work[] = []
  const waiting: ((group: Group | null) => void)[] = []
  const ending: Promise<void>[] = []
  let loading: Promise<void> | null = null
  let exhausted = false
  let stopped = false
  let failure: unknown
  const leaseSeconds = core.config.leaseSeconds

  const heartbeat = setInterval(
    async () => {
      const held = works.filter((work) => !work.lost)
      if (!held.length) return
      try {
        const ours = await renewLeases(
          core.db,
          run.workspaceId,
          held.map((work) => work.lease.token),
          leaseSeconds,
        )
        for (const work of held) if (!ours.has(work.lease.token) && works.includes(work)) lose(work)
      } catch {
        // The database is away: the lease may run out, and then the fence decides.
      }
    },
    (leaseSeconds * 1000) / 3,
  )

  const lose = (work: Work) => {
    work.lost = true
    work.queue = []
    retire(work)
  }

  const load = async () => {
    const lease = await persist(() => leaseChunk(core.db, run, owner, leaseSeconds), { signal })
    if (!lease) {
      exhausted = true
      return
    }
    const work: Work = { lease, queue: [], inHand: 1, lost: false }
    works.push(work)
    try {
      const rows = await persist(() => readChunk(core.db, run, lease), { signal })
      const uncertain = rows.filter((row) => row.state === STATE.sending || row.state === STATE.unknown)
      const again = uncertain.length ? await settleUncertain(core, run, lease, uncertain, signal) : []
      const due = uncertain.length ? [...rows.filter((row) => !uncertain.includes(row)), ...again] : rows
      const awake = run.question.quiet ? await deferQuiet(core, run, lease, due, signal) : due
      if (!work.lost) work.queue = awake
    } finally {
      work.inHand--
      retire(work)
    }
  }

  const pump = () => {
    while (waiting.length) {
      const group = poll()
      if (!group) break
      waiting.shift()!(group)
    }
    if (
      !loading &&
      !exhausted &&
      !stopped &&
      !signal.aborted &&
      works.filter((w) => w.queue.length > 0).length < 1 + (waiting.length ? 1 : 0) &&
      works.length < 2
    ) {
      loading = load()
        .catch((error) => {
          failure ??= error
          stopped = true
        })
        .finally(() => {
          loading = null
          pump()
        })
    }
    if ((exhausted || stopped || signal.aborted) && !loading && !works.some((w) => w.queue.length))
      for (const resolve of waiting.splice(0)) resolve(null)
  }

  const poll = (): Group | null => {
    if (stopped || signal.aborted) return null
    const work = works.find((w) => w.queue.length > 0)
    if (!work) return null
    const due = work.queue.splice(0, feed.probing ? 1 : run.group)
    work.inHand++
    return { work, due }
  }

  const retire = (work: Work) => {
    if (work.inHand > 0 || (work.queue.length > 0 && !stopped && !signal.aborted) || !works.includes(work)) return
    works.splice(works.indexOf(work), 1)
    if (!work.lost)
      ending.push(
        persist(() => giveBack(core, run, work.lease), { signal }).catch((error) => {
          failure ??= error
        }),
      )
    pump()
  }

  const feed: Feed = {
    probing: false,
    poll() {
      const group = poll()
      pump()
      return group
    },
    take() {
      return new Promise((resolve) => {
        waiting.push(resolve)
        pump()
      })
    },
    done({ work }) {
      work.inHand--
      retire(work)
      pump()
    },
    stop() {
      stopped = true
      for (const work of [...works]) {
        work.queue = []
        retire(work)
      }
      pump()
    },
    async finished() {
      while (loading || works.length || ending.length) {
        if (loading) await loading
        for (const work of [...works]) retire(work)
        await Promise.all(ending.splice(0))
        if (works.length) await new Promise((resolve) => setTimeout(resolve, 20))
      }
      clearInterval(heartbeat)
      if (failure) throw failure
    },
  }
  signal.addEventListener('abort', () => feed.stop(), { once: true })
  return feed
}

/** A chunk with nothing open is done; otherwise it is due again when the first of its messages is. */
async function giveBack(core: Core, run: RunContext, lease: Lease): Promise<void> {
  await core.db.probing(run.workspaceId, async (client) => {
    await holdChunk(client, lease)
    const open = await openInChunk(client, lease)
    if (!open.length) return endLease(client, lease, { state: 'done' })
    const first = open.reduce<Date | null>((due, row) => (row.due && (!due || row.due < due) ? row.due : due), null)
    return endLease(client, lease, { state: 'open', dueAt: first })
  })
}
