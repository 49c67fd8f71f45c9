import type { DomainChange, DomainInput } from '../../../core/accounts/domains/schema.ts'
import type { WordingInput } from '../../../core/consent/schema.ts'
import type { AttributeChange, AttributeInput } from '../../../core/contacts/schema.ts'
import { api } from '../data/api.ts'
import type { Domain, Workspace, WorkspaceChanges } from './types.ts'

/** What can be asked of the API about the workspace's settings. */
export const settings = {
  changeWorkspace: (changes: WorkspaceChanges) => api.patch<Workspace>('/workspace', changes),
  addDomain: (domain: DomainInput) => api.post<Domain>('/domains', domain),
  changeDomain: (id: string, change: DomainChange) => api.patch<Domain>(`/domains/${id}`, change),
  checkDomain: (id: string) => api.post<Domain>(`/domains/${id}/check`),
  removeDomain: (id: string) => api.delete(`/domains/${id}`),
  declare: (attribute: AttributeInput) => api.post('/attributes', attribute),
  changeAttribute: (name: string, change: AttributeChange) => api.patch(`/attributes/${name}`, change),
  dropAttribute: (name: string, dropValues: boolean) => api.delete(`/attributes/${name}`, { query: { dropValues } }),
  addWording: (wording: WordingInput) => api.post('/consent-wordings', wording),
}
