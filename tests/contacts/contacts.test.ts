import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'

let t: TestApp
const url = '/api/v1/contacts'

beforeAll(async () => {
  t = await createTestApp()
  const owner = t.as('owner')
  for (const body of [
    { name: 'plan', type: 'choice', choices: ['free', 'pro'] },
    { name: 'points', type: 'number' },
    { name: 'passport', type: 'text', sensitive: true },
    { name: 'allergies', type: 'list', sensitive: true },
  ])
    expect((await owner.post('/api/v1/attributes', body)).status).toBe(201)
}, 60_000)
afterAll(() => t?.close())

describe('a person', () => {
  test('is made with everything in its canonical form', async () => {
    const made = await t.as('contributor').post(url, {
      externalId: ' crm-1 ',
      firstName: 'Zoë',
      lastName: 'Ångström',
      locale: 'fr_ca',
      timeZone: 'europe/paris',
      country: 'fr',
      attributes: { plan: 'pro', points: 12.5 },
      addresses: [
        { kind: 'email', value: 'Zoe@EXAMPLE.org' },
        { kind: 'email', value: 'zoe@bücher.example', primary: true, verified: true },
      ],
    })
    expect(made.status).toBe(201)
    expect(made.headers.location).toBe(`${url}/${made.body.id}`)
    expect(made.body).toMatchObject({
      externalId: 'crm-1',
      firstName: 'Zoë',
      locale: 'fr-CA',
      timeZone: 'Europe/Paris',
      country: 'FR',
      attributes: { plan: 'pro', points: 12.5 },
      sensitive: {},
      held: false,
      objectedAt: null,
    })
    expect(made.body.addresses).toMatchObject([
      { kind: 'email', value: 'zoe@example.org', primary: false, verifiedAt: null, state: 'active' },
      { kind: 'email', value: 'zoe@xn--bcher-kva.example', primary: true, verifiedAt: expect.any(String) },
    ])
    expect((await t.as('reader').get(`${url}/${made.body.id}`)).body).toMatchObject({ firstName: 'Zoë' })
  })

  test('names every wrong field at once', async () => {
    const { status, body } = await t.as('owner').post(url, {
      firstName: 'a\u0000b',
      locale: 'not a tag!',
      timeZone: '+02:00',
      country: 'XX',
      attributes: { plan: 'gold', points: '12', nosuch: 1 },
      addresses: [
        { kind: 'pigeon', value: 'coo' },
        { kind: 'email', value: 'no at sign' },
        { kind: 'email', value: 'a@b.example' },
        { kind: 'email', value: 'A@B.example' },
      ],
    })
    expect(status).toBe(422)
    expect(body.errors.map((one: { field: string }) => one.field)).toEqual([
      '/firstName',
      '/locale',
      '/timeZone',
      '/country',
      '/attributes/plan',
      '/attributes/points',
      '/attributes/nosuch',
      '/addresses/0/kind',
      '/addresses/1/value',
      '/addresses/3/value',
    ])
  })

  test('is changed field by field; null clears, what is not named stays', async () => {
    const owner = t.as('owner')
    const { body } = await owner.post(url, {
      firstName: 'Ana',
      lastName: 'Ruiz',
      attributes: { plan: 'free', points: 1 },
    })
    const changed = await owner.patch(`${url}/${body.id}`, { lastName: null, attributes: { plan: null, points: 2 } })
    expect(changed.status).toBe(200)
    expect(changed.body).toMatchObject({ firstName: 'Ana', lastName: null, attributes: { points: 2 } })
    expect(changed.body.attributes).not.toHaveProperty('plan')
    expect((await owner.patch(`${url}/${body.id}`, {})).status).toBe(422)
    expect((await owner.patch(`${url}/${body.id}`, { id: body.id })).status).toBe(422)
  })

  test('is not deleted but erased', async () => {
    const owner = t.as('owner')
    const { body } = await owner.post(url, { firstName: 'Ana' })
    const answer = await owner.delete(`${url}/${body.id}`)
    expect(answer.status).toBe(405)
    expect(answer.body.detail).toContain(`/api/v1/contacts/${body.id}/erase`)
    expect((await owner.get(`${url}/${body.id}`)).status).toBe(200)
  })

  test('has an external id of its own', async () => {
    const owner = t.as('owner')
    await owner.post(url, { externalId: 'only-one' })
    const second = await owner.post(url, { externalId: 'only-one' })
    expect(second.status).toBe(409)
    expect(second.body.errors).toMatchObject([{ field: '/externalId', code: 'taken' }])
  })

  test('belongs to one workspace: for another it does not exist', async () => {
    const { body } = await t.as('owner').post(url, {
      externalId: 'mine',
      addresses: [{ kind: 'email', value: 'mine@example.org' }],
    })
    const other = t.as('owner', 'other')
    const address = body.addresses[0].id
    for (const [method, path, payload] of [
      ['GET', '', undefined],
      ['PATCH', '', { firstName: 'x' }],
      ['DELETE', '', undefined],
      ['POST', '/addresses', { kind: 'email', value: 'y@example.org' }],
      ['PATCH', `/addresses/${address}`, { state: 'ended' }],
      ['DELETE', `/addresses/${address}`, undefined],
    ] as const)
      expect((await other.request(method, `${url}/${body.id}${path}`, payload)).status, `${method} ${path}`).toBe(404)
    const same = await other.post(url, {
      externalId: 'mine',
      addresses: [{ kind: 'email', value: 'mine@example.org' }],
    })
    expect(same.status).toBe(201)
    const listed = await other.get(url)
    expect(listed.body.data.map((one: { id: string }) => one.id)).toEqual([same.body.id])
  })

  test('every change is in the audit log, without a word about the person', async () => {
    const owner = t.as('owner')
    const { body } = await owner.post(url, {
      firstName: 'Secretname',
      attributes: { passport: 'Secretpass' },
      addresses: [{ kind: 'email', value: 'secretaddress@example.org' }],
    })
    await owner.patch(`${url}/${body.id}`, { lastName: 'Secretlast' })
    const { rows } = await t.core.db.system((trx) =>
      trx.raw('SELECT action, after, before FROM audit_log WHERE object_id = ? ORDER BY sequence', [body.id]),
    )
    expect(rows.map((row: { action: string }) => row.action)).toEqual(['contact.create', 'contact.update'])
    expect(rows[0].after.fields).toContain('attributes.passport')
    expect(JSON.stringify(rows)).not.toMatch(/secret/i)
  })
})

