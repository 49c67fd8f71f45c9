import { useTranslate } from 'ra-core'
import { useApi } from '../data/useApi.ts'
import type { Filter } from '../parts/list/types.ts'
import { useCan } from '../session/useSession.ts'

const STATES = ['active', 'bouncing', 'dead', 'ended'] as const

interface Named {
  readonly id: string
  readonly name: string
}

/** What people can be narrowed by: text, lists, segments, where they stand. */
export function useFilters(): readonly Filter[] {
  const translate = useTranslate()
  const lists = useApi<{ data: Named[] }>(useCan('lists:read') ? '/lists' : null, { limit: 200 }).data?.data ?? []
  const segments =
    useApi<{ data: Named[] }>(useCan('segments:read') ? '/segments' : null, { limit: 200 }).data?.data ?? []
  const choices = (some: readonly Named[]) => some.map(({ id, name }) => ({ value: id, label: name }))
  return [
    { name: 'q', label: 'people.search', kind: 'search' },
    ...(lists.length > 0
      ? [{ name: 'list', label: 'people.filters.list', kind: 'select', choices: choices(lists) } as const]
      : []),
    ...(segments.length > 0
      ? [{ name: 'segment', label: 'people.filters.segment', kind: 'select', choices: choices(segments) } as const]
      : []),
    { name: 'locale', label: 'people.fields.locale', kind: 'text' },
    { name: 'country', label: 'people.fields.country', kind: 'text' },
    {
      name: 'addressState',
      label: 'people.filters.address_state',
      kind: 'select',
      choices: STATES.map((value) => ({ value, label: translate(`address_states.${value}`) })),
    },
    { name: 'createdFrom', label: 'people.filters.created_from', kind: 'date' },
    { name: 'createdTo', label: 'people.filters.created_to', kind: 'date' },
    { name: 'objected', label: 'people.objected', kind: 'switch' },
    { name: 'held', label: 'people.held', kind: 'switch' },
  ]
}
