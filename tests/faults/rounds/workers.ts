import { setTimeout as sleep } from 'node:timers/promises'
import { nothingYet, settle } from '../check.ts'
import type { Promised } from '../promise.ts'
import {
  type Audience,
  ask,
  completed,
  createAudience,
  createDraft,
  createSender,
  launch,
  undisturbed,
} from '../world/campaign.ts'
import { GROUP, LANES, type World } from '../world/world.ts'

type Senders = Record<'at_least_once' | 'at_most_once', Awaited<ReturnType<typeof createSender>>>

/** Two to eight workers share one campaign; or one of them is frozen beyond its lease and thawed afterwards. */
export const workers: Promised = {
  name: 'R5',
  async prepare(world, audience, { short }) {
    const senders = {
      at_least_once: await createSender(world, 'at_least_once'),
      at_most_once: await createSender(world, 'at_most_once'),
    }
    // A chunk holds 1,000 people: enough of them that each of eight workers gets some.
    const crowd = short ? audience : await createAudience(world, 9_000)
    await world.haveWorkers(2)
    const typicalMs = await undisturbed(world, audience, senders.at_least_once)
    return async (random, round) => {
      if (round % 2 === 1)
        return frozen(
          world,
          audience,
          senders,
          random.pick(['at_least_once', 'at_most_once']),
          0.1 * typicalMs + random.next() * 0.6 * typicalMs,
        )
      return together(world, crowd, senders, random.whole(2, short ? 3 : 8))
    }
  },
}

async function together(world: World, audience: Audience, senders: Senders, count: number) {
  const found = nothingYet(`${count} workers`)
  await world.haveWorkers(count)
  const campaignId = await createDraft(world, audience, senders.at_least_once)
  const runId = await launch(world, campaignId)
  await completed(world, campaignId)
  await settle(world, found, { campaignId, runId, audience })
  return found
}

async function frozen(world: World, audience: Audience, senders: Senders, policy: keyof Senders, instant: number) {
  await world.haveWorkers(2)
  const found = nothingYet(`${policy}: one of two workers frozen ${Math.round(instant)} ms after the launch`)
  found.bound = policy === 'at_least_once' ? LANES * GROUP : 0
  const campaignId = await createDraft(world, audience, senders[policy])
  const runId = await launch(world, campaignId)
  await sleep(instant)
  const worker = world.workers[0]!
  worker.kill('SIGSTOP')
  await completed(world, campaignId)
  const before = await fingerprint(world, runId)
  worker.kill('SIGCONT')
  // It ends only when whatever it had in hand was settled or refused.
  worker.kill('SIGTERM')
  const code = await worker.ended
  if (code !== 0) found.problems.push(`the thawed worker ended with ${code}: ${worker.said()}`)
  if ((await fingerprint(world, runId)) !== before) found.problems.push('the thawed worker changed the ledger')
  await settle(world, found, { campaignId, runId, audience })
  return found
}

/** Changes with any change of the run's rows, counters or chunks. */
async function fingerprint(world: World, runId: string): Promise<string> {
  const [row] = await ask(
    world,
    `SELECT (SELECT md5(string_agg(m::text, E'\\n' ORDER BY contact_id, step)) FROM messages m WHERE workspace_id = $1 AND run_id = $2)
      || (SELECT md5(string_agg(c::text, E'\\n' ORDER BY step, state, reason, slot)) FROM run_counts c WHERE workspace_id = $1 AND run_id = $2)
      || (SELECT md5(string_agg(c::text, E'\\n' ORDER BY step, number)) FROM chunks c WHERE workspace_id = $1 AND run_id = $2) AS print`,
    [runId],
  )
  return row.print
}
