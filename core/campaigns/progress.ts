import type { Core } from '../context.ts'
import { type RunTotals, runTotals } from '../messages/counts.ts'
import { alarmOf } from './alarm.ts'
import { pauseRun } from './control.ts'
import { type Figures, figuresOf, readKinds } from './report/figures.ts'
import { readSpeed, type Speed } from './report/speed.ts'

/** What is told live of a running campaign. */
export interface Progress extends RunTotals {
  readonly campaignId: string | null
  readonly runId: string
  readonly state: string
  readonly figures: Figures
  readonly speed: Speed
}

export async function readProgress(core: Core, workspaceId: string, runId: string): Promise<Progress | null> {
  return core.db.direct(workspaceId, async (client) => {
    const { rows } = await client.query(
      'SELECT campaign_id, state, started_at, finished_at FROM runs WHERE workspace_id = $1 AND id = $2',
      [workspaceId, runId],
    )
    const run = rows[0]
    if (!run) return null
    const totals = await runTotals((text, values) => client.query(text, values), workspaceId, runId)
    const kinds = run.campaign_id ? await readKinds(client, workspaceId, run.campaign_id) : []
    const figures = figuresOf(totals, kinds)
    const speed = await readSpeed(
      client,
      { workspaceId, runId, state: run.state, startedAt: run.started_at, finishedAt: run.finished_at },
      { sent: figures.sent, ready: figures.waiting - (totals.states.deferred ?? 0) },
    )
    return { ...totals, campaignId: run.campaign_id, runId, state: run.state, figures, speed }
  })
}

/** Where a campaign's last run stands; null before its launch. */
export async function campaignProgress(core: Core, workspaceId: string, campaignId: string): Promise<Progress | null> {
  const row = await core.db.tenant(workspaceId, (trx) =>
    trx('campaigns').where({ workspace_id: workspaceId, id: campaignId }).first('run_id'),
  )
  return row?.run_id ? readProgress(core, workspaceId, row.run_id) : null
}

/** Publishes where a run stands, and pauses it when too much of it goes wrong. */
export async function reportProgress(core: Core, workspaceId: string, runId: string): Promise<Progress | null> {
  const progress = await readProgress(core, workspaceId, runId)
  if (!progress) return null
  if (progress.campaignId) core.live.publish({ workspaceId, topic: `campaign:${progress.campaignId}`, data: progress })
  const alarm = progress.state === 'running' && (await alarmOf(core, workspaceId, runId, progress.states))
  if (alarm)
    await pauseRun(core, workspaceId, runId, {
      code: 'too_many_failures',
      message: `${alarm.wrong} of ${alarm.tried} messages failed or are of unknown fate.`,
    })
  return progress
}
