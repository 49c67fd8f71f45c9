import { api } from '../data/api.ts'
import { useApi } from '../data/useApi.ts'
import type { Account, AccountChange, Health, NewAccount, ProviderAnswer } from './types.ts'

/** What can be asked of the API about accounts. */
export const accounts = {
  create: (account: NewAccount) => api.post<Account>('/accounts', account),
  change: (id: string, change: AccountChange) => api.patch<Account>(`/accounts/${id}`, change),
  remove: (id: string) => api.delete(`/accounts/${id}`),
  check: (id: string) => api.post<Health>(`/accounts/${id}/check`),
}

export const useProviders = () => useApi<{ data: ProviderAnswer[] }>('/providers')
