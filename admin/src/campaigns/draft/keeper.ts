import { isProblem } from '../../data/problem.ts'
import type { CampaignChange } from '../calls.ts'
import type { Campaign, Draft } from '../types.ts'
import { same } from './same.ts'

/** `stale`: somebody else changed it; `gone`: it is no draft any more, or was deleted. */
export type Keeping =
  | { readonly is: 'saved' | 'waiting' | 'saving' }
  | { readonly is: 'stale'; readonly theirs: Campaign }
  | { readonly is: 'gone' | 'failed'; readonly error: unknown }

export interface KeeperState {
  readonly draft: Draft
  /** As the server last gave it. */
  readonly base: Campaign
  readonly keeping: Keeping
}

interface KeeperCalls {
  readonly change: (id: string, change: CampaignChange) => Promise<Campaign>
  readonly read: (id: string) => Promise<Campaign>
  readonly onSaved: (campaign: Campaign) => void
}

/** What is typed is saved after this pause. */
const PAUSE_MS = 800

/** Keeps a draft on the server while somebody edits it: after each pause, one request at a time, never over somebody else's change. */
export function createKeeper(first: Campaign, calls: KeeperCalls) {
  let state: KeeperState = { draft: { name: first.name, plan: first.plan }, base: first, keeping: { is: 'saved' } }
  /** What the server was sent last: it may write the same thing in other words. */
  let kept: Draft = state.draft
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<boolean> | null = null
  const listeners = new Set<() => void>()

  const become = (next: Partial<KeeperState>) => {
    state = { ...state, ...next }
    for (const listener of listeners) listener()
  }
  const changes = (): Partial<Draft> => ({
    // A draft always has a name: an emptied one is kept as it was until something stands there.
    ...(state.draft.name.trim() && state.draft.name !== kept.name ? { name: state.draft.name } : {}),
    ...(same(state.draft.plan, kept.plan) ? {} : { plan: state.draft.plan }),
  })
  const isDirty = () => Object.keys(changes()).length > 0

  async function send(): Promise<boolean> {
    while (isDirty()) {
      become({ keeping: { is: 'saving' } })
      const part = changes()
      try {
        const base = await calls.change(state.base.id, { version: state.base.version, ...part })
        kept = { ...kept, ...part }
        become({ base })
        calls.onSaved(base)
      } catch (error) {
        become({ keeping: await refusal(error) })
        return false
      }
    }
    become({ keeping: { is: 'saved' } })
    return true
  }
  async function refusal(error: unknown): Promise<Keeping> {
    if (!isProblem(error)) return { is: 'failed', error }
    if (error.code === 'conflict' || error.code === 'not_found') return { is: 'gone', error }
    if (error.code !== 'stale') return { is: 'failed', error }
    return calls.read(state.base.id).then(
      (theirs): Keeping => ({ is: 'stale', theirs }),
      (reading): Keeping => ({ is: 'failed', error: reading }),
    )
  }
  function save(): Promise<boolean> {
    clearTimeout(timer)
    if (state.keeping.is === 'stale' || state.keeping.is === 'gone') return Promise.resolve(false)
    running ??= send().finally(() => {
      running = null
    })
    return running
  }
  return {
    read: () => state,
    watch(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    isDirty,
    change(part: Partial<Draft>) {
      become({ draft: { ...state.draft, ...part } })
      if (state.keeping.is === 'stale' || state.keeping.is === 'gone') return
      if (!running) become({ keeping: { is: isDirty() ? 'waiting' : 'saved' } })
      clearTimeout(timer)
      timer = setTimeout(() => void save(), PAUSE_MS)
    },
    /** Now; true once everything is on the server. */
    save,
    /** The server has a newer one, and nothing is unsaved here. */
    adopt(newer: Campaign) {
      if (newer.version <= state.base.version || isDirty() || running) return
      kept = { name: newer.name, plan: newer.plan }
      become({ base: newer, draft: kept })
    },
    /** After somebody else's change: what was chosen stands, over theirs. */
    settle(draft: Draft, theirs: Campaign) {
      kept = { name: theirs.name, plan: theirs.plan }
      become({ base: theirs, draft, keeping: { is: 'waiting' } })
      return save()
    },
  }
}

export type Keeper = ReturnType<typeof createKeeper>
