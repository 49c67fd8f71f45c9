import type { ReactNode } from 'react'

export interface Column<T> {
  readonly id: string
  /** Key of its heading. */
  readonly label: string
  readonly render: (row: T) => ReactNode
  /** Name that the API sorts by; without: the column cannot be sorted. */
  readonly sort?: string
  /** Its text in an export; without: the column is not exported. */
  readonly csv?: (row: T) => string | number | null | undefined
  /** Shown only once somebody chooses it. */
  readonly hidden?: boolean
  readonly numeric?: boolean
  /** Cards leave it out for rows that have nothing there. */
  readonly isEmpty?: (row: T) => boolean
}

export type Filter = { readonly name: string; readonly label: string } & (
  | { readonly kind: 'search' | 'text' | 'switch' }
  /** `until`: the last day that counts; the filter holds the end of it. */
  | { readonly kind: 'date'; readonly until?: boolean }
  | { readonly kind: 'select'; readonly choices: readonly { readonly value: string; readonly label: string }[] }
)

export interface ListEmpty {
  readonly title: string
  readonly text: string
  readonly action?: ReactNode
}
