import type { Finding } from '../../../../../core/campaigns/check/finding.ts'
import { useApi } from '../../../data/useApi.ts'
import type { Explanation } from '../../types.ts'

export type { Finding }
export type Level = Finding['level']

interface CheckAnswer {
  readonly ready: boolean
  readonly findings: readonly Finding[]
  readonly explanation: Explanation | null
}

/** The server's check of the saved draft; asked anew for each version of it. */
export const useCheck = (id: string, version: number) => useApi<CheckAnswer>(`/campaigns/${id}/check`, { version })
