import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DeliveryEvent, EventKind } from '../../core/contracts/index.ts'
import { createShippedLog } from '../../core/events/log.ts'
import { createMongoLog } from '../../core/events/mongo-log.ts'
import { createPostgresLog } from '../../core/events/postgres-log.ts'
import { sweepEvents } from '../../core/events/retention.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { type Database, openDatabase } from '../../core/infra/postgres.ts'
import { RETENTION_MONTHS } from '../../core/workspaces/model.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { hasMongo, openTestMongo, type TestMongo } from '../support/ferretdb.ts'

let database: TestDatabase
let db: Database
let mongo: TestMongo | undefined
beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase({ url: database.url })
  if (hasMongo) mongo = await openTestMongo()
})
afterAll(async () => {
  await db.close()
  await database.drop()
  await mongo?.close()
})

async function workspace(slug: string, fields: object = {}): Promise<string> {
  const [row] = await db.system((trx) =>
    trx('workspaces')
      .insert({ name: slug, slug, ...fields })
      .returning('id'),
  )
  return row.id
}
const monthsAgo = (months: number) => {
  const date = new Date()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() - months)
  return date.toISOString()
}
const event = (workspaceId: string, kind: EventKind, months: number): DeliveryEvent => ({
  id: uuid7(),
  workspaceId,
  campaignId: uuid7(),
  runId: uuid7(),
  contactId: uuid7(),
  step: 0,
  channel: 'email',
  kind,
  at: monthsAgo(months),
  data: null,
})

test.each(hasMongo ? ['postgres', 'both'] : ['postgres'])(
  'each class goes in its time, a hold keeps all (%s)',
  async (where) => {
    const near = createPostgresLog(db)
    const eventLog = where === 'both' ? createShippedLog(near, createMongoLog(mongo!.url)) : near
    const plain = await workspace(`plain-${where}`)
    const held = await workspace(`held-${where}`, { legal_hold: true })
    const short = await workspace(`short-${where}`, {
      settings: { retention: { delivery: 3, behaviour: 99, proof: 'x' } },
    })
    const events = [plain, held, short].flatMap((id) => [
      event(id, 'accepted', 2),
      event(id, 'accepted', 6),
      event(id, 'accepted', RETENTION_MONTHS.delivery + 2),
      event(id, 'clicked', 6),
      event(id, 'clicked', RETENTION_MONTHS.behaviour + 2),
      event(id, 'complained', RETENTION_MONTHS.delivery + 2),
      event(id, 'complained', RETENTION_MONTHS.proof + 2),
    ])
    await eventLog.append(events.slice(0, 10))
    await near.append(events.slice(10))
    expect(await sweepEvents({ db, eventLog })).toEqual({ delivery: 3, behaviour: 2, proof: 2 })
    const left = async (workspaceId: string) => {
      const { events: found } = await eventLog.query({ workspaceId }, { limit: 50 })
      return found.map((e) => e.kind).sort()
    }
    expect(await left(plain)).toEqual(['accepted', 'accepted', 'clicked', 'complained'])
    expect(await left(short)).toEqual(['accepted', 'clicked', 'complained'])
    expect(await left(held)).toHaveLength(7)
    await db.system((trx) => trx('workspaces').where({ id: held }).update({ legal_hold: false }))
    expect(await sweepEvents({ db, eventLog })).toEqual({ delivery: 1, behaviour: 1, proof: 1 })
    expect(await sweepEvents({ db, eventLog })).toEqual({ delivery: 0, behaviour: 0, proof: 0 })
    if (where === 'both') await eventLog.close()
  },
)

test('this month and the two after it have their partitions', async () => {
  const { rows } = await db.system((trx) =>
    trx.raw("SELECT relname FROM pg_class WHERE relname ~ '^delivery_events_[0-9]{6}$' AND relkind = 'r'"),
  )
  expect(rows.length).toBeGreaterThanOrEqual(3)
  await sweepEvents({ db, eventLog: createPostgresLog(db) })
})
