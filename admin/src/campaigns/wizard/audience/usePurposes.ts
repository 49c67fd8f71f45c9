import { useCan } from '../../../session/useSession.ts'
import { useAll } from '../../plan/useAll.ts'

/** Purposes for which people were asked here, and the usual one. */
export function usePurposes(): string[] {
  const wordings = useAll<{ purpose: string }>(useCan('consent:read') ? '/consent-wordings' : null).data
  return [...new Set(['marketing', ...(wordings ?? []).map(({ purpose }) => purpose)])]
}
