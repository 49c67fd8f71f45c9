import { useEffect, useState, useSyncExternalStore } from 'react'
import { useMe } from '../session/useSession.ts'
import { createKeeper, type Keeper, type KeeperRules, type KeeperState } from './keeper.ts'

/** Drafts with something unsaved outlive their page: whoever comes back finds what could not be saved. */
export type Unsaved<Draft extends { readonly name: string }, Base> = Map<string, Keeper<Draft, Base>>

/** The draft of one thing while its page is shown, kept on the server by itself. `unsaved` is the one map of its kind of thing. */
export function useKeeper<Draft extends { readonly name: string }, Base>(
  unsaved: Unsaved<Draft, Base>,
  id: string,
  given: Base,
  rules: KeeperRules<Draft, Base>,
): { readonly keeper: Keeper<Draft, Base>; readonly state: KeeperState<Draft, Base> } {
  const me = useMe()
  // What one person left unsaved is not another's to send, who signs in here after them.
  const key = `${me.id}/${id}`
  const [keeper] = useState(() => unsaved.get(key) ?? createKeeper(given, rules))
  const state = useSyncExternalStore(keeper.watch, keeper.read)
  useEffect(() => keeper.adopt(given), [keeper, given])
  useEffect(() => {
    unsaved.delete(key)
    const leave = (event: BeforeUnloadEvent) => {
      if (!keeper.isDirty()) return
      void keeper.save()
      // The browser asks whether to leave; by the time somebody has read that, it is saved.
      event.preventDefault()
    }
    window.addEventListener('beforeunload', leave)
    return () => {
      window.removeEventListener('beforeunload', leave)
      if (!keeper.isDirty()) return
      unsaved.set(key, keeper)
      void keeper.save().then((saved) => saved && unsaved.delete(key))
    }
  }, [keeper, key, unsaved])
  return { keeper, state }
}
