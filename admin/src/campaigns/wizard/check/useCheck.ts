import { useApi } from '../../../data/useApi.ts'
import type { Explanation } from '../../types.ts'

export type Level = 'missing' | 'risk' | 'info'
export interface Finding {
  readonly field: string
  readonly code: string
  readonly level: Level
  readonly message: string
}
interface CheckAnswer {
  readonly ready: boolean
  readonly problems: readonly Omit<Finding, 'level'>[]
  readonly findings?: readonly Finding[]
  readonly explanation: Explanation | null
}

/** The server's check of the saved draft; asked anew for each version of it. */
export function useCheck(id: string, version: number) {
  const query = useApi<CheckAnswer>(`/campaigns/${id}/check`, { version })
  const { data } = query
  const findings = data?.findings ?? data?.problems.map((one): Finding => ({ ...one, level: 'missing' }))
  return { ...query, findings }
}
