import { setTimeout as sleep } from 'node:timers/promises'
import { STATE } from '../../../core/messages/states.ts'
import { nothingYet, settle } from '../check.ts'
import type { Promised } from '../promise.ts'
import { ask, completed, createDraft, createSender, launch, undisturbed, until } from '../world/campaign.ts'
import { GROUP, LANES } from '../world/world.ts'

const WORKERS = 2

/** Pause at any instant, over the API; resume afterwards. */
export const pause: Promised = {
  name: 'R7',
  async prepare(world, audience) {
    const sender = await createSender(world, 'at_least_once')
    await world.haveWorkers(WORKERS)
    const typicalMs = await undisturbed(world, audience, sender)
    return async (random) => {
      const instant = random.next() * 0.8 * typicalMs
      await world.haveWorkers(WORKERS)
      const found = nothingYet(`paused ${Math.round(instant)} ms after the launch`)
      const campaignId = await createDraft(world, audience, sender)
      const runId = await launch(world, campaignId)
      await sleep(instant)
      const paused = await world.call('POST', `/api/v1/campaigns/${campaignId}/pause`)
      const atAnswer = await world.farEnd.count()
      if (paused.status === 200) {
        // Nothing is in flight any more once no message is in `sending` and no worker holds a chunk.
        await until('the end of what was in flight', async () => {
          const [row] = await ask(
            world,
            `SELECT EXISTS (SELECT FROM messages WHERE workspace_id = $1 AND run_id = $2 AND state = ${STATE.sending})
              OR EXISTS (SELECT FROM chunks WHERE workspace_id = $1 AND run_id = $2 AND state = 'leased') AS busy`,
            [runId],
          )
          return !row.busy
        })
        const afterwards = (await world.farEnd.count()) - atAnswer
        const most = WORKERS * LANES * GROUP
        found.note += `, ${atAnswer} had come, ${afterwards} came after the answer (at most ${most})`
        if (afterwards > most) found.problems.push(`${afterwards} messages came after the answer to the pause`)
        await sleep(random.whole(0, 1_000))
        if ((await world.farEnd.count()) - atAnswer !== afterwards)
          found.problems.push('it went on while it was paused')
        await world.must('POST', `/api/v1/campaigns/${campaignId}/resume`)
      } else if (paused.status === 409) found.note += ': too late, it was over'
      else found.problems.push(`the pause was answered ${paused.status}`)
      await completed(world, campaignId)
      await settle(world, found, { campaignId, runId, audience })
      return found
    }
  },
}
