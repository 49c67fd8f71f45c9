import { findCampaign } from '../../campaigns/launch.ts'
import { type Progress, readProgress } from '../../campaigns/progress.ts'
import type { CampaignState } from '../../campaigns/schema.ts'
import type { Core } from '../../context.ts'
import { createBar } from './bar.ts'

/** Looked up as well as heard: a message on the bus may be lost. */
const LOOK_MS = 2_000
const ENDED: readonly CampaignState[] = ['completed', 'cancelled']

export interface WatchOptions {
  readonly write: (line: string) => void
  readonly signal: AbortSignal
  /** Where a bar may be drawn; else plain lines. */
  readonly terminal: boolean
}

/**
 * Shows a campaign's progress as the bus tells of it, until it ends, pauses, or `signal`. The core must listen.
 * Gives the state in which it stands then.
 */
export async function watchCampaign(
  core: Core,
  workspaceId: string,
  campaignId: string,
  options: WatchOptions,
): Promise<CampaignState> {
  const bar = createBar(options)
  const heard = Promise.withResolvers<CampaignState>()
  let looking = false
  const show = ({ audience, states }: Pick<Progress, 'audience' | 'states'>) => {
    const suppressed = states.suppressed ?? 0
    const open = ['planned', 'queued', 'sending', 'deferred'].reduce((sum, name) => sum + (states[name] ?? 0), 0)
    bar.update(audience - suppressed - open, audience - suppressed)
  }
  const look = async () => {
    if (looking) return
    looking = true
    try {
      const campaign = await core.db.tenant(workspaceId, (trx) => findCampaign(trx, workspaceId, campaignId))
      const progress = campaign.runId && (await readProgress(core, workspaceId, campaign.runId))
      if (progress) show(progress)
      if (ENDED.includes(campaign.state) || campaign.state === 'paused') heard.resolve(campaign.state)
    } catch (error) {
      heard.reject(error)
    } finally {
      looking = false
    }
  }
  const stop = core.live.subscribe(({ topic, data }) => {
    if (topic !== `campaign:${campaignId}`) return
    const progress = data as Progress | undefined
    if (progress?.states) show(progress)
    if (progress?.state !== 'running') void look()
  })
  const timer = setInterval(() => void look(), LOOK_MS)
  const aborted = () => heard.reject(new Error('stopped watching'))
  options.signal.addEventListener('abort', aborted)
  void look()
  try {
    return await heard.promise
  } finally {
    stop()
    clearInterval(timer)
    options.signal.removeEventListener('abort', aborted)
    bar.end()
  }
}
