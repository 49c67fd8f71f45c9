import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { useLive } from '../../data/useLive.ts'
import type { CampaignReport } from '../types.ts'
import type { CampaignState, Now, Progress } from './types.ts'
import { useFrame } from './useFrame.ts'

/** How often the rest of the report (links, hours, codes) is read again behind what is told live. */
const REPORT_MS = 5_000

/**
 * Where a launched campaign stands, as told live. While it goes the live figures are the newest; afterwards (an open a week
 * later) whichever came last. The report is read again behind them, and at once when the state changes.
 */
export function useNow(report: CampaignReport, reportAt: number): Now {
  const { id } = report.campaign
  const live = useFrame(useLive<Progress>(`campaign:${id}`).data)
  const liveAt = useArrival(live)
  const state = stateOf(live, report.campaign.state)
  useRefresh(id, live, state === report.campaign.state)
  return useMemo(() => {
    const fresh = live && live.runId === report.campaign.runId && (state === 'running' || liveAt > reportAt)
    const { figures, speed, states } = fresh ? live : report
    return { state, figures, speed, states, failures: fresh ? live.failures : failuresOf(report) }
  }, [live, liveAt, report, reportAt, state])
}

function useArrival(value: unknown): number {
  const arrived = useRef({ value, at: Date.now() })
  if (arrived.current.value !== value) arrived.current = { value, at: Date.now() }
  return arrived.current.at
}

/** A run that is being prepared belongs to a campaign that is scheduled or running: the report knows which. */
function stateOf(live: Progress | undefined, known: CampaignState): CampaignState {
  const told = live?.state
  return told === 'running' || told === 'paused' || told === 'completed' || told === 'cancelled' ? told : known
}

const failuresOf = ({ causes }: CampaignReport) =>
  Object.fromEntries(causes.failed.map((one) => [one.class, one.count]))

function useRefresh(id: string, live: Progress | undefined, known: boolean): void {
  const client = useQueryClient()
  const last = useRef(performance.now())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (!live) return
    const read = () => {
      timer.current = undefined
      last.current = performance.now()
      void client.invalidateQueries({ queryKey: ['api', `/campaigns/${id}/report`] })
      if (!known) void client.invalidateQueries({ queryKey: ['api', `/campaigns/${id}`] })
    }
    if (!known) clearTimeout(timer.current)
    else if (timer.current) return
    timer.current = setTimeout(read, known ? Math.max(0, last.current + REPORT_MS - performance.now()) : 0)
  }, [client, id, live, known])
  useEffect(() => () => clearTimeout(timer.current), [])
}
