import { api } from '../data/api.ts'
import type { List, ListInput, PeopleChoice } from './types.ts'

interface Moved {
  readonly people: number
}

/** What can be asked of the API about lists. */
export const lists = {
  create: (values: ListInput) => api.post<List>('/lists', values),
  change: (id: string, changes: Partial<ListInput>) => api.patch<List>(`/lists/${id}`, changes),
  remove: (id: string) => api.delete(`/lists/${id}`),
  add: (id: string, who: PeopleChoice) => api.post<Moved>(`/lists/${id}/members`, who),
  takeOff: (id: string, who: PeopleChoice) => api.post<Moved>(`/lists/${id}/members/remove`, who),
}
