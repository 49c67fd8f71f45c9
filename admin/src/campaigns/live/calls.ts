import { api } from '../../data/api.ts'
import type { Campaign } from '../types.ts'

export type Verb = 'pause' | 'resume' | 'cancel'
export type ReviewAction = 'resend' | 'give_up'

/** What can be asked of the API about a campaign that was launched. */
export const launched = {
  steer: (id: string, verb: Verb) => api.post<Campaign>(`/campaigns/${id}/${verb}`),
  review: (id: string, action: ReviewAction, messages: readonly string[] | null, idempotencyKey: string) =>
    api.post<{ changed: number; left: number }>(
      `/campaigns/${id}/review`,
      { action, ...(messages ? { messages } : { all: true }) },
      { idempotencyKey },
    ),
  report: async (id: string, kind: 'csv' | 'pdf', lang: string) =>
    (
      await api.raw('GET', `/campaigns/${id}/report.${kind}`, undefined, { query: kind === 'pdf' ? { lang } : {} })
    ).blob(),
}
