import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useApi } from '../data/useApi.ts'
import { useLive } from '../data/useLive.ts'
import { useCan } from '../session/useSession.ts'
import type { LiveOverview, Overview } from './types.ts'

const DAYS = 30

/** The home page in one answer; campaigns and alerts as they change. When a campaign or an alert comes or goes, the rest is read again. */
export function useOverview() {
  const client = useQueryClient()
  const { data, error, refetch } = useApi<Overview>('/overview', { days: DAYS })
  const live = useLive<LiveOverview>(useCan('campaigns:read') ? 'overview' : null).data
  const standing = live && standingOf(live)
  const known = data && standingOf({ campaigns: data.campaigns, alerts: data.attention.alerts })
  useEffect(() => {
    if (standing !== undefined && known !== undefined && standing !== known)
      void client.invalidateQueries({ queryKey: ['api', '/overview'] })
  }, [client, standing, known])
  const overview = data && {
    ...data,
    campaigns: live?.campaigns ?? data.campaigns,
    attention: { ...data.attention, alerts: live?.alerts ?? data.attention.alerts },
  }
  return { overview, error, refetch }
}

/** What stands, without the figures that change all the time. */
const standingOf = ({ campaigns, alerts }: LiveOverview) =>
  JSON.stringify([
    campaigns?.active.map(({ id, state }) => [id, state]),
    campaigns?.states,
    alerts?.newest.map(({ id }) => id),
  ])
