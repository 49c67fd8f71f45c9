import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { api } from '../data/api.ts'
import { useLive } from '../data/useLive.ts'
import type { Arrived, MailboxNews } from './types.ts'

export interface ArrivedFilter {
  readonly q?: string
  readonly campaignId?: string
}

const PAGE = 50

/** What arrived, newest first, read again when something new is told of: once at a time, however fast it comes. */
export function useArrived(filter: ArrivedFilter, enabled: boolean) {
  const list = useInfiniteQuery({
    queryKey: ['api', '/sandbox/messages', filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      api.get<{ data: Arrived[]; next: string | null }>('/sandbox/messages', {
        query: { ...filter, limit: PAGE, cursor: pageParam },
        signal,
      }),
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    enabled,
  })
  const { data: news, status } = useLive<MailboxNews>(enabled ? 'sandbox' : null)
  const told = news ? `${news.latest} ${news.at}` : undefined
  const asked = useRef<string | undefined>(undefined)
  const { isFetching, refetch } = list
  useEffect(() => {
    if (told === undefined || isFetching || asked.current === told) return
    const first = asked.current === undefined
    asked.current = told
    // The first news is what the list has just been read with.
    if (!first) void refetch()
  }, [told, isFetching, refetch])
  const seen = new Set<string>()
  // A page that moved on while the next one was read gives a message twice.
  const messages = (list.data?.pages ?? [])
    .flatMap(({ data }) => data)
    .filter(({ id }) => !seen.has(id) && Boolean(seen.add(id)))
  return { ...list, messages, live: status }
}
