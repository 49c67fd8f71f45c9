import type { ReadyConfig } from '../../config/env.ts'
import type { Core } from '../context.ts'
import { Problem } from '../errors.ts'
import { CliError } from './exit.ts'
import { openConfigured } from './open.ts'

export interface WithCoreOptions {
  /** Hears the bus; for verbs that watch. */
  readonly listen?: boolean
  /** Brings the schema up to date first. */
  readonly migrate?: boolean
}

/**
 * Runs a verb with everything open: on the database of a running `carillon start` (the embedded one is adopted), else on
 * one that is started and stopped here. What was refused ends in a sentence.
 */
export async function withCore(
  options: WithCoreOptions,
  work: (open: { core: Core; config: ReadyConfig }) => Promise<void>,
): Promise<void> {
  const opened = await openConfigured()
  try {
    if (options.migrate) {
      const { migrate } = await import('../infra/migrate.ts')
      await migrate({ url: opened.config.databaseUrl })
    }
    const { openCore } = await import('../core.ts')
    const core = await openCore(
      { ...opened.config, logLevel: 'silent' },
      { listen: options.listen ?? false, name: 'cli' },
    )
    try {
      await work({ core, config: opened.config })
    } catch (error) {
      throw asSentence(error)
    } finally {
      await core.close()
    }
  } finally {
    await opened.close()
  }
}

function asSentence(error: unknown): unknown {
  if (!(error instanceof Problem)) return error
  const places = error.errors?.map(({ field, message }) => `  ${field.replace(/^\//, '')}: ${message}`).join('\n')
  return new CliError(places ? `${error.message}\n${places}` : error.message)
}
