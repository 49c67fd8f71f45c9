import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { raiseAlert, resolveAlert } from '../../core/events/alerts.ts'
import { createRecorder } from '../../core/events/tracking/recorder.ts'
import type { TrackedStep } from '../../core/events/tracking/targets.ts'
import { recordEvents } from '../../core/events/write.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import * as behaviour from '../../core/messages/behaviour.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { CONTENT, createTracked, type Tracked } from './tracked.ts'

let t: TestApp
let own: Tracked
let foreign: Tracked
beforeAll(async () => {
  t = await createTestApp()
  own = await createTracked(t)
  foreign = await createTracked(t, t.otherWorkspaceId)
  const { campaignId, runId, contactId } = own
  const base = { workspaceId: t.workspaceId, campaignId, runId, step: 0, channel: 'email' }
  for (let i = 0; i < 5; i++)
    await t.core.db.direct(t.workspaceId, (client) =>
      recordEvents(client, {
        ...base,
        slot: i,
        events: [
          { contactId, kind: 'accepted' },
          { contactId: uuid7(), kind: 'bounced', data: { code: '5.1.1' } },
        ],
      }),
    )
})
afterAll(() => t.close())

describe('history', () => {
  test('of a campaign: newest first, page by page, by kind', async () => {
    const at = `/api/v1/campaigns/${own.campaignId}/events`
    const seen: any[] = []
    let cursor: string | null = ''
    do {
      const { status, body } = await t.as('reader').get(`${at}?limit=3${cursor ? `&cursor=${cursor}` : ''}`)
      expect(status).toBe(200)
      seen.push(...body.data)
      cursor = body.next
    } while (cursor)
    expect(seen).toHaveLength(10)
    expect(new Set(seen.map((e) => e.id)).size).toBe(10)
    expect(seen.map((e) => e.at)).toEqual(
      seen
        .map((e) => e.at)
        .sort()
        .reverse(),
    )
    const { body } = await t.as('reader').get(`${at}?kinds=bounced&limit=50`)
    expect(body.data.map((e: any) => [e.kind, e.data])).toEqual(Array(5).fill(['bounced', { code: '5.1.1' }]))
    expect((await t.as('reader').get(`${at}?kinds=bounced&kinds=accepted&limit=50`)).body.data).toHaveLength(10)
  })

  test('of a person', async () => {
    const { body } = await t.as('agent').get(`/api/v1/contacts/${own.contactId}/events`)
    expect(body.data.map((e: any) => [e.kind, e.campaignId])).toEqual(Array(5).fill(['accepted', own.campaignId]))
    expect(body.next).toBeNull()
  })

  test('bad input names the place', async () => {
    const at = `/api/v1/campaigns/${own.campaignId}/events`
    for (const [query, status] of [
      ['kinds=eaten', 422],
      ['limit=0', 422],
      ['limit=9999', 422],
      ['from=yesterday', 422],
      ['cursor=x', 400],
      ['cursor=WzEsMl0', 400],
    ] as const)
      expect((await t.as('reader').get(`${at}?${query}`)).status, query).toBe(status)
    expect((await t.as('reader').get('/api/v1/campaigns/1/events')).status).toBe(422)
  })
})

describe('sums', () => {
  test('by kind, channel and hour', async () => {
    const { body } = await t.as('reader').get(`/api/v1/campaigns/${own.campaignId}/rollup`)
    const kinds = { accepted: 5, bounced: 5 }
    expect(body).toMatchObject({ kinds, channels: [{ channel: 'email', kinds }], people: { opened: 0, clicked: 0 } })
    expect(body.hours.map((h: any) => h.kinds.accepted).reduce((a: number, b: number) => a + b)).toBe(5)
    const future = await t.as('reader').get(`/api/v1/campaigns/${own.campaignId}/rollup?from=2999-01-01T00:00:00Z`)
    expect(future.body).toEqual({ kinds: {}, people: { opened: 0, clicked: 0 }, channels: [], hours: [] })
  })

  test('a burst of clicks is written in few transactions, every one counted', async () => {
    const { campaignId, runId } = own
    const step: TrackedStep = {
      workspaceId: t.workspaceId,
      campaignId,
      runId,
      step: 0,
      channel: 'email',
      defaultLocale: 'en',
      links: {},
    }
    const ids = Array.from({ length: 3_000 }, () => uuid7())
    await t.core.db.directSystem(async (client) => {
      const values = [t.workspaceId, runId, ids]
      await client.query('INSERT INTO contacts (workspace_id, id) SELECT $1, unnest($2::uuid[])', [t.workspaceId, ids])
      await client.query(
        "INSERT INTO messages (workspace_id, run_id, contact_id, step, state, at) SELECT $1, $2, unnest($3::uuid[]), 0, 3, now() - interval '1 hour'",
        values,
      )
    })
    const recorder = createRecorder(t.core, behaviour)
    for (let i = 0; i < 5; i++)
      for (const id of ids)
        recorder.add(step, id, { kind: 'click', link: 0, locale: 'en', total: 3, machine: false, at: Date.now() })
    await recorder.close()
    const { body } = await t.as('reader').get(`/api/v1/campaigns/${campaignId}/rollup`)
    expect([body.kinds.clicked, body.people.clicked]).toEqual([3_000, 3_000])
    const { data } = (await t.as('reader').get(`/api/v1/campaigns/${campaignId}/links`)).body
    expect(data).toHaveLength(CONTENT.locales.en.links.length + CONTENT.locales.fr.links.length)
    expect(data[0]).toEqual({
      runId,
      step: 0,
      channel: 'email',
      locale: 'en',
      link: 0,
      url: 'https://shop.example/en',
      human: 3_000,
      machine: 0,
      people: 3_000,
    })
    expect(data[1].human).toBe(0)
  })
})

