import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { createLinkSigner } from '../../../core/events/tokens.ts'
import { STATE } from '../../../core/messages/states.ts'
import { nothingYet, settle } from '../check.ts'
import type { Promised } from '../promise.ts'
import { ask, completed, createAudience, createDraft, createSender, keyOf, launch, until } from '../world/campaign.ts'
import type { World } from '../world/world.ts'

const WAYS = ['unsubscribe', 'withdrawal', 'objection', 'restriction', 'suppression'] as const
type Way = (typeof WAYS)[number]
/** Slow enough that most of the people who say stop are still waiting for their message. */
const PER_SECOND = 300

interface Stopped {
  readonly id: string
  readonly way: Way
  /** True when their message was not being claimed yet when the withdrawal was committed: it must never leave. */
  readonly inTime: boolean
}

/** People say stop while a campaign is being sent, in every way there is. */
export const withdraw: Promised = {
  name: 'R8',
  async prepare(world, _audience, { short }) {
    const sender = await createSender(world, 'at_least_once')
    return async (random) => {
      await world.haveWorkers(2)
      const audience = await createAudience(world, short ? 600 : 2_000)
      const campaignId = await createDraft(world, audience, sender, { perSecond: PER_SECOND })
      const runId = await launch(world, campaignId)
      await until('the expansion', async () => (await expanded(world, runId)) || null)
      const stopped: Stopped[] = []
      const monitor = new pg.Client({ connectionString: world.config.databaseUrl })
      await monitor.connect()
      for (const id of random.sample(audience.willing, short ? 20 : 80)) {
        const way = random.pick(WAYS)
        const answer = await say(world, runId, id, way)
        if (answer.status >= 300) throw new Error(`${way}: ${answer.status} ${JSON.stringify(answer.body)}`)
        stopped.push({ id, way, inTime: await stillWaiting(world, monitor, runId, id) })
        await sleep(random.whole(0, 40))
      }
      await monitor.end()
      await completed(world, campaignId)

      const inTime = stopped.filter((one) => one.inTime)
      const found = nothingYet(`${stopped.length} said stop, ${inTime.length} of them in time`)
      const silenced = new Set(inTime.map((one) => one.id))
      const expected = audience.willing.filter((id) => !silenced.has(id))
      const ledger = await settle(world, found, { campaignId, runId, audience }, expected)
      const arrivals = await world.farEnd.arrivals()
      for (const { id, way } of inTime) {
        if (arrivals.has(keyOf(runId, id))) found.problems.push(`a message came after the ${way} was committed`)
        const { state, reason } = ledger.get(id)!
        if (state !== STATE.suppressed || !reason)
          found.problems.push(`after the ${way} the ledger says state ${state}, reason ${reason}`)
      }
      return found
    }
  },
}

async function expanded(world: World, runId: string): Promise<boolean> {
  const [row] = await ask(world, 'SELECT expanded_at AS at FROM runs WHERE workspace_id = $1 AND id = $2', [runId])
  return Boolean(row?.at)
}

/**
 * Asked once every transaction that was open when the withdrawal was committed has ended: one of them may be claiming the
 * message, having asked the gate some milliseconds before the commit. What is queued after that is claimed by somebody who
 * asks later, and must be refused.
 */
async function stillWaiting(world: World, monitor: pg.Client, runId: string, contactId: string): Promise<boolean> {
  const { rows } = await monitor.query('SELECT clock_timestamp()::text AS now')
  await until('the end of older transactions', async () => {
    const { rowCount } = await monitor.query(
      `SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND xact_start <= $1::timestamptz LIMIT 1`,
      [rows[0].now],
    )
    return rowCount === 0
  })
  const [row] = await ask(
    world,
    'SELECT state FROM messages WHERE workspace_id = $1 AND run_id = $2 AND contact_id = $3',
    [runId, contactId],
  )
  return [STATE.queued, STATE.deferred, STATE.suppressed].includes(row.state)
}

/** In the person's name; answered once it is committed. */
async function say(world: World, runId: string, id: string, way: Way) {
  if (way === 'unsubscribe') {
    const token = createLinkSigner(world.core).makeToken(runId, id, 0)
    return world.call('POST', `/u/${token}`, 'List-Unsubscribe=One-Click', {
      'content-type': 'application/x-www-form-urlencoded',
    })
  }
  const contact = `/api/v1/contacts/${id}`
  if (way === 'withdrawal')
    return world.call('POST', `${contact}/consents`, {
      action: 'withdrawn',
      purpose: 'marketing',
      channel: 'email',
      source: 'telephone',
    })
  if (way === 'objection') return world.call('PUT', `${contact}/objection`, { objected: true, reason: 'asked for it' })
  if (way === 'restriction') return world.call('PUT', `${contact}/restriction`, { held: true, reason: 'asked for it' })
  const [{ value }] = await ask(world, 'SELECT value FROM addresses WHERE workspace_id = $1 AND contact_id = $2', [id])
  return world.call('POST', '/api/v1/suppressions', { kind: 'email', reason: 'manual', addresses: [value] })
}
