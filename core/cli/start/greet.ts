import type { ReadyConfig } from '../../../config/env.ts'
import type { Core } from '../../context.ts'

/** What a person sees once everything runs: at the very first start a whole campaign, later the address only. */
export async function greet(
  config: ReadyConfig,
  print: (name: string, line: string) => void,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const ready = `Carillon is ready: ${config.publicUrl} (API documentation: ${config.publicUrl}/docs)`
  if (!config.demo || !(await mayShow(config))) return print('carillon', ready)
  const { openCore } = await import('../../core.ts')
  const core = await openCore({ ...config, logLevel: 'warn' }, { listen: true, name: 'start' })
  try {
    const { showDemo } = await import('./demo.ts')
    await showDemo(core, (line) => print('carillon', line), signal, ready)
  } finally {
    await core.close()
  }
}

/** Nothing is there yet, or an earlier first start was cut short before its campaign was launched. */
async function mayShow(config: ReadyConfig): Promise<boolean> {
  const { openDatabase } = await import('../../infra/postgres.ts')
  const db = openDatabase({ url: config.databaseUrl, max: 1, applicationName: 'carillon-start' })
  try {
    const { findDemo } = await import('../../demo/seed.ts')
    const demo = await findDemo({ db } as Pick<Core, 'db'>)
    if (demo) return demo.untouched
    return (await db.system((trx) => trx('workspaces').first('id'))) === undefined
  } finally {
    await db.close()
  }
}
