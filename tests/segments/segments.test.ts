import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countPeople, samplePeople } from '../../core/segments/count.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { settle } from './people.ts'

let t: TestApp
const url = '/api/v1/segments'
const french = { field: 'locale', op: 'starts_with', value: 'fr' }

beforeAll(async () => {
  t = await createTestApp()
  const people = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`p${i}`, { locale: i % 2 ? 'fr' : 'fr-CA' }]))
  await settle(t, t.workspaceId, { ...people, es: { locale: 'es' } })
}, 60_000)
afterAll(() => t?.close())

describe('a segment', () => {
  test('is made, changed and deleted', async () => {
    const owner = t.as('owner')
    const made = await owner.post(url, { name: 'French', rules: french })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ name: 'French', description: '', rules: french })
    const at = `${url}/${made.body.id}`
    const rules = { not: { all: [french, { any: [{ list: made.body.id }, { behaviour: 'opened', withinDays: 3 }] }] } }
    expect((await owner.patch(at, { rules, description: 'x' })).body).toMatchObject({
      name: 'French',
      description: 'x',
      rules,
    })
    expect((await t.as('reader').get(at)).body.rules).toEqual(rules)
    expect((await owner.post(url, { name: 'FRENCH', rules })).body.errors).toMatchObject([{ field: '/name' }])
    expect((await owner.delete(at)).status).toBe(204)
    expect((await owner.get(at)).status).toBe(404)
    const rows = await t.core.db.system((trx) =>
      trx('audit_log').where({ object_id: made.body.id }).orderBy('sequence').select('action', 'before', 'after'),
    )
    expect(rows).toMatchObject([
      { action: 'segment.create' },
      { action: 'segment.update', before: { rules: french, description: '' }, after: { rules } },
      { action: 'segment.remove' },
    ])
  })

  test('with a mistake in its rules is not kept, and the place is named', async () => {
    const owner = t.as('owner')
    for (const [rules, field] of [
      [{ all: [{ attribute: 'nosuch', op: 'equals', value: 1 }] }, '/rules/all/0/attribute'],
      [{ all: [french, { field: 'locale', op: 'near', value: 'x' }] }, '/rules/all/1/op'],
      [{ any: [{ list: 'x' }] }, '/rules/any/0/list'],
      [{ colour: 'red' }, '/rules/colour'],
      [{}, '/rules'],
      [french.value, '/rules'],
    ] as const)
      for (const path of ['', '/preview']) {
        const answer = await owner.post(`${url}${path}`, { ...(path ? {} : { name: 'Broken' }), rules })
        expect(answer.status, JSON.stringify(rules)).toBe(422)
        expect(answer.body.errors[0].field).toBe(field)
      }
    expect(JSON.stringify((await owner.get(url)).body)).not.toContain('Broken')
  })

  test('as deep as a body can be is refused like any other mistake', async () => {
    const depth = 100_000
    const rules = `${'{"not":'.repeat(depth)}{"all":[]}${'}'.repeat(depth)}`
    const answer = await t.as('owner').post(`${url}/preview`, `{"rules":${rules}}`)
    expect(answer.status).toBe(422)
    expect(answer.body.errors).toMatchObject([{ field: '/rules', code: 'too_deep' }])
  })

  test('values keep their type on the way', async () => {
    const owner = t.as('owner')
    await owner.post('/api/v1/attributes', { name: 'size', type: 'number' })
    await owner.post('/api/v1/attributes', { name: 'word', type: 'text' })
    for (const [rule, status] of [
      [{ attribute: 'size', op: 'equals', value: 5 }, 200],
      [{ attribute: 'size', op: 'equals', value: '5' }, 422],
      [{ attribute: 'word', op: 'equals', value: '5' }, 200],
      [{ attribute: 'word', op: 'equals', value: 5 }, 422],
    ] as const)
      expect((await owner.post(`${url}/preview`, { rules: rule })).status).toBe(status)
  })

  test('of another workspace does not exist', async () => {
    const id = (await t.as('owner').post(url, { name: 'Own', rules: french })).body.id
    const other = t.as('owner', 'other')
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'x' }],
      ['DELETE', '', undefined],
      ['GET', '/usage', undefined],
    ] as const)
      expect((await other.request(method, `${url}/${id}${path}`, body)).status).toBe(404)
    expect((await other.get(url)).body.data).toEqual([])
    expect((await other.post(`${url}/preview`, { rules: french })).body.people).toEqual({ count: 0, is: 'exact' })
  })

  test('is not deleted while a campaign that names it is scheduled or under way', async () => {
    const owner = t.as('owner')
    const id = (await owner.post(url, { name: 'Used', rules: french })).body.id
    const plan = { audience: { include: [], exclude: [{ source: 'segment', definition: { segmentId: id } }] } }
    const row = { workspace_id: t.workspaceId, name: 'Autumn', plan: JSON.stringify(plan), state: 'draft' }
    await t.core.db.system((trx) => trx('campaigns').insert(row))
    expect((await owner.get(`${url}/${id}/usage`)).body.campaigns).toMatchObject([{ name: 'Autumn', state: 'draft' }])
    for (const state of ['scheduled', 'running', 'paused']) {
      await t.core.db.system((trx) => trx('campaigns').where({ name: 'Autumn' }).update({ state }))
      const refused = await owner.delete(`${url}/${id}`)
      expect(refused.status).toBe(409)
      expect(refused.body.detail).toContain('Autumn')
    }
    await t.core.db.system((trx) => trx('campaigns').where({ name: 'Autumn' }).update({ state: 'draft' }))
    expect((await owner.delete(`${url}/${id}`)).status).toBe(204)
  })
})

describe('a preview', () => {
  test('counts and shows five', async () => {
    const { status, body } = await t.as('reader').post(`${url}/preview`, { rules: french })
    expect(status).toBe(200)
    expect(body.people).toEqual({ count: 12, is: 'exact' })
    expect(body.sample.map((one: { firstName: string }) => one.firstName)).toEqual(['p0', 'p1', 'p2', 'p3', 'p4'])
  })

  test('that takes too long gives an estimate, and the transaction goes on', async () => {
    const slow = {
      text: 'SELECT c.id AS contact_id FROM contacts c WHERE pg_sleep(1) IS NOT NULL AND c.workspace_id = $1',
      values: [t.workspaceId],
    }
    await t.core.db.tenant(t.workspaceId, async (trx) => {
      const counted = await countPeople(trx, slow, 50)
      expect(counted).toEqual({ count: expect.any(Number), is: 'estimated' })
      expect(await samplePeople(trx, slow, 5, 50)).toEqual([])
      const quick = { ...slow, text: slow.text.replace('pg_sleep(1) IS NOT NULL AND', '') }
      expect(await countPeople(trx, quick, 5000)).toEqual({ count: 13, is: 'exact' })
      const { rows } = await trx.raw("SELECT current_setting('statement_timeout') AS timeout")
      expect(rows).toEqual([{ timeout: '0' }])
    })
  })
})
