import { useQuery } from '@tanstack/react-query'
import { api } from '../../data/api.ts'

/** Things to choose from are few; beyond this many nobody looks through a list of them. */
const MOST = 1_000

/** All rows of a list of the API, page after page, at most a thousand. */
export function useAll<T>(path: string | null) {
  return useQuery<T[]>({
    queryKey: ['api', path, 'all'],
    enabled: path !== null,
    queryFn: async ({ signal }) => {
      const rows: T[] = []
      let cursor: string | null = null
      do {
        const page: { data: T[]; next: string | null } = await api.get(path!, { query: { limit: 200, cursor }, signal })
        rows.push(...page.data)
        cursor = page.next
      } while (cursor && rows.length < MOST)
      return rows
    },
  })
}
