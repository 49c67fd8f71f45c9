import { useStore } from 'ra-core'
import type { Column } from './types.ts'

export interface ColumnChoice<T> {
  readonly shown: readonly Column<T>[]
  isShown(id: string): boolean
  toggle(id: string): void
}

/** Which columns of a list somebody wants to see; kept in this browser. */
export function useColumns<T>(name: string, columns: readonly Column<T>[]): ColumnChoice<T> {
  const usual = columns.filter(({ hidden }) => !hidden).map(({ id }) => id)
  const [ids, setIds] = useStore<string[]>(`columns.${name}`, usual)
  const isShown = (id: string) => ids.includes(id)
  return {
    shown: columns.filter(({ id }) => isShown(id)),
    isShown,
    toggle(id) {
      const next = isShown(id) ? ids.filter((other) => other !== id) : [...ids, id]
      // A table without any column cannot be told what to show again.
      if (next.length > 0) setIds(next)
    },
  }
}
