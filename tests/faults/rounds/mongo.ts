import { setTimeout as sleep } from 'node:timers/promises'
import { testSettings } from '../../../config/env.ts'
import { openMongo } from '../../../core/infra/mongo.ts'
import { STATE } from '../../../core/messages/states.ts'
import { nothingYet, settle } from '../check.ts'
import type { Promised } from '../promise.ts'
import {
  ask,
  completed,
  createAudience,
  createDraft,
  createSender,
  launch,
  undisturbed,
  until,
} from '../world/campaign.ts'
import type { World } from '../world/world.ts'

/** MongoDB is killed while sending, and comes back after the campaign has ended. */
export const mongo: Promised = {
  name: 'R4',
  unavailable: () =>
    testSettings().ferretdbBinary
      ? null
      : 'it kills a server that speaks MongoDB: set FERRETDB_BINARY to a ferretdb binary',
  async prepare(world, _audience, { short }) {
    const sender = await createSender(world, 'at_least_once')
    // FerretDB reads a whole collection for each query: small campaigns keep a round short.
    const audience = await createAudience(world, short ? 300 : 1_000)
    return async (random) => {
      const { startOwnMongo } = await import('../../support/ferretdb.ts')
      const server = await startOwnMongo()
      await world.haveWorkers(0)
      try {
        const mongodbUrl = server.url
        const workers = [await world.addWorker({ mongodbUrl }), await world.addWorker({ mongodbUrl })]
        const typicalMs = await undisturbed(world, audience, sender)
        const instant = random.next() * typicalMs
        const found = nothingYet(`MongoDB killed ${Math.round(instant)} ms after the launch`)
        const campaignId = await createDraft(world, audience, sender)
        const runId = await launch(world, campaignId)
        await sleep(instant)
        await server.kill()
        await completed(world, campaignId)
        await sleep(random.whole(0, 2_000))
        await server.start()
        await shippedAll(world, runId)
        const ledger = await settle(world, found, { campaignId, runId, audience })
        const accepted = [...ledger.values()].filter((row) => row.state === STATE.accepted).length
        const far = await eventsOf(mongodbUrl, runId)
        found.note += `; ${far.length} events shipped`
        found.problems.push(...compare(far, accepted))
        if (!workers.every((worker) => worker.alive)) found.problems.push('a worker ended')
        return found
      } finally {
        await world.haveWorkers(0)
        await server.close()
      }
    }
  },
}

async function shippedAll(world: World, runId: string): Promise<void> {
  await until('the shipping of all events', async () => {
    const rows = await ask(world, 'SELECT 1 FROM delivery_events WHERE workspace_id = $1 AND run_id = $2 LIMIT 1', [
      runId,
    ])
    return rows.length === 0
  })
}

interface ShippedEvent {
  readonly runId: string
  readonly contactId: string
  readonly kind: string
}

/** Contact and kind of each event of the run in the far log. */
async function eventsOf(url: string, runId: string): Promise<ShippedEvent[]> {
  const { client, db } = openMongo(url)
  try {
    return await db.collection<ShippedEvent>('delivery_events').find({ runId }).toArray()
  } finally {
    await client.close()
  }
}

function compare(events: readonly ShippedEvent[], accepted: number): string[] {
  const came = events.filter((event) => event.kind === 'accepted').map((event) => event.contactId)
  const different = new Set(came).size
  return [
    ...(different === came.length ? [] : [`${came.length - different} events were shipped twice`]),
    ...(different === accepted ? [] : [`${accepted} messages were accepted, ${different} such events were shipped`]),
  ]
}
