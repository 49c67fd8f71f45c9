import type { Core } from '../../context.ts'
import type { Watcher } from '../watch.ts'

/** What those who watch the mailbox are told: the list is to be read again when `latest` is another one. */
export interface MailboxState {
  readonly running: boolean
  /** Id of the newest message of this workspace; null when nothing arrived, or all was cleared. */
  readonly latest: string | null
  readonly at: string | null
}

/** Tells whoever watches the mailbox of a workspace that something arrived. */
export function createAnnouncer({ live }: Pick<Core, 'live'>): Watcher {
  const fresh = new Map<string, MailboxState>()
  return {
    arrived({ id, at }, { workspaceId }, provider) {
      fresh.set(workspaceId, { running: true, latest: `${provider}-${id}`, at })
    },
    looked() {
      for (const [workspaceId, data] of fresh) live.publish({ workspaceId, topic: 'sandbox', data })
      fresh.clear()
    },
  }
}
