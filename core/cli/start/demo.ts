import { setTimeout as wait } from 'node:timers/promises'
import { scheduleStart } from '../../campaigns/jobs.ts'
import { findCampaign, launchCampaign } from '../../campaigns/launch.ts'
import type { Core } from '../../context.ts'
import { type SeededDemo, seedDemo } from '../../demo/seed.ts'
import { readReader } from '../../sandbox/client.ts'
import { systemActor } from '../../workspaces/actor.ts'
import { type Figures, readFigures } from '../campaign/figures.ts'
import { figuresTable } from '../campaign/table.ts'
import { watchCampaign } from '../campaign/watch.ts'

/** Nobody waits longer than this for the table, whatever the readers do. */
const READERS_MS = 14_000
const LOOK_MS = 250
/** The tracker gathers a person's visits this long before it writes them (core/events/tracking/recorder.ts), and writes then. */
const GATHERED_MS = 3_000

/** The first minute: a workspace with people in it, a campaign launched before one's eyes, what came of it, and the way in. */
export async function showDemo(
  core: Core,
  say: (line: string) => void,
  signal: AbortSignal,
  ready: string,
): Promise<void> {
  say('First start: making the demo workspace (CARILLON_DEMO=false starts without).')
  const demo = await seedDemo(core)
  try {
    if (!core.config.sandbox) say('The sandboxes are off (CARILLON_SANDBOX), so the demo campaign is not launched.')
    else if (demo.campaignId) await launchDemo(core, demo.workspaceId, demo.campaignId, say, signal)
  } catch (error) {
    if (!signal.aborted) say(`The demo campaign could not be shown: ${(error as Error).message}`)
  } finally {
    if (!signal.aborted) say(ready)
    tellOwner(demo, say)
  }
}

function tellOwner({ owner }: SeededDemo, say: (line: string) => void): void {
  if (owner) {
    say(`Sign in as ${owner.email} with the password ${owner.password}`)
    say('(shown this once; `npm run carillon -- user password <email>` sets another one)')
  } else {
    say('The sign-in was shown before; `npm run carillon -- user password owner@demo.example` sets a new password.')
  }
}

async function launchDemo(
  core: Core,
  workspaceId: string,
  campaignId: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const actor = systemActor(workspaceId, 'demo')
  const { name } = await core.db.tenant(workspaceId, (trx) => findCampaign(trx, workspaceId, campaignId))
  const launched = await core.db.tenant(workspaceId, (trx) => launchCampaign(core, actor, campaignId, trx))
  await scheduleStart(core.agenda, { workspaceId, runId: launched.runId }, new Date(launched.dueAt))
  const { people, reachable } = launched.explanation
  say(`Launching "${name}": ${people} people in the audience, ${reachable} will get it.`)
  await watchCampaign(core, workspaceId, campaignId, { write: say, signal, terminal: process.stdout.isTTY === true })
  say('All mails have left. The demo readers open and click now …')
  const figures = await afterReaders(core, workspaceId, { id: campaignId, runId: launched.runId }, signal)
  for (const line of figuresTable(name, figures)) say(line)
}

/** Waits until the readers have made their visits and the tracker has written them. */
async function afterReaders(
  core: Core,
  workspaceId: string,
  campaign: { id: string; runId: string },
  signal: AbortSignal,
): Promise<Figures> {
  const giveUpAt = performance.now() + READERS_MS
  let quietAt: number | null = null
  for (;;) {
    const reader = await readReader(core.config.dataDir)
    const figures = (await readFigures(core, workspaceId, campaign))!
    const now = performance.now()
    quietAt = reader?.waiting === 0 ? (quietAt ?? now) : null
    const written = reader !== null && figures.opened >= reader.opened && figures.clicked > 0
    if (now > giveUpAt || reader === null || (quietAt !== null && (written || now - quietAt > GATHERED_MS)))
      return figures
    await wait(LOOK_MS, undefined, { signal })
  }
}
