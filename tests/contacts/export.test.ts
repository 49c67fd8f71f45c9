import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'

const url = '/api/v1/contacts'
const MANY = 4_100
let t: TestApp
let listId: string

beforeAll(async () => {
  t = await createTestApp()
  const owner = t.as('owner')
  for (const attribute of [
    { name: 'plan', type: 'text' },
    { name: 'iban', type: 'text', sensitive: true },
  ])
    expect((await owner.post('/api/v1/attributes', attribute)).status).toBe(201)
  const people = [
    {
      externalId: 'a',
      firstName: '=HYPERLINK("http://evil.example")',
      lastName: 'Ünal',
      locale: 'fr',
      attributes: { plan: '@SUM(A1)', iban: 'FR76 1234' },
      addresses: [{ kind: 'email', value: 'a@inbox.example' }],
    },
    { externalId: 'b', firstName: 'Bo', locale: 'fr', addresses: [{ kind: 'email', value: 'b@inbox.example' }] },
    { externalId: 'c', firstName: 'Cy', locale: 'en' },
  ]
  const made = []
  for (const person of people) made.push((await owner.post(url, person)).body)
  listId = (await owner.post('/api/v1/lists', { name: 'Some' })).body.id
  await owner.post(`/api/v1/lists/${listId}/members`, { contactIds: [made[1].id] })
  await t.core.db.system(async (trx) => {
    await trx('addresses').where({ value: 'b@inbox.example' }).update({ state: 'dead' })
    await trx('contacts').where({ external_id: 'c' }).update({ created_at: '2020-05-05T12:00:00Z' })
  })
})
afterAll(() => t.close())

async function exported(body: object, client = t.as('owner')): Promise<Record<string, string>[]> {
  const answer = await client.post(`${url}/export.csv`, body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
  return parse(answer.body, { bom: true, columns: true })
}

test('everybody, with all that is not sensitive; nothing a spreadsheet would run', async () => {
  const [a, b, c] = await exported({})
  expect(a).toMatchObject({
    externalId: 'a',
    firstName: '\'=HYPERLINK("http://evil.example")',
    lastName: 'Ünal',
    'attribute:plan': "'@SUM(A1)",
    'address:email': 'a@inbox.example',
  })
  expect(Object.keys(a!)).not.toContain('attribute:iban')
  expect([b!.externalId, c!.externalId]).toEqual(['b', 'c'])
})

test('chosen columns in their order, of chosen people or of those whom a filter finds', async () => {
  const all = await exported({ columns: ['id', 'externalId'] })
  const columns = ['attribute:iban', 'externalId']
  expect(await exported({ columns, contactIds: [all[0]!.id, all[2]!.id] })).toEqual([
    { 'attribute:iban': 'FR76 1234', externalId: 'a' },
    { 'attribute:iban': '', externalId: 'c' },
  ])
  expect(await exported({ columns: ['externalId'], filter: { list: listId } })).toEqual([{ externalId: 'b' }])
  const segment = { name: 'English', rules: { field: 'locale', op: 'starts_with', value: 'en' } }
  const { id } = (await t.as('owner').post('/api/v1/segments', segment)).body
  expect(await exported({ columns: ['externalId'], filter: { segment: id } })).toEqual([{ externalId: 'c' }])
})

test('what is wrong is told before the file begins', async () => {
  const owner = t.as('owner')
  const unknown = await owner.post(`${url}/export.csv`, { columns: ['id', 'password', 'attribute:nope'] })
  expect(unknown.status).toBe(422)
  expect(unknown.body.errors.map((one: any) => one.field)).toEqual(['/columns/1', '/columns/2'])
  expect((await owner.post(`${url}/export.csv`, { filter: { segment: listId } })).status).toBe(404)
  expect((await owner.post(`${url}/export.csv`, { filter: { shoe: 42 } })).status).toBe(422)
  expect((await t.as('agent').post(`${url}/export.csv`, {})).status).toBe(403)
})

test('the audit log says who took what, without what was searched for', async () => {
  await exported({ columns: ['externalId'], filter: { q: 'Ünal' } })
  const { body } = await t.as('owner').get('/api/v1/audit?action=contact.export_list&limit=1')
  expect(body.data[0].after).toEqual({ columns: ['externalId'], filter: ['q'] })
})

test('the list is narrowed by the state of an address and by when people were added', async () => {
  const found = async (query: string) =>
    (await t.as('reader').get(`${url}?${query}`)).body.data.map((one: any) => one.externalId)
  expect(await found('addressState=dead')).toEqual(['b'])
  expect(await found('addressState=active')).toEqual(['a'])
  expect(await found('createdTo=2021-01-01T00:00:00Z')).toEqual(['c'])
  expect(await found('createdFrom=2021-01-01T00:00:00Z&sort=lastName&order=desc')).toEqual(['a', 'b'])
  expect((await t.as('reader').get(`${url}?createdFrom=yesterday`)).status).toBe(422)
})

test('more than one page is one file, each person once', async () => {
  await t.core.db.system((trx) =>
    trx.raw(
      "INSERT INTO contacts (workspace_id, external_id, locale) SELECT ?::uuid, 'm' || i, 'de' FROM generate_series(1, ?) i",
      [t.workspaceId, MANY],
    ),
  )
  const rows = await exported({ columns: ['externalId'], filter: { locale: 'de' } })
  expect(new Set(rows.map((row) => row.externalId)).size).toBe(MANY)
})
