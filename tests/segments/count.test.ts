import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'

const url = '/api/v1/segments'
let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t.close())

const rules = (value: string) => ({ field: 'locale', op: 'starts_with', value })

test('a segment shows the number of its last count, until its rules change', async () => {
  const owner = t.as('owner')
  for (const locale of ['fr', 'fr', 'en']) await owner.post('/api/v1/contacts', { locale })
  const { id, people } = (await owner.post(url, { name: 'French', rules: rules('fr') })).body
  expect(people).toBeNull()
  const counted = await t.as('reader').get(`${url}/${id}/count`)
  expect(counted.body).toMatchObject({ count: 2, is: 'exact' })
  expect(Date.parse(counted.body.at)).toBeGreaterThan(Date.now() - 60_000)
  const listed = async () => (await owner.get(url)).body.data[0].people
  expect(await listed()).toEqual(counted.body)
  // Another name is the same people.
  expect((await owner.patch(`${url}/${id}`, { name: 'Francophone' })).body.people).toEqual(counted.body)
  expect((await owner.patch(`${url}/${id}`, { rules: rules('en') })).body.people).toBeNull()
  expect((await owner.get(`${url}/${id}/count`)).body.count).toBe(1)
  expect((await t.as('owner', 'other').get(`${url}/${id}/count`)).status).toBe(404)
})
