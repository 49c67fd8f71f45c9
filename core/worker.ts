import { hostname } from 'node:os'
import type { ReadyConfig } from '../config/env.ts'
import { backgroundLoops } from './background.ts'
import { createDispatcher } from './campaigns/dispatch/dispatcher.ts'
import { finishRuns } from './campaigns/finish.ts'
import { defineCampaignJobs, JOB } from './campaigns/jobs.ts'
import type { Core } from './context.ts'
import { openCore } from './core.ts'
import { WORK_CHANNEL } from './messages/chunks.ts'

/** Due chunks are looked for this often even when no notification comes. */
const POLL_MS = 500

/** The worker process: schedules, expands, dispatches, ships events, imports. Closing drains: nothing new is begun, what is begun is settled. */
export async function runWorker(config: ReadyConfig): Promise<{ close(): Promise<void> }> {
  const core = await openCore(config, { listen: false, name: 'worker' })
  const stopping = new AbortController()
  const owner = `${hostname()}:${process.pid}`
  const dispatcher = createDispatcher(core, owner, stopping.signal)
  const { agenda } = core
  defineCampaignJobs(core, agenda, dispatcher, stopping.signal)
  try {
    await agenda.start()
    await agenda.every('1 second', JOB.sweep)
  } catch (error) {
    // A schema that is missing, most likely: what is open would keep the process alive.
    await core.close()
    throw error
  }
  const poll = setInterval(() => dispatcher.wake(), POLL_MS)
  const stopListening = hearWork(core, () => dispatcher.wake())
  const loops = backgroundLoops(core, stopping.signal)
  core.log.info({ owner }, 'worker ready')
  return {
    async close() {
      stopping.abort()
      clearInterval(poll)
      await Promise.race([
        agenda.drain().catch(() => {}),
        new Promise((resolve) => setTimeout(resolve, 20_000).unref()),
      ])
      await dispatcher.drain()
      await finishRuns(core).catch(() => {})
      await stopListening()
      await Promise.allSettled(loops)
      await core.close()
    },
  }
}

/** Hears that there is work; connects again after a loss. */
function hearWork(core: Core, wake: () => void): () => Promise<void> {
  let closed = false
  let end = async () => {}
  const connect = async () => {
    if (closed) return
    try {
      const client = await core.db.listener()
      end = () => client.end().catch(() => {})
      client.on('notification', wake)
      client.once('end', () => void setTimeout(connect, 500).unref())
      await client.query(`LISTEN ${WORK_CHANNEL}`)
      wake()
    } catch {
      setTimeout(connect, 500).unref()
    }
  }
  void connect()
  return async () => {
    closed = true
    await end()
  }
}