describe('sensitive attributes', () => {
  test('are sealed at rest, and shown only to those who may export', async () => {
    const owner = t.as('owner')
    const { body } = await owner.post(url, { attributes: { passport: 'X1234567', allergies: ['nuts'], points: 3 } })
    expect(body.sensitive).toEqual({ passport: 'X1234567', allergies: ['nuts'] })
    const raw = await t.core.db.system((trx) =>
      trx.raw('SELECT c::text AS row FROM contacts c WHERE id = ?', [body.id]),
    )
    expect(raw.rows[0].row).not.toMatch(/X1234567|nuts/)
    expect(raw.rows[0].row).toContain('s1:')
    for (const role of ['reader', 'agent'] as const)
      expect((await t.as(role).get(`${url}/${body.id}`)).body.sensitive).toEqual({ passport: null, allergies: null })
    expect(JSON.stringify((await owner.get(`${url}?limit=200`)).body)).not.toMatch(/X1234567|nuts|passport/)
    const changed = await owner.patch(`${url}/${body.id}`, { attributes: { passport: null } })
    expect(changed.body.sensitive).toEqual({ allergies: ['nuts'] })
  })

  test('do not open when moved to another person', async () => {
    const owner = t.as('owner')
    const one = await owner.post(url, { attributes: { passport: 'A' } })
    const two = await owner.post(url, { attributes: { passport: 'B' } })
    await t.core.db.system((trx) =>
      trx.raw('UPDATE contacts t SET sealed = s.sealed FROM contacts s WHERE t.id = ? AND s.id = ?', [
        two.body.id,
        one.body.id,
      ]),
    )
    expect((await owner.get(`${url}/${two.body.id}`)).status).toBe(500)
    expect((await owner.get(`${url}/${one.body.id}`)).body.sensitive).toEqual({ passport: 'A' })
  })
})

