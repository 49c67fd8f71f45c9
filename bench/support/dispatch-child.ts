/** The sender as a process of its own: dispatches runs to their end, one after the other as told, and says what each took. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createDispatcher } from '../../core/campaigns/dispatch/dispatcher.ts'
import type { Core } from '../../core/context.ts'
import { openCore } from '../../core/core.ts'
import { collectEarly } from '../../core/infra/heap.ts'
import { registerSendmail } from './world.ts'

/** As the worker's own poll. */
const WAKE_MS = 500
const LOOK_MS = 20

// As the worker does.
collectEarly()

process.once('message', async (message) => {
  const { config } = message as any
  const core = await openCore(config, { listen: false, name: 'bench-sender' })
  registerSendmail(core)
  const stop = new AbortController()
  const dispatcher = createDispatcher(core, `bench:${process.pid}`, stop.signal)
  process.on('message', async ({ workspaceId, runId }: any) => {
    const cpu = process.cpuUsage()
    const begun = performance.now()
    let peakRss = process.memoryUsage.rss()
    const watch = setInterval(() => {
      peakRss = Math.max(peakRss, process.memoryUsage.rss())
    }, 25)
    const wake = setInterval(() => dispatcher.wake(), WAKE_MS)
    dispatcher.wake()
    let stand: Stand
    do {
      await sleep(LOOK_MS)
      stand = await standOf(core, workspaceId, runId)
    } while (stand.open && !stand.trouble)
    const ms = performance.now() - begun
    const { user, system } = process.cpuUsage(cpu)
    clearInterval(watch)
    clearInterval(wake)
    process.send!({ trouble: stand.trouble, ms, cpuUs: user + system, peakRss })
  })
  process.once('disconnect', async () => {
    stop.abort()
    await dispatcher.drain()
    await core.close()
    process.exit(0)
  })
  process.send!({ is: 'ready' })
})

interface Stand {
  readonly open: boolean
  /** The sink is gone: the account rests, and would be tried again for hours. */
  readonly trouble: string | null
}

async function standOf(core: Core, workspaceId: string, runId: string): Promise<Stand> {
  const { rows } = await core.db.direct(workspaceId, (client) =>
    client.query(
      `SELECT EXISTS (SELECT FROM chunks WHERE workspace_id = $1 AND run_id = $2 AND state <> 'done') AS open,
         (SELECT reason FROM account_breakers WHERE workspace_id = $1 AND destination = '' AND open_until > now() LIMIT 1) AS trouble`,
      [workspaceId, runId],
    ),
  )
  return rows[0]
}
