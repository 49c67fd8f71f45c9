import { setTimeout as sleep } from 'node:timers/promises'
import { STATE } from '../../../core/messages/states.ts'
import { type Found, nothingYet, settle } from '../check.ts'
import type { Promised } from '../promise.ts'
import {
  type Audience,
  ask,
  campaignState,
  completed,
  createDraft,
  createSender,
  launch,
  undisturbed,
  until,
} from '../world/campaign.ts'
import type { Role } from '../world/processes.ts'
import { GROUP, LANES, LEASE_SECONDS, type World } from '../world/world.ts'

const WORKERS = 2
/** A kill early in a small campaign leaves more than a fifth of what was tried uncertain, at which it would pause itself. */
const NO_ALARM = { alarmShare: 1 }
/** One of the workers, all of them, the API while it launches, or API and a worker. */
const VICTIMS = ['worker', 'worker', 'workers', 'api', 'api and worker'] as const

/** kill -9 of any process at any instant. */
export const kill: Promised = { name: 'R1', ...killing('at_least_once') }
/** The same, where nothing may come twice. */
export const killOnce: Promised = { name: 'R2', ...killing('at_most_once') }

function killing(policy: 'at_least_once' | 'at_most_once'): Omit<Promised, 'name'> {
  return {
    async prepare(world, audience) {
      const sender = await createSender(world, policy)
      await world.haveWorkers(WORKERS)
      const typicalMs = await undisturbed(world, audience, sender)
      return async (random) => {
        const victims = random.pick(VICTIMS)
        const instant = random.next() * typicalMs
        const chosen = random.whole(0, WORKERS - 1)
        await world.haveWorkers(WORKERS)
        const dying = victims === 'workers' ? [...world.workers] : victims === 'api' ? [] : [world.workers[chosen]!]
        const found = nothingYet(`${victims} killed ${Math.round(instant)} ms after the launch began`)
        found.bound = policy === 'at_most_once' ? 0 : dying.length * LANES * GROUP

        const campaignId = await createDraft(world, audience, sender, NO_ALARM)
        const launching = launch(world, campaignId).catch(() => null)
        await sleep(instant)
        for (const worker of dying) worker.kill()
        // Its part ends early, so that its instants are drawn from a shorter time: within 100 ms of the request.
        if (victims.startsWith('api')) world.api.kill()
        const killedAt = performance.now()
        const restarted = Promise.all([dying.length ? world.haveWorkers(WORKERS) : null, world.startApi()])
        const known = (await campaignState(world, campaignId)).runId
        const runId = known ?? (await launched(world, campaignId, launching))
        // A run that was not there yet has nothing to resume: the second request began it.
        const resumedFrom = known ? killedAt : performance.now()
        await letGo(world, runId, dying)
        found.resumedMs = performance.now() - resumedFrom
        await restarted
        await completed(world, campaignId)

        const ledger = await settle(world, found, { campaignId, runId, audience })
        const uncertain = [...ledger.values()].filter((row) => row.state === STATE.needs_review)
        found.note += `; ${uncertain.length} to be looked at by a person`
        if (uncertain.some((row) => row.reason !== 'unknown'))
          found.problems.push('an uncertain message lacks its reason')
        const listed = await world.must('GET', `/api/v1/campaigns/${campaignId}/messages?state=needs_review&limit=200`)
        if (listed.data.length !== uncertain.length)
          found.problems.push(`${uncertain.length} are uncertain, the API lists ${listed.data.length}`)
        const most = policy === 'at_most_once' ? dying.length * LANES * GROUP : 0
        if (uncertain.length > most)
          found.problems.push(`${uncertain.length} uncertain, at most ${most} were in flight`)
        if (uncertain.length) await sendAgain(world, found, { campaignId, runId, audience }, uncertain.length)
        if (found.resumedMs > (LEASE_SECONDS + 5) * 1000)
          found.problems.push(
            `resumed after ${(found.resumedMs / 1000).toFixed(1)} s, allowed are ${LEASE_SECONDS + 5} s`,
          )
        return found
      }
    },
  }
}

/**
 * A person sends what is listed again. Of each it was uncertain whether it had arrived, so each may come twice now, and none
 * may be missing: the campaign ends a second time, and everybody who should has got it.
 */
async function sendAgain(
  world: World,
  found: Found,
  run: { campaignId: string; runId: string; audience: Audience },
  uncertain: number,
): Promise<void> {
  const answer = await world.must('POST', `/api/v1/campaigns/${run.campaignId}/review`, { action: 'resend', all: true })
  if (answer.changed !== uncertain || answer.left !== 0)
    found.problems.push(`${answer.changed} of ${uncertain} were sent again, ${answer.left} are left`)
  await completed(world, run.campaignId)
  const again = nothingYet('', uncertain)
  const ledger = await settle(world, again, run)
  found.note += `; sent again, ${again.doubled} of them had arrived before`
  found.lost += again.lost
  found.problems.push(...again.problems)
  const open = [...ledger.values()].filter((row) => row.state === STATE.needs_review).length
  if (open) found.problems.push(`${open} are uncertain again, though nobody was killed`)
}

/** The run: at the first try, or (the API died at it) once more when it is back. Launching twice makes one run. */
async function launched(world: World, campaignId: string, launching: Promise<string | null>): Promise<string> {
  await launching
  return until('the launch', async () => {
    const { runId } = await campaignState(world, campaignId)
    if (runId) return runId
    if (!world.api.alive) return null
    return launch(world, campaignId)
  })
}

/** Ends when the run is expanded, and no chunk is held by one of the dead any more. */
async function letGo(world: World, runId: string, dead: readonly Role[]): Promise<void> {
  const owners = dead.map((worker) => worker.owner)
  await until('the taking over of chunks', async () => {
    const [row] = await ask(
      world,
      `SELECT expanded_at IS NOT NULL AND NOT EXISTS (SELECT FROM chunks c WHERE c.workspace_id = r.workspace_id AND c.run_id = r.id
         AND c.state = 'leased' AND c.lease_owner = ANY($3::text[])) AS taken FROM runs r WHERE workspace_id = $1 AND id = $2`,
      [runId, owners],
    )
    return row.taken
  })
}
