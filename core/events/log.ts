import type { Config } from '../../config/env.ts'
import type { EventLog } from '../contracts/index.ts'
import type { Database } from '../infra/postgres.ts'
import { cursorAfter, newestFirst } from './cursor.ts'
import { createMongoLog } from './mongo-log.ts'
import { createPostgresLog } from './postgres-log.ts'

/** A log that stands in two places: `near`, written with the ledger, and `far`, to which the shipper moves what is near. */
export interface ShippedLog extends EventLog {
  readonly near: EventLog
  readonly far: EventLog
}

export const isShipped = (log: EventLog): log is ShippedLog => 'far' in log

/** MongoDB when there is an address for it, else PostgreSQL alone. Opens lazily: a server that is away does not stop the start. */
export function openEventLog(config: Pick<Config, 'mongodbUrl'>, db: Database): EventLog {
  const near = createPostgresLog(db)
  return config.mongodbUrl ? createShippedLog(near, createMongoLog(config.mongodbUrl)) : near
}

/** One log of two: nothing is invisible while it waits to be shipped, and nothing is seen twice while it is being shipped. */
export function createShippedLog(near: EventLog, far: EventLog): ShippedLog {
  return {
    id: far.id,
    near,
    far,
    append: (events) => far.append(events),
    async query(filter, page) {
      // First near, then far: an event leaves near only after it has arrived far, so that it is in one answer at least.
      const waiting = await near.query(filter, page)
      const shipped = await far.query(filter, page)
      const byId = new Map([...waiting.events, ...shipped.events].map((event) => [event.id, event]))
      const merged = [...byId.values()].sort(newestFirst)
      const events = merged.slice(0, page.limit)
      const more = merged.length > page.limit || waiting.next !== null || shipped.next !== null
      return { events, next: more && events.length ? cursorAfter(events.at(-1)!) : null }
    },
    async purge(input) {
      const gone = await near.purge(input)
      return gone >= input.limit ? gone : gone + (await far.purge({ ...input, limit: input.limit - gone }))
    },
    async forget(input) {
      const waiting = await near.forget(input)
      return waiting + (await far.forget(input))
    },
    async health() {
      const [here, there] = await Promise.all([near.health(), far.health()])
      return here.ok ? there : here
    },
    async close() {
      await Promise.all([near.close(), far.close()])
    },
  }
}
