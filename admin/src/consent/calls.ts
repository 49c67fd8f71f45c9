import type { SuppressionImport, SuppressionInput } from '../../../core/consent/suppressions/schema.ts'
import { api } from '../data/api.ts'
import type { Added, Imported } from './types.ts'

/** What can be asked of the API about blocked addresses. */
export const blocked = {
  add: (input: SuppressionInput) => api.post<Added>('/suppressions', input),
  import: (input: SuppressionImport) => api.post<Imported>('/suppressions/import', input),
  lift: (id: string, reason: string) => api.post(`/suppressions/${encodeURIComponent(id)}/lift`, { reason }),
  export: async () => (await api.raw('GET', '/suppressions/export')).blob(),
}
