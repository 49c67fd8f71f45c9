import type { Core } from '../context.ts'
import type { RunningSandbox, SandboxMessage } from '../contracts/index.ts'
import { habitOf } from './habits.ts'
import type { Owners } from './owners.ts'

/** How often the mailboxes are looked into. */
const LOOK_MS = 200
/** A look takes at most so many; a larger campaign's readers are the first of them. */
const MOST_A_LOOK = 2_000
const MOST_WAITING = 20_000
/** Enough to look at; the campaign of somebody who tries a large file is not held up by people who do not exist. */
const MOST_OF_A_RUN = 2_000
const REMEMBERED_RUNS = 1_000
const PATIENCE_MS = 10_000

/** What people's programs call themselves; the tracker takes others for machines. */
const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0',
]

export interface ReaderState {
  /** Visits that are still to come. */
  readonly waiting: number
  /** Visits made, by what they were. */
  readonly opened: number
  readonly clicked: number
  readonly unsubscribed: number
}

/** Plays the people of demo workspaces: opens, follows links, leaves, by real requests to the addresses in the message. */
export interface Reader {
  state(): ReaderState
  close(): Promise<void>
}

export function createReader(
  core: Pick<Core, 'config' | 'log'>,
  owners: Owners,
  sandboxes: readonly RunningSandbox[],
  seed = 1,
): Reader {
  const seen = new Map(sandboxes.map((sandbox) => [sandbox, 0]))
  const played = new Map<string, number>()
  const timers = new Set<NodeJS.Timeout>()
  const visits = new Set<Promise<void>>()
  const done = { opened: 0, clicked: 0, unsubscribed: 0 }
  const stopping = new AbortController()
  let looking: Promise<void> | null = null

  const visit = (kind: keyof typeof done, url: string, person: string, init: RequestInit = {}) => {
    const agent = BROWSERS[person.length % BROWSERS.length]!
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(PATIENCE_MS)])
    const made: Promise<void> = fetch(url, {
      ...init,
      redirect: 'manual',
      signal,
      headers: { 'user-agent': agent, ...init.headers },
    })
      .then(async (answer) => {
        await answer.body?.cancel()
        if (answer.status < 400) done[kind]++
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

  const read = async (message: SandboxMessage) => {
    const owner = await owners.of(message)
    if (!owner?.demo || stopping.signal.aborted) return
    const before = played.get(owner.runId) ?? 0
    if (before >= MOST_OF_A_RUN) return
    if (played.size >= REMEMBERED_RUNS) played.clear()
    played.set(owner.runId, before + 1)
    const { clicks, pixel, unsubscribe } = addressesIn(message.raw, core.config.trackingUrl)
    const habit = habitOf(seed, owner.runId, message.to)
    const age = Date.now() - Date.parse(message.at)
    if (habit.open !== null && pixel) plan(habit.open - age, () => visit('opened', pixel, message.to))
    for (const { at, pick } of habit.clicks) {
      const url = clicks[Math.floor(pick * clicks.length)]
      if (url) plan(at - age, () => visit('clicked', url, message.to))
    }
    if (habit.unsubscribe !== null && unsubscribe)
      plan(habit.unsubscribe - age, () => visit('unsubscribed', unsubscribe, message.to, oneClick))
  }

  const look = async () => {
    for (const [sandbox, before] of seen) {
      const now = sandbox.accepted()
      seen.set(sandbox, now)
      if (now <= before) continue
      const fresh = sandbox.messages({ limit: Math.min(now - before, MOST_A_LOOK) })
      for (const message of fresh.toReversed()) await read(message)
    }
  }
  const timer = setInterval(() => {
    looking ??= look()
      .catch((error) => core.log.debug({ err: error.message }, 'the demo reader could not look'))
      .finally(() => {
        looking = null
      })
  }, LOOK_MS)

  return {
    state: () => ({ waiting: timers.size + visits.size, ...done }),
    async close() {
      clearInterval(timer)
      stopping.abort()
      for (const one of timers) clearTimeout(one)
      await looking
      await Promise.allSettled(visits)
    },
  }
}

/** RFC 8058 §3.2: the body that a mail program posts. */
const oneClick: RequestInit = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'List-Unsubscribe=One-Click',
}

/** Our own addresses in a message as it was sent; soft line breaks of quoted-printable are undone first. */
export function addressesIn(raw: string, trackingUrl: string) {
  const text = raw.replace(/=\r?\n/g, '')
  const base = trackingUrl.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const all = [...new Set(text.match(new RegExp(`${base}/(?:c/[\\w-]{64}/\\d{1,4}|[ou]/[\\w-]{64})`, 'g')))]
  const kind = (letter: string) => all.filter((url) => url.startsWith(`${trackingUrl}/${letter}/`))
  return { clicks: kind('c'), pixel: kind('o')[0] ?? null, unsubscribe: kind('u')[0] ?? null }
}
