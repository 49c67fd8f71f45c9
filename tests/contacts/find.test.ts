import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filterConditions } from '../../core/contacts/find.ts'
import { numbered } from '../../core/contacts/sql.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let t: TestApp
const url = '/api/v1/contacts'
/** Enough that the planner takes an index only because it is better. */
const MANY = 50_000

beforeAll(async () => {
  t = await createTestApp()
  await t.core.db.system(async (trx) => {
    await trx.raw(
      `INSERT INTO contacts (workspace_id, external_id, first_name, last_name, locale, country)
       SELECT ?::uuid, 'crm-' || i, 'First' || (i % 500), 'Last' || i, (array['fr', 'en', 'es'])[1 + i % 3], 'FR' FROM generate_series(1, ?) i`,
      [t.workspaceId, MANY],
    )
    await trx.raw(
      `INSERT INTO addresses (workspace_id, contact_id, kind, value, value_hash)
       SELECT workspace_id, id, 'email', external_id || '@example.org', decode(md5(external_id), 'hex') FROM contacts WHERE workspace_id = ?`,
      [t.workspaceId],
    )
  })
  const owner = t.as('owner')
  for (const body of [
    {
      firstName: 'Étienne',
      lastName: 'De la Cruz',
      externalId: 'X_1',
      addresses: [{ kind: 'email', value: 'etienne@bücher.example' }],
    },
    { firstName: 'Ana', lastName: 'Émile', externalId: 'X%2' },
  ])
    expect((await owner.post(url, body)).status).toBe(201)
  await t.core.db.system((trx) => trx.raw("UPDATE contacts SET held = true WHERE external_id IN ('crm-7', 'crm-8')"))
  await t.core.db.system((trx) => trx.raw("UPDATE contacts SET objected_at = now() WHERE external_id = 'crm-9'"))
}, 120_000)
afterAll(() => t?.close())

const ids = async (query: string) => {
  const { status, body } = await t.as('reader').get(`${url}?${query}`)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.data.map((one: { externalId: string }) => one.externalId)
}

describe('search', () => {
  test.each([
    ['crm-4242', ['crm-4242', ...Array.from({ length: 10 }, (_, i) => `crm-4242${i}`)]],
    ['CRM-4242@example', ['crm-4242']],
    ['Last4999', ['crm-4999', ...Array.from({ length: 10 }, (_, i) => `crm-4999${i}`)]],
    ['etienne', ['X_1']],
    ['ÉTIENNE', ['X_1']],
    ['etienne@xn--bcher-kva.ex', ['X_1']],
    ['Etienne@BÜCHER.example', ['X_1']],
    ['de la', ['X_1']],
    ['etienne de la', ['X_1']],
    ['cruz', []],
    ['ana emi', ['X%2']],
    ['emi ana', ['X%2']],
    ['X_', ['X_1']],
    ['X%', ['X%2']],
    ["x' OR 1=1 --", []],
    ['%%', []],
  ])('%s finds %j', async (q, wanted) => {
    expect(await ids(`q=${encodeURIComponent(q)}&limit=200`)).toEqual(wanted)
  })

  test('is refused when too short or too long', async () => {
    expect((await t.as('reader').get(`${url}?q=a`)).status).toBe(422)
    expect((await t.as('reader').get(`${url}?q=${'a'.repeat(201)}`)).status).toBe(422)
  })

  test('walks indexes only, at 50,000 people', async () => {
    for (const q of ['last4999', 'crm-42@example.org', 'First33', 'first33 last33']) {
      const to = numbered()
      const plan = await t.core.db.direct(t.workspaceId, async (client) => {
        const tools = { registries: t.core.registries, inSegment: async () => 'true' }
        const conditions = await filterConditions(null as never, tools, t.workspaceId, { q }, to)
        const { rows } = await client.query(
          `EXPLAIN SELECT c.* FROM contacts c WHERE ${conditions.join(' AND ')} ORDER BY c.id LIMIT 51`,
          to.values,
        )
        return rows.map((row) => row['QUERY PLAN']).join('\n')
      })
      expect(plan).not.toMatch(/Seq Scan/)
      expect(plan).toMatch(/contacts_last_name/)
      expect(plan).toMatch(/contacts_first_name/)
      expect(plan).toMatch(/contacts_external_id/)
      expect(plan).toMatch(/addresses_workspace_id_kind_value_key/)
    }
  })
})

