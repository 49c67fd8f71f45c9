import { fork } from 'node:child_process'
import { launchCampaign } from '../../core/campaigns/launch.ts'
import { createCampaign } from '../../core/campaigns/drafts.ts'
import { expandRun } from '../../core/campaigns/expand.ts'
import type { World } from './world.ts'

export interface Sent {
  readonly count: number
  readonly ms: number
  readonly rate: number
  readonly cpuUs: number
  readonly peakRss: number
}

/** A campaign over the whole list (or the first `limit` people), expanded but not begun; gives the run. */
export async function expandedRun(world: World, sender: { accountId: string; templateId: string }, listId = world.listId): Promise<string> {
  const { core, actor, workspaceId } = world
  const campaign = await createCampaign(core, actor, {
    name: 'Bench',
    plan: {
      audience: { include: [{ source: 'list', definition: { listId } }], exclude: [] },
      strategy: 'all', steps: [{ channel: 'email', ...sender }], purpose: 'marketing', basis: 'consent', schedule: { kind: 'now' },
    },
  })
  const { runId } = await core.db.tenant(workspaceId, (trx) => launchCampaign(core, actor, campaign.id, trx))
  await core.db.tenant(workspaceId, (trx) => trx('runs').where({ workspace_id: workspaceId, id: runId }).update({ state: 'running', started_at: trx.fn.now() }))
  await expandRun(core, { workspaceId, runId }, { signal: new AbortController().signal })
  return runId
}

/** Sends an expanded run from a process of its own. */
export async function sendRun(world: World, runId: string): Promise<Sent> {
  const child = fork(new URL('./dispatch-child.ts', import.meta.url).pathname, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const heard = (is: string) =>
    new Promise<any>((resolve, reject) => {
      child.on('message', (message: any) => message.is === is && resolve(message))
      child.once('exit', (code) => reject(new Error(`the sender ended with ${code}`)))
    })
  child.send({ config: world.config, workspaceId: world.workspaceId, runId })
  await heard('ready')
  const done = heard('done')
  child.send('go')
  const { ms, cpuUs, peakRss } = await done
  const { rows } = await world.core.db.direct(world.workspaceId, (client) =>
    client.query('SELECT count(*)::int AS all, count(*) FILTER (WHERE state = 3)::int AS accepted, count(*) FILTER (WHERE state = 30)::int AS suppressed FROM messages WHERE workspace_id = $1 AND run_id = $2', [world.workspaceId, runId]),
  )
  const { all, accepted, suppressed } = rows[0]
  if (accepted + suppressed !== all) throw new Error(`of ${all} messages ${accepted} were accepted and ${suppressed} suppressed`)
  return { count: accepted, ms, rate: accepted / (ms / 1000), cpuUs: cpuUs / accepted, peakRss }
}
