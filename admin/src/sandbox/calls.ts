import { api } from '../data/api.ts'
import type { Act, Acted, Faults } from './types.ts'

/** What can be asked of the stand-ins. */
export const sandbox = {
  act: (id: string, act: Act) => api.post<Acted>(`/sandbox/messages/${id}/act`, act),
  behave: (provider: string, faults: Faults) => api.post('/sandbox/behave', { provider, faults }),
  addAccount: (account: { provider: string; name: string; settings?: object }) =>
    api.post('/sandbox/accounts', account),
  empty: () => api.delete('/sandbox/messages'),
  attachment: async (id: string, number: number) =>
    (await api.raw('GET', `/sandbox/messages/${id}/attachments/${number}`)).blob(),
}
