import { setTimeout as sleep } from 'node:timers/promises'
import { nothingYet, settle } from '../check.ts'
import type { Promised } from '../promise.ts'
import { campaignState, completed, createDraft, createSender, launch, undisturbed, until } from '../world/campaign.ts'
import { DEATHS } from '../world/database.ts'
import { GROUP, LANES, LEASE_SECONDS } from '../world/world.ts'

const WORKERS = 2

/** PostgreSQL is killed while sending and comes back some seconds later; the workers are the same ones afterwards. */
export const postgres: Promised = {
  name: 'R3',
  async prepare(world, audience, { short }) {
    const sender = await createSender(world, 'at_least_once')
    await world.haveWorkers(WORKERS)
    const typicalMs = await undisturbed(world, audience, sender)
    return async (random) => {
      const how = random.pick(DEATHS)
      const instant = random.next() * typicalMs
      const away = random.whole(200, short ? 1_000 : 6_000)
      await world.haveWorkers(WORKERS)
      const pids = world.workers.map((worker) => worker.pid)
      const found = nothingYet(`death: ${how}, ${Math.round(instant)} ms after the launch, away for ${away} ms`)
      found.bound = WORKERS * LANES * GROUP

      const campaignId = await createDraft(world, audience, sender)
      const runId = await launch(world, campaignId)
      await sleep(instant)
      await world.database.die(how)
      await sleep(away)
      const before = await world.farEnd.count()
      await world.database.start()
      const backAt = performance.now()
      await until('the going on', async () => {
        return (await world.farEnd.count()) > before || (await campaignState(world, campaignId)).state === 'completed'
      })
      found.resumedMs = performance.now() - backAt
      await completed(world, campaignId)
      found.note += `, over after ${((performance.now() - backAt) / 1000).toFixed(1)} s`
      if (found.resumedMs > (LEASE_SECONDS + 5) * 1000) found.problems.push('it was not going on within lease + 5 s')
      await settle(world, found, { campaignId, runId, audience })
      if (!world.workers.every((worker) => worker.alive && pids.includes(worker.pid)))
        found.problems.push(`a worker ended: ${world.workers.map((worker) => worker.said()).join('\n')}`)
      if (!world.api.alive) found.problems.push(`the API ended: ${world.api.said()}`)
      return found
    }
  },
}
