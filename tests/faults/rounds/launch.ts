import { nothingYet, settle } from '../check.ts'
import type { Promised } from '../promise.ts'
import { ask, completed, createDraft, createSender } from '../world/campaign.ts'

const CALLERS = 100

/** A hundred people press the button at once; half of them are one program that repeats its request. */
export const launchRace: Promised = {
  name: 'R6',
  async prepare(world, audience) {
    const sender = await createSender(world, 'at_least_once')
    return async (random, round) => {
      await world.haveWorkers(2)
      const found = nothingYet(`${CALLERS} launches at once`)
      const campaignId = await createDraft(world, audience, sender)
      const keyed = new Set(random.sample([...Array(CALLERS).keys()], CALLERS / 2))
      const answers = await Promise.all(
        Array.from({ length: CALLERS }, (_, caller) =>
          world.call(
            'POST',
            `/api/v1/campaigns/${campaignId}/launch`,
            undefined,
            keyed.has(caller) ? { 'idempotency-key': `launch-${campaignId}-${round}` } : {},
          ),
        ),
      )
      const runs = await ask(world, 'SELECT id FROM runs WHERE workspace_id = $1 AND campaign_id = $2', [campaignId])
      if (runs.length !== 1) found.problems.push(`${runs.length} runs instead of one`)
      const won = answers.filter((answer) => answer.status === 200)
      const others = answers.filter((answer) => answer.status !== 200 && answer.status !== 409)
      found.note += `: ${won.length} × 200, ${answers.length - won.length - others.length} × 409`
      if (!won.length) found.problems.push('nobody was told that it began')
      if (won.some((answer) => answer.body.runId !== runs[0]?.id)) found.problems.push('an answer names another run')
      for (const { status, body } of others.slice(0, 3))
        found.problems.push(`answered ${status}: ${JSON.stringify(body)}`)
      if (!runs.length) return found
      await completed(world, campaignId)
      await settle(world, found, { campaignId, runId: runs[0].id, audience })
      return found
    }
  },
}
