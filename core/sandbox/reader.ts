import type { Core } from '../context.ts'
import type { SandboxMessage } from '../contracts/index.ts'
import { habitOf } from './habits.ts'
import { addressesIn, oneClick, visit } from './mailbox/visit.ts'
import type { Owner } from './owners.ts'
import type { Watcher } from './watch.ts'

const MOST_WAITING = 20_000
/** Enough to look at; the campaign of somebody who tries a large file is not held up by people who do not exist. */
const MOST_OF_A_RUN = 2_000
const REMEMBERED_RUNS = 1_000

export interface ReaderState {
  /** Visits that are still to come. */
  readonly waiting: number
  /** Visits made, by what they were. */
  readonly opened: number
  readonly clicked: number
  readonly unsubscribed: number
}

/** Plays the people of demo workspaces: opens, follows links, leaves, by real requests to the addresses in the message. */
export interface Reader extends Watcher {
  state(): ReaderState
  close(): Promise<void>
}

export function createReader(core: Pick<Core, 'config' | 'log'>, seed = 1): Reader {
  const played = new Map<string, number>()
  const timers = new Set<NodeJS.Timeout>()
  const visits = new Set<Promise<void>>()
  const done = { opened: 0, clicked: 0, unsubscribed: 0 }
  const stopping = new AbortController()

  const go = (kind: keyof typeof done, url: string, person: string, init: RequestInit = {}) => {
    const made: Promise<void> = visit(url, person, { ...init, signal: stopping.signal })
      .then(({ status }) => {
        if (status < 400) done[kind]++
      })
      .catch((error: Error) => core.log.debug({ err: error.message, kind }, 'the demo reader could not visit'))
      .finally(() => visits.delete(made))
    visits.add(made)
  }

  const plan = (delay: number, act: () => void) => {
    if (timers.size >= MOST_WAITING) return
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        act()
      },
      Math.max(0, delay),
    )
    timers.add(timer)
  }

  const arrived = (message: SandboxMessage, owner: Owner) => {
    if (!owner.demo || stopping.signal.aborted) return
    const before = played.get(owner.runId) ?? 0
    if (before >= MOST_OF_A_RUN) return
    if (played.size >= REMEMBERED_RUNS) played.clear()
    played.set(owner.runId, before + 1)
    const { clicks, pixel, unsubscribe } = addressesIn(message.raw, core.config.trackingUrl)
    const habit = habitOf(seed, owner.runId, message.to)
    const age = Date.now() - Date.parse(message.at)
    if (habit.open !== null && pixel) plan(habit.open - age, () => go('opened', pixel, message.to))
    for (const { at, pick } of habit.clicks) {
      const url = clicks[Math.floor(pick * clicks.length)]
      if (url) plan(at - age, () => go('clicked', url, message.to))
    }
    if (habit.unsubscribe !== null && unsubscribe)
      plan(habit.unsubscribe - age, () => go('unsubscribed', unsubscribe, message.to, oneClick))
  }

  return {
    arrived,
    state: () => ({ waiting: timers.size + visits.size, ...done }),
    async close() {
      stopping.abort()
      for (const one of timers) clearTimeout(one)
      await Promise.allSettled(visits)
    },
  }
}
