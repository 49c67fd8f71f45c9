import { api } from '../data/api.ts'
import type { Rule, Segment, SegmentPreview } from './types.ts'

export interface SegmentValues {
  readonly name: string
  readonly description: string
  readonly rules: Rule
}

/** What can be asked of the API about segments. */
export const segments = {
  create: (values: SegmentValues) => api.post<Segment>('/segments', values),
  change: (id: string, changes: Partial<SegmentValues>) => api.patch<Segment>(`/segments/${id}`, changes),
  remove: (id: string) => api.delete(`/segments/${id}`),
  preview: (rules: Rule, signal: AbortSignal) => api.post<SegmentPreview>('/segments/preview', { rules }, { signal }),
}
