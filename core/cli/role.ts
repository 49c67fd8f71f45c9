import closeWithGrace from 'close-with-grace'
import type { ReadyConfig } from '../../config/env.ts'
import { awaySentence, wentAway } from './away.ts'
import { openConfigured } from './open.ts'
import { onStopSignal } from './signals.ts'

/** Longest a process drains before it is ended (R9). */
export const DRAIN_MS = 30_000

/** What a role gives back once it works. */
export interface Running {
  close(): Promise<unknown>
  /** Printed when a person started the role by hand. */
  readonly message?: string
}

/**
 * Runs one role of the server until it is told to stop: a signal drains and closes, a repeated one ends at once. Under
 * `carillon start` the loss of the channel to the supervisor does the same, so that a `kill -9` of it leaves no orphans.
 */
export async function runRole(open: (config: ReadyConfig) => Promise<Running>): Promise<void> {
  let running: Running | undefined
  const opened = await openConfigured()
  const skip: closeWithGrace.AllEvents[] = ['beforeExit', 'SIGINT', 'SIGTERM', 'SIGHUP']
  const grace = closeWithGrace({ delay: DRAIN_MS, logger: false, skip }, async ({ err }) => {
    if (err) process.stderr.write(`${wentAway(err) ? awaySentence(err) : (err.stack ?? err.message)}\n`)
    await running?.close()
    await opened.close()
  })
  onStopSignal(grace.close, () => process.exit(1))
  process.once('disconnect', grace.close)
  try {
    running = await open(opened.config)
  } catch (error) {
    await opened.close()
    grace.uninstall()
    throw error
  }
  if (process.connected) process.send?.({ is: 'ready' })
  else if (running.message) process.stdout.write(`${running.message}\n`)
}
