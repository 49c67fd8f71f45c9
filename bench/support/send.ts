import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createCampaign } from '../../core/campaigns/drafts.ts'
import { expandRun } from '../../core/campaigns/expand.ts'
import { launchCampaign } from '../../core/campaigns/launch.ts'
import type { World } from './world.ts'

export interface Sent {
  readonly count: number
  readonly ms: number
  /** Mails a second. */
  readonly rate: number
  /** CPU of the sending process for one mail, µs. */
  readonly cpuUs: number
  /** Octets. */
  readonly peakRss: number
}

export interface Content {
  readonly accountId: string
  readonly templateId: string
}

/** A campaign to a list, launched to start at `at`, or now. */
export async function launched(world: World, content: Content, listId = world.listId, at?: Date) {
  const { core, actor, workspaceId } = world
  const campaign = await createCampaign(core, actor, {
    name: 'Bench',
    plan: {
      audience: { include: [{ source: 'list', definition: { listId } }], exclude: [] },
      strategy: 'all',
      steps: [{ channel: 'email', ...content }],
      purpose: 'marketing',
      basis: 'consent',
      schedule: at ? { kind: 'at', at: at.toISOString() } : { kind: 'now' },
    },
  })
  const { runId } = await core.db.tenant(workspaceId, (trx) => launchCampaign(core, actor, campaign.id, trx))
  return { campaignId: campaign.id, runId }
}

/** A run over a list that is running and not expanded yet. */
export async function startedRun(world: World, content: Content, listId = world.listId) {
  const { campaignId, runId } = await launched(world, content, listId)
  await world.core.db.tenant(world.workspaceId, (trx) =>
    trx('runs')
      .where({ workspace_id: world.workspaceId, id: runId })
      .update({ state: 'running', started_at: trx.fn.now() }),
  )
  return { campaignId, runId }
}

/** A campaign over a list, expanded but not begun; gives the run. */
export async function expandedRun(world: World, content: Content, listId = world.listId): Promise<string> {
  const { runId } = await startedRun(world, content, listId)
  await expandRun(world.core, { workspaceId: world.workspaceId, runId }, { signal: new AbortController().signal })
  return runId
}

/** A sending process: the worker's dispatcher and nothing else. */
export interface Sender {
  /** Sends an expanded run and gives what it took; throws when not every message has left. */
  send(runId: string): Promise<Sent>
  close(): Promise<void>
}

/** @param flags of Node, such as `--cpu-prof` */
export async function openSender(world: World, flags: readonly string[] = []): Promise<Sender> {
  const child = fork(new URL('./dispatch-child.ts', import.meta.url).pathname, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [...flags],
  })
  const ended = new Promise<never>((_, reject) =>
    child.once('exit', (code, signal) => reject(new Error(`the sender ended with ${signal ?? code}`))),
  )
  ended.catch(() => {})
  const heard = () => Promise.race([once(child, 'message').then(([message]) => message as any), ended])
  child.send({ config: world.config })
  await heard()
  return {
    async send(runId) {
      child.send({ workspaceId: world.workspaceId, runId })
      const { ms, cpuUs, peakRss, trouble } = await heard()
      if (trouble) throw new Error(`the sink was lost while sending: ${trouble}`)
      const count = await acceptedOf(world, runId)
      return { count, ms, rate: count / (ms / 1000), cpuUs: cpuUs / count, peakRss }
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.disconnect()
      await ended.catch(() => {})
    },
  }
}

/** Sends an expanded run from a fresh process. */
export async function sendRun(world: World, runId: string): Promise<Sent> {
  const sender = await openSender(world)
  return sender.send(runId).finally(() => sender.close())
}

/** Every message of the run is accepted or was suppressed by the gate; anything else is an error. */
async function acceptedOf(world: World, runId: string): Promise<number> {
  const { rows } = await world.core.db.direct(world.workspaceId, (client) =>
    client.query(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE state = 3)::int AS accepted, count(*) FILTER (WHERE state = 30)::int AS suppressed
       FROM messages WHERE workspace_id = $1 AND run_id = $2`,
      [world.workspaceId, runId],
    ),
  )
  const { all, accepted, suppressed } = rows[0]
  if (!accepted || accepted + suppressed !== all)
    throw new Error(`of ${all} messages ${accepted} were accepted and ${suppressed} suppressed`)
  return accepted
}
