import type { ErrorCode } from '../../../core/errors.ts'
import { isProblem } from './problem.ts'
import { same } from './same.ts'

/** `stale`: somebody else changed it; `gone`: it cannot be changed any more, or was deleted. */
export type Keeping<Base> =
  | { readonly is: 'saved' | 'waiting' | 'saving' }
  | { readonly is: 'stale'; readonly theirs: Base }
  | { readonly is: 'gone' | 'failed'; readonly error: unknown }

export interface KeeperState<Draft, Base> {
  readonly draft: Draft
  /** As the server last gave it. */
  readonly base: Base
  readonly keeping: Keeping<Base>
}

/** What is kept: `Base` is what the server gives, `Draft` what of it is edited. */
export interface KeeperRules<Draft, Base> {
  readonly draftOf: (base: Base) => Draft
  readonly isNewer: (one: Base, than: Base) => boolean
  /** Sends what changed since `base`; the server answers `stale` where that is not the newest. */
  readonly send: (base: Base, part: Partial<Draft>) => Promise<Base>
  readonly read: (base: Base) => Promise<Base>
  /** Refusals after which nothing can be kept there any more. */
  readonly goneBy: readonly ErrorCode[]
  readonly onSaved: (base: Base) => void
}

/** What is typed is saved after this pause. */
const PAUSE_MS = 800

/** Keeps a draft on the server while somebody edits it: after each pause, one request at a time, never over somebody else's change. */
export function createKeeper<Draft extends { readonly name: string }, Base>(
  first: Base,
  rules: KeeperRules<Draft, Base>,
) {
  let state: KeeperState<Draft, Base> = { draft: rules.draftOf(first), base: first, keeping: { is: 'saved' } }
  /** What the server was sent last: it may write the same thing in other words. */
  let kept = state.draft
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<boolean> | null = null
  const listeners = new Set<() => void>()

  const become = (next: Partial<KeeperState<Draft, Base>>) => {
    state = { ...state, ...next }
    for (const listener of listeners) listener()
  }
  const isDirty = () => Object.keys(changes(kept, state.draft)).length > 0
  const isStuck = () => state.keeping.is === 'stale' || state.keeping.is === 'gone'

  async function send(): Promise<boolean> {
    while (isDirty()) {
      become({ keeping: { is: 'saving' } })
      const part = changes(kept, state.draft)
      try {
        const base = await rules.send(state.base, part)
        kept = { ...kept, ...part }
        become({ base })
        rules.onSaved(base)
      } catch (error) {
        become({ keeping: await refusal(error, state.base, rules) })
        return false
      }
    }
    become({ keeping: { is: 'saved' } })
    return true
  }
  function save(): Promise<boolean> {
    clearTimeout(timer)
    if (isStuck()) return Promise.resolve(false)
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
      if (isStuck()) return
      if (!running) become({ keeping: { is: isDirty() ? 'waiting' : 'saved' } })
      clearTimeout(timer)
      timer = setTimeout(() => void save(), PAUSE_MS)
    },
    /** Now; true once everything is on the server. */
    save,
    /** The server has a newer one, and nothing is unsaved here. */
    adopt(newer: Base) {
      if (!rules.isNewer(newer, state.base) || isDirty() || running) return
      kept = rules.draftOf(newer)
      become({ base: newer, draft: kept })
    },
    /** After somebody else's change: what was chosen stands, over theirs. */
    settle(draft: Draft, theirs: Base) {
      kept = rules.draftOf(theirs)
      become({ base: theirs, draft, keeping: { is: 'waiting' } })
      return save()
    },
  }
}

export type Keeper<Draft extends { readonly name: string }, Base> = ReturnType<typeof createKeeper<Draft, Base>>

/** The parts of a draft that are not as they were kept. */
function changes<Draft extends { readonly name: string }>(kept: Draft, draft: Draft): Partial<Draft> {
  const parts = Object.entries(draft).filter(([part, value]) =>
    // What has a name always has one: an emptied one stays as it was until something stands there.
    part === 'name' && !draft.name.trim() ? false : !same(value, kept[part as keyof Draft]),
  )
  return Object.fromEntries(parts) as Partial<Draft>
}

async function refusal<Draft, Base>(
  error: unknown,
  base: Base,
  { goneBy, read }: KeeperRules<Draft, Base>,
): Promise<Keeping<Base>> {
  if (!isProblem(error)) return { is: 'failed', error }
  if (goneBy.some((code) => code === error.code)) return { is: 'gone', error }
  if (error.code !== 'stale') return { is: 'failed', error }
  return read(base).then(
    (theirs): Keeping<Base> => ({ is: 'stale', theirs }),
    (reading): Keeping<Base> => ({ is: 'failed', error: reading }),
  )
}
