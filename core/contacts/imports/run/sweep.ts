import { setTimeout as wait } from 'node:timers/promises'
import type { Core } from '../../../context.ts'
import { runImport } from './run.ts'

/** Told over NOTIFY when an import is started. */
export const IMPORT_CHANNEL = 'carillon_imports'

/**
 * Runs every started import that nobody runs: new ones, and those whose worker died. One after the other; ends when there is
 * none left. An import that breaks is left to the next sweep.
 */
export async function sweepImports(core: Core, signal: AbortSignal): Promise<number> {
  let ran = 0
  const tried = new Set<string>()
  while (!signal.aborted) {
    const waiting: { workspace_id: string; id: string }[] = await core.db.system((trx) =>
      trx('imports')
        .where({ state: 'running' })
        .andWhere((q) => q.whereNull('lease_until').orWhere('lease_until', '<', trx.fn.now()))
        .orderBy('started_at')
        .limit(50)
        .select('workspace_id', 'id'),
    )
    const next = waiting.find((one) => !tried.has(one.id))
    if (!next) return ran
    tried.add(next.id)
    try {
      if ((await runImport(core, next.workspace_id, next.id, signal)) !== 'busy') ran++
    } catch {
      await wait(100)
    }
  }
  return ran
}