describe('filters', () => {
  test('narrow by fields, addresses, holds and objections', async () => {
    expect(await ids('held=true')).toEqual(['crm-7', 'crm-8'])
    expect(await ids('objected=true')).toEqual(['crm-9'])
    expect(await ids('q=X%&hasAddress=email')).toEqual([])
    expect(await ids('q=X_&hasAddress=email')).toEqual(['X_1'])
    expect(await ids('locale=fr&country=fr&q=crm-3030')).toEqual([
      'crm-3030',
      'crm-30300',
      'crm-30303',
      'crm-30306',
      'crm-30309',
    ])
    expect(await ids('locale=fr&country=ES&q=crm-3030')).toEqual([])
  })

  test('by list and by segment', async () => {
    const owner = t.as('owner')
    const list = (await owner.post('/api/v1/lists', { name: 'Some' })).body.id
    await owner.post(`/api/v1/lists/${list}/members`, { filter: { held: true } })
    expect(await ids(`list=${list}`)).toEqual(['crm-7', 'crm-8'])
    const rules = { all: [{ list }, { field: 'lastName', op: 'equals', value: 'Last8' }] }
    const segment = (await owner.post('/api/v1/segments', { name: 'One', rules })).body.id
    expect(await ids(`segment=${segment}&sort=lastName`)).toEqual(['crm-8'])
    expect((await owner.get(`${url}?segment=${list}`)).status).toBe(404)
    expect(await ids(`list=${segment}`)).toEqual([])
  })
})

describe('paging', () => {
  test.each(['sort=id&order=asc', 'sort=id&order=desc', 'sort=lastName&order=asc', 'sort=lastName&order=desc'])(
    'by %s gives everybody once, while people are added',
    async (order) => {
      const owner = t.as('owner')
      const before = new Set(await everyId())
      const seen: string[] = []
      let cursor: string | null = null
      let added = 0
      do {
        const { body } = await owner.get(`${url}?${order}&q=last11&limit=50${cursor ? `&cursor=${cursor}` : ''}`)
        seen.push(...body.data.map((one: { id: string }) => one.id))
        cursor = body.next
        if (added < 5) expect((await owner.post(url, { lastName: `last11-${order}-${added++}` })).status).toBe(201)
      } while (cursor)
      expect(new Set(seen).size).toBe(seen.length)
      const found = new Set(seen)
      expect([...before].filter((id) => !found.has(id))).toEqual([])
    },
    60_000,
  )
  const everyId = async (): Promise<string[]> => {
    const { rows } = await t.core.db.system((trx) => trx.raw("SELECT id FROM contacts WHERE last_name ILIKE 'last11%'"))
    return rows.map((row: { id: string }) => row.id)
  }

  test('by last name puts accents beside their letter', async () => {
    const { body } = await t.as('reader').get(`${url}?sort=lastName&limit=2`)
    expect(body.data.map((one: { lastName: string }) => one.lastName)).toEqual(['De la Cruz', 'Émile'])
  })

  test('far pages cost what near ones do: a range of an index, nothing sorted', async () => {
    for (const [sort, cursor] of [
      ['c.id', "c.id > '018f0000-0000-7000-8000-000000000001'"],
      ['c.last_name_key, c.id', "(c.last_name_key, c.id) > ('last4', '018f0000-0000-7000-8000-000000000001')"],
    ]) {
      const plan = await t.core.db.direct(t.workspaceId, (client) =>
        client.query(
          `EXPLAIN SELECT c.* FROM contacts c WHERE c.workspace_id = '${t.workspaceId}' AND ${cursor} ORDER BY ${sort} LIMIT 51`,
        ),
      )
      const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
      expect(text).not.toMatch(/Sort|Seq Scan/)
      expect(text).toMatch(/Index Cond:.*(c\.id >|id >|ROW\(last_name_key, id\) >)/)
    }
  })

  test('a cursor that this list did not give is refused', async () => {
    for (const cursor of [
      'nonsense',
      Buffer.from('["x"]').toString('base64url'),
      Buffer.from('[1,2]').toString('base64url'),
    ])
      for (const sort of ['id', 'lastName'])
        expect((await t.as('reader').get(`${url}?sort=${sort}&cursor=${cursor}`)).status).toBe(400)
  })
})
