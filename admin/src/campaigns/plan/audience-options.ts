import { useMemo } from 'react'
import type { Static } from 'typebox'
import type { ListSchema, SegmentSchema } from '../../../../core/segments/schema.ts'
import { useCan } from '../../session/useSession.ts'
import type { AudienceEntry } from '../types.ts'
import { useAll } from './useAll.ts'

type List = Static<typeof ListSchema> & { people: { count: number } }
type Segment = Omit<Static<typeof SegmentSchema>, 'people'> & { people: { count: number } | null }

/** A list or a segment that can be an audience, and how a plan names it. */
export interface AudienceOption {
  readonly key: string
  readonly source: string
  readonly name: string
  readonly people: number | null
  readonly entry: AudienceEntry
}

/** How a plan's entry is told from others, whatever its source. */
export const keyOf = ({ source, definition }: AudienceEntry) => `${source}:${Object.values(definition).join()}`

const option = (source: string, field: string, one: { id: string; name: string; people: { count: number } | null }) => {
  const entry: AudienceEntry = { source, definition: { [field]: one.id } }
  return { key: keyOf(entry), source, name: one.name, people: one.people?.count ?? null, entry }
}

/** Lists and segments of the workspace; null until they are known. */
export function useAudienceOptions() {
  const lists = useAll<List>(useCan('lists:read') ? '/lists' : null)
  const segments = useAll<Segment>(useCan('segments:read') ? '/segments' : null)
  const options = useMemo<readonly AudienceOption[] | null>(() => {
    if (lists.isLoading || segments.isLoading) return null
    return [
      ...(lists.data ?? []).map((one) => option('list', 'listId', one)),
      ...(segments.data ?? []).map((one) => option('segment', 'segmentId', one)),
    ]
  }, [lists.data, lists.isLoading, segments.data, segments.isLoading])
  return { options, error: lists.error ?? segments.error }
}

/** The option of an entry; one that was deleted, or of a source that is not known here, by its own words. */
export function optionOf(entry: AudienceEntry, options: readonly AudienceOption[] | null): AudienceOption {
  const key = keyOf(entry)
  return options?.find((one) => one.key === key) ?? { key, source: entry.source, name: '', people: null, entry }
}