describe('addresses', () => {
  const person = async (...values: string[]) =>
    (await t.as('owner').post(url, { addresses: values.map((value) => ({ kind: 'email', value })) })).body

  test('of another person are refused, naming the field and the person', async () => {
    const holder = await person('taken@example.org')
    const made = await t.as('owner').post(url, {
      firstName: 'Second',
      addresses: [
        { kind: 'email', value: 'free@example.org' },
        { kind: 'email', value: 'TAKEN@example.org' },
      ],
    })
    expect(made.status).toBe(409)
    expect(made.body.errors).toMatchObject([{ field: '/addresses/1/value', code: 'taken' }])
    expect(made.body.errors[0].message).toContain(holder.id)
    const found = await t.as('owner').get(`${url}?q=free@example.org`)
    expect(found.body.data).toEqual([])
    const own = await t.as('owner').post(`${url}/${holder.id}/addresses`, { kind: 'email', value: 'taken@example.org' })
    expect(own.body.errors).toMatchObject([{ field: '/value', code: 'present' }])
  })

  test('have one primary per kind, which moves', async () => {
    const owner = t.as('owner')
    const { id, addresses } = await person('p1@example.org', 'p2@example.org')
    expect(mains(addresses)).toEqual(['p1@example.org'])
    const second = addresses.find((one: { value: string }) => one.value === 'p2@example.org').id
    const moved = await owner.patch(`${url}/${id}/addresses/${second}`, { primary: true })
    expect(mains(moved.body.addresses)).toEqual(['p2@example.org'])
    const added = await owner.post(`${url}/${id}/addresses`, { kind: 'email', value: 'p3@example.org', primary: true })
    expect(added.status).toBe(201)
    expect(mains(added.body.addresses)).toEqual(['p3@example.org'])
    const third = added.body.addresses.find((one: { primary: boolean }) => one.primary).id
    const removed = await owner.delete(`${url}/${id}/addresses/${third}`)
    expect(mains(removed.body.addresses)).toEqual(['p1@example.org'])
    expect(removed.body.addresses).toHaveLength(2)
  })

  test('of two requests at once one wins, and one primary stays', async () => {
    const owner = t.as('owner')
    const { id } = await person('q0@example.org')
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        owner.post(`${url}/${id}/addresses`, { kind: 'email', value: `q${1 + (i % 4)}@example.org`, primary: true }),
      ),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 201, 201, 201, 409, 409, 409, 409])
    const { body } = await owner.get(`${url}/${id}`)
    expect(mains(body.addresses)).toHaveLength(1)
    expect(body.addresses).toHaveLength(5)
  })

  test('end and are taken up again with a clean record', async () => {
    const owner = t.as('owner')
    const { id, addresses } = await person('e1@example.org')
    const at = `${url}/${id}/addresses/${addresses[0].id}`
    expect((await owner.patch(at, { state: 'ended' })).body.addresses[0].state).toBe('ended')
    await t.core.db.system((trx) =>
      trx('addresses').where({ id: addresses[0].id }).update({ soft_failures: 5, state: 'dead' }),
    )
    expect((await owner.patch(at, { state: 'active', verified: true })).body.addresses[0]).toMatchObject({
      state: 'active',
    })
    const row = await t.core.db.system((trx) => trx('addresses').where({ id: addresses[0].id }).first())
    expect(row).toMatchObject({ soft_failures: 0, verified_at: expect.any(Date) })
    expect((await owner.patch(at, { state: 'dead' })).status).toBe(422)
  })

  test('are hashed as suppressions are', async () => {
    const { addresses } = await person('hash@example.org')
    const row = await t.core.db.system((trx) => trx('addresses').where({ id: addresses[0].id }).first())
    expect(row.value_hash).toEqual(t.core.vault.addressHash(t.workspaceId, 'email', 'hash@example.org'))
  })
})

const mains = (addresses: { primary: boolean; value: string }[]) =>
  addresses.filter((one) => one.primary).map((one) => one.value)
