import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t.close())

const url = '/api/v1/workspace'

test('what was never set has its default, and a change of one thing leaves the others', async () => {
  const owner = t.as('owner')
  const fresh = (await owner.get(url)).body
  expect(fresh).toMatchObject({
    company: {},
    tracking: { opens: true },
    retention: { delivery: 25, behaviour: 13, proof: 60 },
  })
  const company = { name: 'Shop GmbH', address: '1 Main Street\n10115 Berlin', website: 'https://shop.example' }
  expect((await owner.patch(url, { company })).body).toMatchObject({ company, tracking: { opens: true } })
  const retention = { delivery: 12, behaviour: 6, proof: 60 }
  const after = (await owner.patch(url, { retention, tracking: { opens: false } })).body
  expect(after).toMatchObject({ company, retention, tracking: { opens: false }, languages: ['en'] })
  const { data } = (await owner.get('/api/v1/audit?action=workspace.update&limit=1')).body
  expect(data[0]).toMatchObject({
    before: { tracking: null, retention: null },
    after: { tracking: { opens: false }, retention },
  })
})

test.each([
  [{ retention: { delivery: 26, behaviour: 13, proof: 60 } }],
  [{ retention: { delivery: 0, behaviour: 13, proof: 60 } }],
  [{ company: { website: 'javascript:alert(1)' } }],
  [{ company: { phone: '1' } }],
  [{ tracking: {} }],
])('refuses %j', async (change) => {
  expect((await t.as('owner').patch(url, change)).status).toBe(422)
})

test('templates name who writes', async () => {
  const owner = t.as('owner')
  const contents = { en: { subject: 'Hi', html: '<p>{{workspace.company}}, {{workspace.address}}</p>' } }
  const { id } = (await owner.post('/api/v1/templates', { name: 'Footer', channel: 'email', contents })).body
  expect((await owner.post(`/api/v1/templates/${id}/publish`)).status).toBe(200)
  const { content } = (await owner.post(`/api/v1/templates/${id}/preview`, {})).body
  expect(content.html).toContain('Shop GmbH, 1 Main Street')
})

test('the audit log is narrowed by time', async () => {
  const list = async (query: string) => (await t.as('owner').get(`/api/v1/audit?limit=200&${query}`)).body.data
  const all = await list('')
  const middle = encodeURIComponent(all[1].at)
  expect((await list(`from=${middle}`)).length + (await list(`to=${middle}`)).length).toBe(all.length)
  expect(await list('from=2999-01-01T00:00:00Z')).toEqual([])
  expect((await t.as('owner').get('/api/v1/audit?from=soon')).status).toBe(422)
})
