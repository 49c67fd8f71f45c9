import Card from '@mui/material/Card'
import LinearProgress from '@mui/material/LinearProgress'
import type { Theme } from '@mui/material/styles'
import useMediaQuery from '@mui/material/useMediaQuery'
import { ListBase, type SortPayload, useListContext, useTranslate } from 'ra-core'
import { type ReactNode, useEffect } from 'react'
import { EmptyState } from '../EmptyState.tsx'
import { ErrorNote } from '../ErrorNote.tsx'
import { BulkBar } from './BulkBar.tsx'
import { Cards } from './Cards.tsx'
import { Filters } from './Filters.tsx'
import { Pager } from './Pager.tsx'
import { Rows } from './Rows.tsx'
import { Tools } from './Tools.tsx'
import type { Column, Filter, ListEmpty } from './types.ts'
import { useColumns } from './useColumns.ts'

export interface KeysetListProps<T extends { id: string }> {
  readonly resource: string
  /** Another address than the resource's: `contacts/<id>/messages`. */
  readonly path?: string
  readonly columns: readonly Column<T>[]
  readonly filters?: readonly Filter[]
  /** Always applied, never shown. */
  readonly filter?: Record<string, unknown>
  readonly sort?: SortPayload
  readonly perPage?: number
  /** Where a row leads. */
  readonly rowTo?: (row: T) => string
  /** How a row is called, for the checkbox and the link of its card. */
  readonly rowName: (row: T) => string
  /** Buttons over chosen rows; they read `useListContext().selectedIds`. Without: rows cannot be chosen. */
  readonly bulk?: ReactNode
  /** Beside the tools over the list. */
  readonly extra?: ReactNode
  readonly empty: ListEmpty
  /** Name of the exported file, without `.csv`. Without: no export. */
  readonly csvName?: string
  /** Several lists on one page, or one inside another: the address is then left alone. */
  readonly embedded?: boolean
}

/**
 * Every list of the panel: filters and page in the address, columns chosen and remembered, pages by key, chosen rows,
 * export, cards where it is narrow, and what to do when there is nothing.
 */
export function KeysetList<T extends { id: string }>(props: KeysetListProps<T>) {
  const { resource, path, filter, perPage = 50, sort, embedded = false } = props
  return (
    <ListBase
      resource={resource}
      perPage={perPage}
      filter={filter}
      sort={sort ?? { field: 'id', order: 'ASC' }}
      exporter={false}
      disableSyncWithLocation={embedded}
      storeKey={embedded ? false : `${path ?? resource}.list`}
      debounce={300}
      queryOptions={{ meta: path ? { path } : undefined }}
    >
      <Content {...props} />
    </ListBase>
  )
}

function Content<T extends { id: string }>(props: KeysetListProps<T>) {
  const { columns, filters = [], empty, bulk, rowTo, rowName, csvName, extra, path } = props
  const list = useListContext<any>()
  const { data, error, isPending, isFetching, filterValues, page, setPage, refetch } = list
  const translate = useTranslate()
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down('md'), { noSsr: true })
  const choice = useColumns(path ?? list.resource, columns)
  useRealPage(list.meta, page, setPage, isFetching === true)
  const rows = (data ?? []) as T[]
  const filtered = Object.keys(filterValues).length > 0
  const nothing = !isPending && !error && rows.length === 0
  if (nothing && !filtered && page === 1)
    return (
      <Card>
        <EmptyState title={translate(empty.title)} text={translate(empty.text)} action={empty.action} />
      </Card>
    )
  const shown = { rows, columns: choice.shown, rowTo, rowName, selectable: bulk !== undefined }
  return (
    <>
      <Filters filters={filters}>
        {extra}
        <Tools columns={columns} choice={choice} csvName={csvName} path={path} />
      </Filters>
      {bulk && <BulkBar>{bulk}</BulkBar>}
      <ErrorNote error={error} onRetry={() => void refetch()} />
      <Card sx={{ position: 'relative', overflowX: 'auto' }}>
        {isFetching && (
          <LinearProgress
            aria-label={translate('shell.loading')}
            sx={{ position: 'absolute', top: 0, left: 0, right: 0, height: 2 }}
          />
        )}
        {nothing ? (
          <EmptyState text={translate('parts.nothing_found')} />
        ) : narrow ? (
          <Cards {...shown} />
        ) : (
          <Rows {...shown} />
        )}
      </Card>
      <Pager />
    </>
  )
}

/** The API pages by key: a page far out of reach was answered with another one (data/provider.ts). */
function useRealPage(meta: unknown, page: number, setPage: (n: number) => void, isFetching: boolean): void {
  const real = (meta as { page?: number } | undefined)?.page
  useEffect(() => {
    if (!isFetching && real !== undefined && real !== page) setPage(real)
  }, [real, page, setPage, isFetching])
}
