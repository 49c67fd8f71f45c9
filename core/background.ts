import { setTimeout as sleep } from 'node:timers/promises'
import { finishErasures } from './campaigns/privacy/sweep.ts'
import { sweepImports } from './contacts/imports/run/sweep.ts'
import { sweepUndos } from './contacts/imports/undo/run.ts'
import type { Core } from './context.ts'
import { ensurePartitions, sweepEvents } from './events/retention.ts'
import { shipEvents } from './events/ship.ts'
import { sweepWorkspaces } from './workspaces/sweep.ts'

const IMPORTS_MS = 1_000
const ERASURES_MS = 60_000
const DAILY_MS = 24 * 3_600_000

/** Long work beside the campaigns: shipping events, imports, and keeping tidy once a day. Each ends with the signal. */
export function backgroundLoops(core: Core, signal: AbortSignal): Promise<void>[] {
  return [
    shipEvents(core, signal).catch((error) => core.log.error({ err: error }, 'shipping of events ended')),
    repeat(core, 'imports', IMPORTS_MS, signal, () => sweepImports(core, signal)),
    repeat(core, 'import undos', IMPORTS_MS, signal, () => sweepUndos(core, signal)),
    repeat(core, 'erasures', ERASURES_MS, signal, () => finishErasures(core)),
    repeat(core, 'retention', DAILY_MS, signal, () => tidy(core, signal)),
  ]
}

/** Every worker does this daily; each step is safe beside another worker's. */
async function tidy(core: Core, signal: AbortSignal): Promise<void> {
  await ensurePartitions(core)
  await sweepEvents(core, signal)
  await sweepWorkspaces(core)
}

async function repeat(
  core: Core,
  name: string,
  everyMs: number,
  signal: AbortSignal,
  work: () => Promise<unknown>,
): Promise<void> {
  while (!signal.aborted) {
    await work().catch((error) =>
      core.log.warn({ err: error.message, loop: name }, 'background work failed; it is tried again'),
    )
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}
