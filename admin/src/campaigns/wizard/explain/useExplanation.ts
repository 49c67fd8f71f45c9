import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { Static } from 'typebox'
import type { DraftExplanation } from '../../../../../core/campaigns/draft/schema.ts'
import { api } from '../../../data/api.ts'
import { useChannels } from '../../../data/useChannels.ts'
import type { Plan } from '../../types.ts'

export type Explained = Static<typeof DraftExplanation>
/** What of a plan says who gets it. */
export type ExplainedPlan = Pick<Plan, 'audience' | 'purpose' | 'basis' | 'schedule' | 'limits'> & {
  steps: { channel: string }[]
}

/** Who clicks five lists in a row is answered once. */
const PAUSE_MS = 250

/** Before a channel is chosen it is told for each that there is. */
export function useExplainedPlan(plan: Plan): ExplainedPlan {
  const channels = useChannels()
  return useMemo(() => {
    const { audience, purpose, basis, schedule, limits, steps } = plan
    const chosen = steps?.length ? steps : channels.map(({ id }) => ({ channel: id }))
    const given = {
      audience,
      purpose,
      basis,
      schedule,
      limits,
      steps: chosen.map(({ channel }) => ({ channel })).slice(0, 6),
    }
    return JSON.parse(JSON.stringify(given)) as ExplainedPlan
  }, [plan, channels])
}

/** Who would get the plan as it stands here, saved or not. A question that was overtaken is given up, on the server too. */
export function useExplanation(plan: ExplainedPlan) {
  const asked = useLater(plan)
  const fits = Boolean(asked.audience?.include.length)
  const query = useQuery<Explained>({
    queryKey: ['api', '/campaigns/explain', asked],
    queryFn: ({ signal }) => api.post<Explained>('/campaigns/explain', { plan: asked }, { signal }),
    enabled: fits,
    placeholderData: keepPreviousData,
  })
  return { ...query, data: fits ? query.data : undefined, asked, isOld: asked !== plan || query.isPlaceholderData }
}

function useLater<T>(value: T): T {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return later
}
