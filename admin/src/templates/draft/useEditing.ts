import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { templates } from '../calls.ts'
import type { Contents, Opened } from '../types.ts'
import { createKeeper, type Draft, type Keeper, type KeeperState } from './keeper.ts'

/** With something unsaved they outlive their page: whoever comes back finds what could not be saved. */
const unsaved = new Map<string, Keeper>()

export const openedKey = (id: string) => ['api', `/templates/${id}`, 'open']

export interface Editing extends KeeperState {
  readonly change: (part: Partial<Draft>) => void
  /** Undefined empties a field. */
  readonly write: (locale: string, fields: Readonly<Record<string, unknown>>) => void
  readonly save: () => Promise<boolean>
  readonly settle: (draft: Draft, theirs: Opened) => Promise<boolean>
}

/** A template while it is edited, kept on the server by itself: after a pause, and on leave. */
export function useEditing(opened: Opened): Editing {
  const client = useQueryClient()
  const { id } = opened.template
  const [keeper] = useState(
    () =>
      unsaved.get(id) ??
      createKeeper(opened, {
        ...templates,
        onSaved: (saved) => {
          client.setQueryData(openedKey(id), saved)
          void client.invalidateQueries({ queryKey: ['templates'] })
          void client.invalidateQueries({ queryKey: ['api', `/templates/${id}/versions`] })
        },
      }),
  )
  const state = useSyncExternalStore(keeper.watch, keeper.read)
  useEffect(() => keeper.adopt(opened), [keeper, opened])
  useLeaving(keeper, id)
  return {
    ...state,
    change: keeper.change,
    write: (locale, fields) => keeper.change({ contents: written(keeper.read().draft.contents, locale, fields) }),
    save: keeper.save,
    settle: keeper.settle,
  }
}

/** An emptied field is one that is not there: schemas ask for length where there is something. */
function written(contents: Contents, locale: string, fields: Readonly<Record<string, unknown>>): Contents {
  const next = Object.entries({ ...contents[locale], ...fields }).filter(
    ([, value]) => value !== undefined && value !== '' && value !== null,
  )
  return { ...contents, [locale]: Object.fromEntries(next) }
}

function useLeaving(keeper: Keeper, id: string): void {
  useEffect(() => {
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
      unsaved.set(id, keeper)
      void keeper.save().then((saved) => saved && unsaved.delete(id))
    }
  }, [keeper, id])
}
