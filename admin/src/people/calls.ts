import type { AddressInput, ContactInput } from '../../../core/contacts/schema.ts'
import { api } from '../data/api.ts'
import type { ConsentLog, Contact, ContactDetail } from './types.ts'

/** What can be asked of the API about one person. */
export const people = {
  find: (q: string, signal: AbortSignal) =>
    api.get<{ data: Contact[] }>('/contacts', { query: { q, limit: 6 }, signal }).then(({ data }) => data),
  exportMany: async (who: object) => (await api.raw('POST', '/contacts/export.csv', who)).blob(),
  changeConsent: (id: string, event: object) => api.post<ConsentLog>(`/contacts/${id}/consents`, event),
  create: (person: Partial<ContactInput>) => api.post<ContactDetail>('/contacts', person),
  change: (id: string, changes: object) => api.patch<ContactDetail>(`/contacts/${id}`, changes),
  addAddress: (id: string, address: AddressInput) => api.post(`/contacts/${id}/addresses`, address),
  changeAddress: (id: string, addressId: string, change: object) =>
    api.patch(`/contacts/${id}/addresses/${addressId}`, change),
  removeAddress: (id: string, addressId: string) => api.delete(`/contacts/${id}/addresses/${addressId}`),
  object: (id: string, objected: boolean, reason: string) => api.put(`/contacts/${id}/objection`, { objected, reason }),
  restrict: (id: string, held: boolean, reason: string) => api.put(`/contacts/${id}/restriction`, { held, reason }),
  erase: (id: string) => api.post(`/contacts/${id}/erase`),
  export: async (id: string) => (await api.raw('GET', `/contacts/${id}/export`)).blob(),
}
