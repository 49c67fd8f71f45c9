import { api } from '../data/api.ts'
import type { Campaign, CampaignRow, Explanation, Plan } from './types.ts'

export interface CampaignChange {
  readonly version: number
  readonly name?: string
  readonly plan?: Plan
}
export interface Launched {
  readonly runId: string
  readonly state: 'scheduled' | 'running'
  readonly dueAt: string
  readonly explanation: Explanation
}

/** What can be asked of the API about campaigns. */
export const campaigns = {
  find: (q: string, signal: AbortSignal) =>
    api
      .get<{ data: CampaignRow[] }>('/campaigns', { query: { q, limit: 6, sort: 'updated' }, signal })
      .then(({ data }) => data),
  create: (name: string, plan: Plan) => api.post<Campaign>('/campaigns', { name, plan }),
  read: (id: string) => api.get<Campaign>(`/campaigns/${id}`),
  change: (id: string, change: CampaignChange) => api.patch<Campaign>(`/campaigns/${id}`, change),
  duplicate: (id: string) => api.post<Campaign>(`/campaigns/${id}/duplicate`),
  remove: (id: string) => api.delete(`/campaigns/${id}`),
  launch: (id: string, idempotencyKey: string) =>
    api.post<Launched>(`/campaigns/${id}/launch`, undefined, { idempotencyKey }),
}
