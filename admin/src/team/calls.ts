import { api } from '../data/api.ts'
import type { ApiKey, AuditReport, Member, Permission, Role } from './types.ts'

export interface NewMember {
  readonly email: string
  readonly name?: string
  readonly password?: string
  readonly role: Role
}

export interface NewKey {
  readonly name: string
  readonly scopes: readonly Permission[]
  readonly expiresAt: string | null
}

/** What can be asked of the API about the team. */
export const team = {
  add: (member: NewMember) => api.post<Member>('/members', member),
  changeRole: (id: string, role: Role) => api.patch<Member>(`/members/${id}`, { role }),
  remove: (id: string) => api.delete(`/members/${id}`),
  makeKey: (key: NewKey) => api.post<{ apiKey: ApiKey; key: string }>('/api-keys', key),
  revokeKey: (id: string) => api.delete(`/api-keys/${id}`),
  verify: (head: string | null) => api.get<AuditReport>('/audit/verify', { query: head ? { head } : {} }),
}
