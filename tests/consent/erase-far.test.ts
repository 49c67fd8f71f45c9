import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { finishErasures } from '../../core/campaigns/privacy/sweep.ts'
import { isShipped } from '../../core/events/log.ts'
import { shipBatch } from '../../core/events/ship.ts'
import { recordEvents } from '../../core/events/write.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { hasOwnMongo, type OwnMongo, startOwnMongo } from '../support/ferretdb.ts'
import { rowsOf } from './world.ts'

/** Events that were shipped are forgotten too; a log that is away delays the end of an erasure, not the erasure. */
describe.skipIf(!hasOwnMongo)('an erasure with MongoDB', () => {
  let t: TestApp
  let mongo: OwnMongo
  beforeAll(async () => {
    mongo = await startOwnMongo()
    t = await createTestApp({ config: { mongodbUrl: mongo.url } })
  }, 60_000)
  afterAll(async () => {
    await t?.close()
    await mongo?.close()
  })

  const stored = async () => {
    const client = new MongoClient(mongo.url)
    const rows = await client.db().collection('delivery_events').find().toArray()
    await client.close()
    return rows
  }

  async function personWithEvents(): Promise<string> {
    const { body } = await t.as('owner').post('/api/v1/contacts', { firstName: 'Zebulon' })
    const events = [{ contactId: body.id, kind: 'failed' as const, data: { reason: 'no quixcanary here' } }]
    const batch = { workspaceId: t.workspaceId, campaignId: null, runId: uuid7(), step: 0, channel: 'email', slot: 0 }
    await t.core.db.direct(t.workspaceId, (client) => recordEvents(client, { ...batch, events }))
    return body.id
  }
  const ship = () => shipBatch(t.core.db, isShipped(t.core.eventLog) ? t.core.eventLog.far : t.core.eventLog)

  test('reaches what was shipped and what waits', async () => {
    const person = await personWithEvents()
    await ship()
    const other = await personWithEvents()
    await ship()
    for (const id of [person, other]) {
      const { body } = await t.as('compliance').post(`/api/v1/contacts/${id}/erase`)
      expect(body.finishedAt).not.toBeNull()
      const rows = await stored()
      expect(rows.filter((row) => row.contactId === id)).toEqual([])
      expect(rows.filter((row) => row.contactId === body.anonymousId)).toMatchObject([{ kind: 'failed', data: null }])
    }
    expect(JSON.stringify(await stored())).not.toContain('quixcanary')
  })

  test('is done though MongoDB is away, and finished when it is back', async () => {
    const person = await personWithEvents()
    await ship()
    await mongo.kill()
    const { status, body } = await t.as('compliance').post(`/api/v1/contacts/${person}/erase`)
    expect(status).toBe(200)
    expect(body.finishedAt).toBeNull()
    expect(await rowsOf(t, 'contacts', { id: person })).toEqual([])
    await mongo.start()
    expect(await finishErasures(t.core)).toBe(1)
    expect(JSON.stringify(await stored())).not.toContain('quixcanary')
  }, 60_000)
})
