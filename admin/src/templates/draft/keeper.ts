import { isProblem } from '../../data/problem.ts'
import type { TemplateChange } from '../calls.ts'
import type { Contents, Opened, Template } from '../types.ts'

export interface Draft {
  readonly name: string
  readonly defaultLocale: string
  readonly contents: Contents
}

/** `stale`: somebody else changed it; `gone`: it was deleted. */
export type Keeping =
  | { readonly is: 'saved' | 'waiting' | 'saving' }
  | { readonly is: 'stale'; readonly theirs: Opened }
  | { readonly is: 'gone' | 'failed'; readonly error: unknown }

export interface KeeperState {
  readonly draft: Draft
  /** As the server last had it. */
  readonly base: Opened
  readonly keeping: Keeping
}

interface KeeperCalls {
  readonly change: (id: string, change: TemplateChange) => Promise<Template>
  readonly open: (id: string) => Promise<Opened>
  readonly onSaved: (opened: Opened) => void
}

/** What is typed is saved after this pause. */
const PAUSE_MS = 800

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const draftOf = ({ template, contents }: Opened): Draft => ({
  name: template.name,
  defaultLocale: template.defaultLocale,
  contents,
})

/** Keeps a template on the server while somebody writes: after each pause, one request at a time, never over somebody else's change. */
export function createKeeper(first: Opened, calls: KeeperCalls) {
  let state: KeeperState = { draft: draftOf(first), base: first, keeping: { is: 'saved' } }
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<boolean> | null = null
  const listeners = new Set<() => void>()

  const become = (next: Partial<KeeperState>) => {
    state = { ...state, ...next }
    for (const listener of listeners) listener()
  }
  const changes = (): TemplateChange => {
    const { draft, base } = state
    return {
      // A template always has a name: an emptied one stays as it was until something stands there.
      ...(draft.name.trim() && draft.name !== base.template.name ? { name: draft.name } : {}),
      ...(draft.defaultLocale === base.template.defaultLocale ? {} : { defaultLocale: draft.defaultLocale }),
      ...(same(draft.contents, base.contents) ? {} : { contents: draft.contents }),
    }
  }
  const isDirty = () => Object.keys(changes()).length > 0
  const isStuck = () => state.keeping.is === 'stale' || state.keeping.is === 'gone'

  async function send(): Promise<boolean> {
    while (isDirty()) {
      become({ keeping: { is: 'saving' } })
      const change = changes()
      try {
        const { base } = state
        const template = await calls.change(base.template.id, { ...change, basedOn: base.template.updatedAt })
        const saved = { template, contents: change.contents ?? base.contents }
        become({ base: saved })
        calls.onSaved(saved)
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
    if (error.code === 'not_found') return { is: 'gone', error }
    if (error.code !== 'stale') return { is: 'failed', error }
    return calls.open(state.base.template.id).then(
      (theirs): Keeping => ({ is: 'stale', theirs }),
      (reading): Keeping => ({ is: 'failed', error: reading }),
    )
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
    adopt(newer: Opened) {
      if (newer.template.updatedAt <= state.base.template.updatedAt || isDirty() || running) return
      become({ base: newer, draft: draftOf(newer) })
    },
    /** After somebody else's change: what was chosen stands, over theirs. */
    settle(draft: Draft, theirs: Opened) {
      become({ base: theirs, draft, keeping: { is: 'waiting' } })
      return save()
    },
  }
}

export type Keeper = ReturnType<typeof createKeeper>
