import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EventBatch, recordEvents } from '../../core/events/write.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { type Database, openDatabase } from '../../core/infra/postgres.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase({ url: database.url })
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const batch = (fields: Partial<EventBatch> = {}): EventBatch => ({
  workspaceId: uuid7(),
  campaignId: uuid7(),
  runId: uuid7(),
  step: 2,
  channel: 'email',
  slot: 3,
  events: [],
  ...fields,
})
const write = (one: EventBatch) => db.direct(one.workspaceId, (client) => recordEvents(client, one))
const stored = async (workspaceId: string) =>
  (await db.system((trx) => trx('delivery_events').where({ workspace_id: workspaceId }).orderBy('id'))) as any[]
const counted = async (workspaceId: string) =>
  (await db.system((trx) =>
    trx('event_rollups').where({ workspace_id: workspaceId }).orderBy(['kind', 'slot']),
  )) as any[]

describe('recordEvents', () => {
  test('stores every event with the time of the transaction, and counts it', async () => {
    const [a, b] = [uuid7(), uuid7()]
    const data = { code: '5.1.1 "x", {y} \\', reason: 'é😀', n: [1, null] }
    const one = batch({
      events: [
        { contactId: a, kind: 'accepted' },
        { contactId: b, kind: 'failed', data },
        { contactId: b, kind: 'accepted', data: null },
      ],
    })
    await write(one)
    await write({ ...one, events: [{ contactId: a, kind: 'accepted' }] })
    await write({ ...one, slot: 4, events: [{ contactId: a, kind: 'accepted' }] })
    const rows = await stored(one.workspaceId)
    expect(rows.map((r) => [r.contact_id, r.kind, r.step, r.channel, r.data])).toEqual([
      [a, 'accepted', 2, 'email', null],
      [b, 'failed', 2, 'email', data],
      [b, 'accepted', 2, 'email', null],
      [a, 'accepted', 2, 'email', null],
      [a, 'accepted', 2, 'email', null],
    ])
    expect(rows[0].at).toEqual(rows[2].at)
    const counts = await counted(one.workspaceId)
    expect(counts.map((r) => [r.kind, r.slot, r.count])).toEqual([
      ['accepted', 3, 3],
      ['accepted', 4, 1],
      ['failed', 3, 1],
      ['failed/other/other', 3, 1],
    ])
    expect(counts.every((r) => r.hour.getTime() % 3_600_000 === 0)).toBe(true)
  })

  test('what went wrong is counted by class and code; codes without number are not', async () => {
    const failed = (code: string, of = 'content') => ({
      contactId: uuid7(),
      kind: 'failed' as const,
      data: { class: of, code },
    })
    const one = batch({ events: [failed('5.7.1'), failed('5.7.1'), failed('550', 'dead_address'), failed('a,b/c')] })
    await write(one)
    expect((await counted(one.workspaceId)).map((r) => [r.kind, r.count])).toEqual([
      ['failed', 4],
      ['failed/content/5.7.1', 2],
      ['failed/content/other', 1],
      ['failed/dead_address/550', 1],
    ])
    const many = batch({ events: Array.from({ length: 500 }, (_, i) => failed(`id-${i}`)) })
    await write(many)
    const counts = await counted(many.workspaceId)
    expect(counts.length).toBeLessThan(30)
    expect(counts.reduce((sum, r) => sum + r.count, 0)).toBe(1_000)
  })

  test('a run without campaign is stored and not counted; nothing is nothing', async () => {
    const one = batch({ campaignId: null, events: [{ contactId: uuid7(), kind: 'sent' }] })
    await write(one)
    await write({ ...one, events: [{ contactId: uuid7(), kind: 'sent', data: { a: 1 } }] })
    await write({ ...one, events: [] })
    expect(await stored(one.workspaceId)).toHaveLength(2)
    expect(await counted(one.workspaceId)).toEqual([])
  })

  test('goes with its transaction: rolled back, neither event nor count is there', async () => {
    const one = batch({ events: [{ contactId: uuid7(), kind: 'accepted' }] })
    const undone = db.direct(one.workspaceId, async (client) => {
      await recordEvents(client, one)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await stored(one.workspaceId)).toEqual([])
    expect(await counted(one.workspaceId)).toEqual([])
  })

  test('another workspace cannot be written to', async () => {
    const one = batch({ events: [{ contactId: uuid7(), kind: 'accepted' }] })
    await expect(db.direct(uuid7(), (client) => recordEvents(client, one))).rejects.toThrow(/row-level security/)
  })

  test('many writers of one slot: no deadlock, no count lost', async () => {
    const one = batch()
    const kinds = ['accepted', 'failed', 'deferred', 'unknown'] as const
    const turn = (i: number) => kinds.map((_, k) => ({ contactId: uuid7(), kind: kinds[(i + k) % 4]! }))
    await Promise.all(Array.from({ length: 40 }, (_, i) => write({ ...one, events: turn(i) })))
    const counts = await counted(one.workspaceId)
    expect(counts.map((r) => r.count)).toEqual([40, 40, 40, 40])
    expect(await stored(one.workspaceId)).toHaveLength(160)
  })
})
