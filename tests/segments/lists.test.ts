import { afterAll, beforeAll, expect, test } from 'vitest'
import { uuid7 } from '../../core/infra/ids.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { settle } from './people.ts'

let t: TestApp
let ids: Record<string, string>
const url = '/api/v1/lists'

beforeAll(async () => {
  t = await createTestApp()
  ids = await settle(t, t.workspaceId, {
    ana: { locale: 'fr' },
    bea: { locale: 'fr', held: true },
    cid: { locale: 'es' },
    dan: { locale: 'es' },
  })
}, 60_000)
afterAll(() => t?.close())

const make = async (name: string) => (await t.as('owner').post(url, { name })).body.id as string
const members = async (id: string, query = '') => {
  const { body } = await t.as('reader').get(`${url}/${id}/members?${query}`)
  return { names: body.data.map((one: { firstName: string }) => one.firstName), next: body.next }
}

test('a list is made, renamed and deleted; its people stay', async () => {
  const owner = t.as('owner')
  const made = await owner.post(url, { name: ' News ', description: 'Monthly' })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({ name: 'News', description: 'Monthly', people: { count: 0, is: 'exact' } })
  expect((await owner.post(url, { name: 'nEWS' })).body).toMatchObject({
    code: 'already_exists',
    errors: [{ field: '/name' }],
  })
  expect((await owner.post(url, { name: '  ' })).status).toBe(422)
  const id = made.body.id
  await owner.post(`${url}/${id}/members`, { contactIds: [ids.ana] })
  expect((await owner.patch(`${url}/${id}`, { name: 'Weekly' })).body).toMatchObject({
    name: 'Weekly',
    people: { count: 1 },
  })
  expect((await owner.delete(`${url}/${id}`)).status).toBe(204)
  expect((await owner.get(`${url}/${id}`)).status).toBe(404)
  expect((await owner.get(`/api/v1/contacts/${ids.ana}`)).status).toBe(200)
})

test('people are put on a list and taken off by id', async () => {
  const owner = t.as('owner')
  const id = await make('By id')
  const someone = Object.values(ids)
  expect((await owner.post(`${url}/${id}/members`, { contactIds: [...someone, uuid7()] })).body).toEqual({ people: 4 })
  expect((await owner.post(`${url}/${id}/members`, { contactIds: someone.slice(0, 1) })).body).toEqual({ people: 0 })
  expect((await owner.post(`${url}/${id}/members/remove`, { contactIds: [ids.cid] })).body).toEqual({ people: 1 })
  expect((await members(id)).names).toEqual(['ana', 'bea', 'dan'])
  const first = await members(id, 'limit=2')
  expect(first.names).toEqual(['ana', 'bea'])
  expect(await members(id, `limit=2&cursor=${first.next}`)).toEqual({ names: ['dan'], next: null })
})

test('and by filter, by segment among others', async () => {
  const owner = t.as('owner')
  const id = await make('By filter')
  const rules = { not: { field: 'held', op: 'equals', value: true } }
  const segment = (await owner.post('/api/v1/segments', { name: 'Free', rules })).body.id
  expect((await owner.post(`${url}/${id}/members`, { filter: { segment } })).body).toEqual({ people: 3 })
  expect((await owner.post(`${url}/${id}/members/remove`, { filter: { list: id, locale: 'es' } })).body).toEqual({
    people: 2,
  })
  expect((await members(id)).names).toEqual(['ana'])
  expect((await owner.post(`${url}/${id}/members`, { filter: { segment: id } })).status).toBe(404)
})

test('who is meant has to be said, in one way', async () => {
  const id = await make('Said')
  for (const body of [
    {},
    { filter: {} },
    { contactIds: [] },
    { contactIds: ['x'] },
    { contactIds: [ids.ana], filter: { held: true } },
    { filter: { colour: 'red' } },
  ])
    expect((await t.as('owner').post(`${url}/${id}/members`, body)).status, JSON.stringify(body)).toBe(422)
  expect((await members(id)).names).toEqual([])
})

test('bulk changes are one line of the audit log each, without what was searched for', async () => {
  const id = await make('Audited')
  await t.as('owner').post(`${url}/${id}/members`, { filter: { q: 'ana' } })
  const rows = await t.core.db.system((trx) =>
    trx('audit_log').where({ object_id: id }).orderBy('sequence').select('action', 'after'),
  )
  expect(rows).toMatchObject([
    { action: 'list.create' },
    { action: 'list.add_people', after: { filter: ['q'], people: 1 } },
  ])
})

test('foreign people are not put on a list, nor is a foreign list seen', async () => {
  const id = await make('Mine')
  const other = t.as('owner', 'other')
  const foreign = (await other.post('/api/v1/contacts', { firstName: 'Foreign' })).body.id
  expect((await t.as('owner').post(`${url}/${id}/members`, { contactIds: [foreign] })).body).toEqual({ people: 0 })
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['PATCH', '', { name: 'x' }],
    ['DELETE', '', undefined],
    ['GET', '/usage', undefined],
    ['GET', '/members', undefined],
    ['POST', '/members', { contactIds: [foreign] }],
    ['POST', '/members/remove', { contactIds: [foreign] }],
  ] as const)
    expect((await other.request(method, `${url}/${id}${path}`, body)).status, `${method} ${path}`).toBe(404)
  expect((await other.get(url)).body.data).toEqual([])
})

test('lists come newest first, with how many are on them', async () => {
  const id = await make('Newest')
  await t.as('owner').post(`${url}/${id}/members`, { contactIds: [ids.ana, ids.bea] })
  const { body } = await t.as('reader').get(`${url}?limit=1`)
  expect(body.data).toMatchObject([{ id, name: 'Newest', people: { count: 2, is: 'exact' } }])
  const second = await t.as('reader').get(`${url}?limit=1&cursor=${body.next}`)
  expect(second.body.data[0].id).not.toBe(id)
})

test('a list that a segment or a campaign under way names is not deleted', async () => {
  const owner = t.as('owner')
  const id = await make('Named')
  const segment = (await owner.post('/api/v1/segments', { name: 'Names it', rules: { any: [{ list: id }] } })).body.id
  const refused = await owner.delete(`${url}/${id}`)
  expect(refused.status).toBe(409)
  expect(refused.body.detail).toContain('Names it')
  await owner.delete(`/api/v1/segments/${segment}`)
  const plan = { audience: { include: [{ source: 'list', definition: { listId: id } }] } }
  const campaign = { workspace_id: t.workspaceId, name: 'Spring', plan: JSON.stringify(plan), state: 'running' }
  await t.core.db.system((trx) => trx('campaigns').insert(campaign))
  expect((await owner.delete(`${url}/${id}`)).body.detail).toContain('Spring')
  expect((await owner.get(`${url}/${id}/usage`)).body).toMatchObject({
    campaigns: [{ name: 'Spring', state: 'running' }],
    segments: [],
  })
  await t.core.db.system((trx) => trx('campaigns').where({ name: 'Spring' }).update({ state: 'completed' }))
  expect((await owner.delete(`${url}/${id}`)).status).toBe(204)
})