test('what belongs to others is not there', async () => {
  const paths = [
    `campaigns/${foreign.campaignId}/events`,
    `campaigns/${foreign.campaignId}/rollup`,
    `campaigns/${foreign.campaignId}/links`,
    `contacts/${foreign.contactId}/events`,
  ]
  for (const path of paths) {
    expect((await t.as('owner').get(`/api/v1/${path}`)).status, path).toBe(404)
    expect((await t.as('owner', 'other').get(`/api/v1/${path}`)).status, path).toBe(200)
    expect((await t.anonymous.get(`/api/v1/${path}`)).status, path).toBe(401)
    expect((await (await t.withKey(['lists:read'])).get(`/api/v1/${path}`)).status, path).toBe(403)
  }
})

describe('alerts', () => {
  const raise = (input: object) =>
    t.core.db.tenant(t.workspaceId, (trx) =>
      raiseAlert(trx, { workspaceId: t.workspaceId, kind: 'test.kind', severity: 'warning', ...input }),
    )

  test('one is open per kind and object, brought up to date; none twice without object', async () => {
    const object = { objectType: 'campaign', objectId: own.campaignId }
    const first = await raise({ ...object, data: { share: 0.2 } })
    const second = await raise({ ...object, severity: 'error', data: { share: 0.4 } })
    expect([first.fresh, second.fresh, second.id]).toEqual([true, false, first.id])
    const [lone, again] = [await raise({}), await raise({})]
    expect([lone.fresh, again.fresh]).toEqual([true, false])
    const racing = await Promise.all(Array.from({ length: 8 }, () => raise({ kind: 'test.race' })))
    expect(racing.filter((one) => one.fresh)).toHaveLength(1)
    const { body } = await t.as('reader').get('/api/v1/alerts')
    expect(body.data.find((a: any) => a.id === first.id)).toMatchObject({
      severity: 'error',
      data: { share: 0.4 },
      ...object,
      resolvedAt: null,
    })
  })

  test('resolved by the system when it is right again, and raised anew when it is not', async () => {
    const subject = { workspaceId: t.workspaceId, kind: 'test.again' }
    const first = await raise(subject)
    const resolve = () => t.core.db.tenant(t.workspaceId, (trx) => resolveAlert(trx, subject))
    expect([await resolve(), await resolve()]).toEqual([true, false])
    const second = await raise(subject)
    expect([second.fresh, second.id === first.id]).toEqual([true, false])
  })

  test('resolved by a person, with a line in the audit log; twice is once', async () => {
    const { id } = await raise({ kind: 'test.person' })
    const resolve = () => t.as('contributor').post(`/api/v1/alerts/${id}/resolve`)
    const first = await resolve()
    expect([first.status, first.body.resolvedBy]).toEqual([200, 'The contributor'])
    expect((await resolve()).body.resolvedAt).toBe(first.body.resolvedAt)
    const lines = await t.core.db.system((trx) => trx('audit_log').where({ action: 'alert.resolve', object_id: id }))
    expect(lines).toHaveLength(1)
    const ids = async (state: string) =>
      (await t.as('reader').get(`/api/v1/alerts?state=${state}&limit=200`)).body.data.map((a: any) => a.id)
    expect(await ids('open')).not.toContain(id)
    expect(await ids('resolved')).toContain(id)
    expect(await ids('all')).toContain(id)
  })

  test('pages, permissions, and what belongs to others', async () => {
    const { id } = await raise({ kind: 'test.pages' })
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await t.as('agent').get(`/api/v1/alerts?state=all&limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...body.data.map((a: any) => a.id))
      cursor = body.next ?? ''
    } while (cursor)
    expect(seen).toEqual([...new Set(seen)].sort().reverse())
    expect(seen).toContain(id)
    expect((await t.as('reader').post(`/api/v1/alerts/${id}/resolve`)).status).toBe(403)
    expect((await t.as('owner', 'other').post(`/api/v1/alerts/${id}/resolve`)).status).toBe(404)
    expect((await t.as('owner', 'other').get('/api/v1/alerts')).body.data).toEqual([])
  })
})
