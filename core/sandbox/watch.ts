import type { Core } from '../context.ts'
import type { RunningSandbox, SandboxMessage } from '../contracts/index.ts'
import type { Owner, Owners } from './owners.ts'

/** How often the mailboxes are looked into. */
const LOOK_MS = 200
/** A look takes at most so many of the newest, however many came. */
const MOST_A_LOOK = 2_000

/** Told of each message that arrived and belongs to a workspace, in order; `done` after the last one of a look. */
export interface Watcher {
  arrived(message: SandboxMessage, owner: Owner, provider: string): void
  looked?(): void
}

/** Looks into the mailboxes again and again and tells the watchers what is new. */
export function watchMailboxes(
  { log }: Pick<Core, 'log'>,
  owners: Owners,
  sandboxes: ReadonlyMap<string, RunningSandbox>,
  watchers: readonly Watcher[],
): { close(): Promise<void> } {
  const seen = new Map([...sandboxes.keys()].map((provider) => [provider, 0]))
  let looking: Promise<void> | null = null
  let closed = false

  const look = async () => {
    for (const [provider, sandbox] of sandboxes) {
      const before = seen.get(provider) ?? 0
      const now = sandbox.accepted()
      seen.set(provider, now)
      if (now <= before) continue
      const fresh = sandbox.messages({ limit: Math.min(now - before, MOST_A_LOOK) })
      for (const message of fresh.toReversed()) {
        const owner = await owners.of(message)
        if (closed) return
        if (owner) for (const watcher of watchers) watcher.arrived(message, owner, provider)
      }
    }
    for (const watcher of watchers) watcher.looked?.()
  }
  const timer = setInterval(() => {
    looking ??= look()
      .catch((error) => log.debug({ err: error.message }, 'the mailboxes cannot be looked into now'))
      .finally(() => {
        looking = null
      })
  }, LOOK_MS)

  return {
    async close() {
      closed = true
      clearInterval(timer)
      await looking
    },
  }
}
