import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'

let t: TestApp
const url = '/api/v1/attributes'

beforeAll(async () => {
  t = await createTestApp()
}, 60_000)
afterAll(() => t?.close())

test('an attribute is declared, relabelled and taken back', async () => {
  const owner = t.as('owner')
  const made = await owner.post(url, {
    name: 'plan',
    type: 'choice',
    choices: ['free', 'pro'],
    label: { fr: 'Formule' },
  })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({ name: 'plan', type: 'choice', choices: ['free', 'pro'], sensitive: false })
  expect((await owner.post(url, { name: 'plan', type: 'text' })).body).toMatchObject({
    code: 'already_exists',
    errors: [{ field: '/name' }],
  })
  const changed = await owner.patch(`${url}/plan`, { choices: ['free', 'pro', 'team'], label: { en: 'Plan' } })
  expect(changed.body).toMatchObject({ choices: ['free', 'pro', 'team'], label: { en: 'Plan' } })
  expect((await owner.patch(`${url}/plan`, { type: 'text' })).status).toBe(422)
  expect((await owner.get(url)).body.data).toHaveLength(1)
  expect((await owner.delete(`${url}/plan`)).status).toBe(204)
  expect((await owner.get(`${url}/plan`)).status).toBe(404)
})

test.each([
  [{ name: 'Plan', type: 'text' }, '/name'],
  [{ name: "x'; DROP", type: 'text' }, '/name'],
  [{ name: 'x', type: 'money' }, '/type'],
  [{ name: 'x', type: 'choice' }, '/choices'],
  [{ name: 'x', type: 'choice', choices: [] }, '/choices'],
  [{ name: 'x', type: 'choice', choices: ['a', 'a'] }, '/choices'],
  [{ name: 'x', type: 'choice', choices: ['a', ' b'] }, '/choices/1'],
  [{ name: 'x', type: 'text', choices: ['a'] }, '/choices'],
  [{ name: 'x', type: 'text', colour: 'red' }, '/colour'],
])('%j is refused at %s', async (body, field) => {
  const answer = await t.as('owner').post(url, body)
  expect(answer.status).toBe(422)
  expect(answer.body.errors[0].field).toBe(field)
})

test('a declaration stays while people have a value, unless the values go too', async () => {
  const owner = t.as('owner')
  for (const [name, sensitive] of [
    ['size', false],
    ['pin', true],
  ] as const) {
    await owner.post(url, { name, type: 'text', sensitive })
    const { body } = await owner.post('/api/v1/contacts', { attributes: { [name]: 'L' } })
    expect((await owner.delete(`${url}/${name}`)).status).toBe(409)
    expect((await owner.delete(`${url}/${name}?dropValues=true`)).status).toBe(204)
    const now = (await owner.get(`/api/v1/contacts/${body.id}`)).body
    expect({ ...now.attributes, ...now.sensitive }).toEqual({})
  }
})

test('a declaration stays while a segment asks for it', async () => {
  const owner = t.as('owner')
  await owner.post(url, { name: 'asked', type: 'text' })
  const rules = { any: [{ not: { attribute: 'asked', op: 'is_set' } }] }
  const segment = await owner.post('/api/v1/segments', { name: 'Asks', rules })
  expect(segment.status).toBe(201)
  const refused = await owner.delete(`${url}/asked`)
  expect(refused.status).toBe(409)
  expect(refused.body.detail).toContain('Asks')
  await owner.delete(`/api/v1/segments/${segment.body.id}`)
  expect((await owner.delete(`${url}/asked`)).status).toBe(204)
})

test('declarations of another workspace are not seen', async () => {
  await t.as('owner').post(url, { name: 'own', type: 'text' })
  const other = t.as('owner', 'other')
  expect((await other.get(url)).body.data).toEqual([])
  expect((await other.get(`${url}/own`)).status).toBe(404)
  expect((await other.post('/api/v1/contacts', { attributes: { own: 'x' } })).status).toBe(422)
})
