import { useQuery } from '@tanstack/react-query'
import { api, type Query } from './api.ts'

/**
 * What one address gives, kept and shared by react-query, given up when the page is left: `useApi<Rollup>(`/campaigns/${id}/rollup`)`.
 * Null as path: not yet. To say that it is old: `queryClient.invalidateQueries({ queryKey: ['api', path] })`.
 */
export function useApi<T>(path: string | null, query?: Query) {
  return useQuery<T>({
    queryKey: ['api', path, ...(query ? [query] : [])],
    queryFn: ({ signal }) => api.get<T>(path!, { query, signal }),
    enabled: path !== null,
  })
}
