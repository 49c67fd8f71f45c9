import { setTimeout as sleep } from 'node:timers/promises'
import { STATE } from '../../../core/messages/states.ts'
import { nothingYet, settle } from '../check.ts'
import type { Promised } from '../promise.ts'
import { ask, completed, createDraft, createSender, launch, undisturbed } from '../world/campaign.ts'

const LONGEST_MS = 30_000

/** SIGTERM while sending: the worker settles what it has in hand and ends; another one goes on. */
export const drain: Promised = {
  name: 'R9',
  async prepare(world, audience) {
    const sender = await createSender(world, 'at_least_once')
    await world.haveWorkers(1)
    const typicalMs = await undisturbed(world, audience, sender)
    return async (random) => {
      const instant = random.next() * typicalMs
      await world.haveWorkers(1)
      const found = nothingYet(`SIGTERM ${Math.round(instant)} ms after the launch`)
      const campaignId = await createDraft(world, audience, sender)
      const runId = await launch(world, campaignId)
      await sleep(instant)
      const worker = world.workers[0]!
      const toldAt = performance.now()
      worker.kill('SIGTERM')
      const code = await worker.ended
      const drainedMs = performance.now() - toldAt
      found.note += `, gone after ${Math.round(drainedMs)} ms`
      if (code !== 0) found.problems.push(`it ended with ${code}: ${worker.said()}`)
      if (drainedMs > LONGEST_MS) found.problems.push(`it took ${(drainedMs / 1000).toFixed(1)} s to end`)
      const [left] = await ask(
        world,
        `SELECT (SELECT count(*)::int FROM messages WHERE workspace_id = $1 AND run_id = $2 AND state IN (${STATE.sending}, ${STATE.unknown}, ${STATE.needs_review})) AS unsettled,
          (SELECT count(*)::int FROM chunks WHERE workspace_id = $1 AND run_id = $2 AND state = 'leased') AS leased`,
        [runId],
      )
      if (left.unsettled) found.problems.push(`${left.unsettled} messages were left in sending or unknown`)
      if (left.leased) found.problems.push(`${left.leased} chunks were left leased`)
      await world.haveWorkers(1)
      await completed(world, campaignId)
      await settle(world, found, { campaignId, runId, audience })
      return found
    }
  },
}
