/** The sender as a process of its own: dispatches one run to its end when told, and says what it took. */
import { createDispatcher } from '../../core/campaigns/dispatch/dispatcher.ts'
import { openCore } from '../../core/core.ts'

process.once('message', async (message) => {
  const { config, workspaceId, runId } = message as any
  const core = await openCore(config, { listen: false, name: 'bench-sender' })
  const stop = new AbortController()
  const dispatcher = createDispatcher(core, `bench:${process.pid}`, stop.signal)
  process.send!({ is: 'ready' })
  await new Promise((resolve) => process.once('message', resolve))
  const cpu = process.cpuUsage()
  const begun = performance.now()
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 50)
  for (;;) {
    dispatcher.wake()
    await new Promise((resolve) => setTimeout(resolve, 20))
    const open = await core.db.direct(workspaceId, (client) =>
      client.query(`SELECT EXISTS (SELECT FROM chunks WHERE workspace_id = $1 AND run_id = $2 AND state <> 'done') AS open`, [workspaceId, runId]),
    )
    if (!open.rows[0].open) break
  }
  const ms = performance.now() - begun
  clearInterval(watch)
  const used = process.cpuUsage(cpu)
  process.send!({ is: 'done', ms, cpuUs: used.user + used.system, peakRss: peak })
  stop.abort()
  await dispatcher.drain()
  await core.close()
  process.disconnect()
})
