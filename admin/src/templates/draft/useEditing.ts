import { useQueryClient } from '@tanstack/react-query'
import type { KeeperState } from '../../data/keeper.ts'
import { type Unsaved, useKeeper } from '../../data/useKeeper.ts'
import { templates } from '../calls.ts'
import type { Contents, Draft, Opened } from '../types.ts'
import { keeping } from './keeping.ts'

const unsaved: Unsaved<Draft, Opened> = new Map()

export const openedKey = (id: string) => ['api', `/templates/${id}`, 'open']

export interface Editing extends KeeperState<Draft, Opened> {
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
  const { keeper, state } = useKeeper(
    unsaved,
    id,
    opened,
    keeping({
      ...templates,
      onSaved: (saved) => {
        client.setQueryData(openedKey(id), saved)
        void client.invalidateQueries({ queryKey: ['templates'] })
        void client.invalidateQueries({ queryKey: ['api', `/templates/${id}/versions`] })
      },
    }),
  )
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
