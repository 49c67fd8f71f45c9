import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuid7 } from '../../core/infra/ids.ts'
import { type Client, createTestApp, type TestApp } from '../support/app.ts'

let t: TestApp
let officer: Client
const ids: string[] = []
const GIVEN = {
  purpose: 'marketing',
  channel: 'email',
  source: 'form',
  wording: { text: 'Yes, write to me.', locale: 'en' },
}
const say = async (id: string, body: object) => {
  const answer = await officer.post(`/api/v1/contacts/${id}/consents`, { ...GIVEN, ...body })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
}
beforeAll(async () => {
  t = await createTestApp()
  officer = t.as('compliance')
  for (const name of ['Ana', 'Bo', 'Cy']) {
    const addresses = [{ kind: 'email', value: `${name}@log.example` }]
    ids.push((await officer.post('/api/v1/contacts', { firstName: name, addresses })).body.id)
  }
})
afterAll(() => t.close())

const standing = async (id: string) => (await officer.get(`/api/v1/contacts/${id}/standing`)).body
const of = async (id: string, basis: string, purpose: string | null = 'marketing') =>
  (await standing(id)).data.find((one: any) => one.basis === basis && one.purpose === purpose)

describe('the log of the workspace', () => {
  const log = async (query = '') => {
    const { status, body } = await officer.get(`/api/v1/consents${query}`)
    expect(status, JSON.stringify(body)).toBe(200)
    return body
  }
  const names = async (query: string) =>
    (await log(query)).data.map((one: any) => `${one.person.firstName} ${one.action}`)

  test('newest first, page by page, with person and proof', async () => {
    await say(ids[0]!, { proof: { page: '/join' } })
    await say(ids[1]!, {})
    await say(ids[2]!, { purpose: 'newsletter' })
    await say(ids[0]!, { action: 'withdrawn', wording: undefined, source: 'telephone' })
    const whole = await log()
    expect(whole.data.map((one: any) => one.person.firstName)).toEqual(['Ana', 'Cy', 'Bo', 'Ana'])
    expect(whole.data[3]).toMatchObject({ contactId: ids[0], proof: { page: '/join' }, wording: 'Yes, write to me.' })
    const first = await log('?limit=3')
    const rest = await log(`?limit=3&cursor=${first.next}`)
    expect([...first.data, ...rest.data]).toEqual(whole.data)
    expect(rest.next).toBeNull()
  })

  test('narrowed by person, address, purpose, channel, action and time', async () => {
    expect(await names(`?contact=${ids[0]}`)).toEqual(['Ana withdrawn', 'Ana given'])
    expect(await names('?address=BO@log.example')).toEqual(['Bo given'])
    expect(await names('?address=nobody@log.example')).toEqual([])
    expect(await names('?purpose=newsletter')).toEqual(['Cy given'])
    expect(await names('?channel=pigeon')).toEqual([])
    expect(await names('?action=withdrawn')).toEqual(['Ana withdrawn'])
    const { data } = await log()
    const second = encodeURIComponent(data[2].recordedAt)
    expect((await names(`?to=${second}`)).length).toBeLessThan(3)
    expect((await names(`?from=${second}`)).length).toBeGreaterThanOrEqual(3)
    expect(await names('?from=2999-01-01T00:00:00Z')).toEqual([])
  })

  test('is of one workspace, for those who may read it', async () => {
    expect((await t.as('owner', 'other').get('/api/v1/consents')).body.data).toEqual([])
    expect((await officer.get('/api/v1/consents?cursor=W10')).status).toBe(400)
  })
})

describe('what a person would get now', () => {
  test('is what the gate says, with everything that stands in the way and since when', async () => {
    const [ana, bo] = ids as [string, string]
    expect(await of(bo, 'consent')).toMatchObject({ may: true, reason: null, why: [], consent: { state: 'given' } })
    expect(await of(bo, 'consent', 'newsletter')).toMatchObject({ may: false, reason: 'no_consent' })
    const before = await of(ana, 'consent')
    expect(before).toMatchObject({ may: false, reason: 'withdrawn' })
    expect(before.why).toEqual([{ reason: 'withdrawn', since: before.consent.at }])
    await officer.post('/api/v1/suppressions', { kind: 'email', addresses: ['ana@log.example'], reason: 'complaint' })
    await officer.put(`/api/v1/contacts/${ana}/objection`, { objected: true, reason: 'asked by telephone' })
    const after = await of(ana, 'consent')
    expect(after.reason).toBe('objected')
    expect(after.why.map((one: any) => one.reason)).toEqual(['objected', 'suppressed_complaint', 'withdrawn'])
    for (const { since } of after.why) expect(Date.parse(since)).toBeGreaterThan(Date.now() - 60_000)
    // A complaint and an objection are about marketing.
    expect(await of(ana, 'transactional', null)).toMatchObject({ may: true })
    expect((await standing(ana)).objectedAt).not.toBeNull()
  })

  test('a person without an address, one who is held, and nobody', async () => {
    const { id } = (await officer.post('/api/v1/contacts', { firstName: 'Dot' })).body
    expect(await of(id, 'transactional', null)).toMatchObject({ may: false, reason: 'no_address', address: null })
    await officer.put(`/api/v1/contacts/${id}/restriction`, { held: true, reason: 'asked in writing' })
    const { why } = await of(id, 'consent')
    expect(why.map((one: any) => one.reason)).toEqual(['held', 'no_address', 'no_consent'])
    expect((await officer.get(`/api/v1/contacts/${uuid7()}/standing`)).status).toBe(404)
    expect((await t.as('owner', 'other').get(`/api/v1/contacts/${id}/standing`)).status).toBe(404)
  })
})
