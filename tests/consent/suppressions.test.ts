import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, createTestApp, type TestApp } from '../support/app.ts'

let t: TestApp
let compliance: Client
beforeAll(async () => {
  t = await createTestApp()
  compliance = t.as('compliance')
})
afterAll(() => t?.close())

const URL = '/api/v1/suppressions'
const add = (addresses: string[], more: object = {}) => compliance.post(URL, { kind: 'email', addresses, ...more })
const find = async (address: string) =>
  (await compliance.get(`${URL}?address=${encodeURIComponent(address)}`)).body.data
const all = () => t.core.db.tenant(t.workspaceId, (trx) => trx('suppressions').select())

describe('suppressions', () => {
  test('are found by address, however it is written, and keep no address', async () => {
    expect((await add(['Zoë.Canary@Example.ORG', 'two@example.org'])).body).toEqual({
      added: 2,
      strengthened: 0,
      known: 0,
    })
    expect((await add(['Zoë.Canary@example.org'])).body).toEqual({ added: 0, strengthened: 0, known: 1 })
    expect(await find('Zoë.Canary@EXAMPLE.org')).toMatchObject([
      { reason: 'manual', channel: null, marketingOnly: true },
    ])
    expect(await find('nobody@example.org')).toEqual([])
    expect(JSON.stringify(await all()).toLowerCase()).not.toContain('canary')
    expect(JSON.stringify(await t.core.db.tenant(t.workspaceId, (trx) => trx('audit_log')))).not.toMatch(/canary/i)
  })

  test('the same address in another workspace is another one', async () => {
    const answer = await t.as('owner', 'other').get(`${URL}?address=two@example.org`)
    expect(answer.body.data).toEqual([])
  })

  test('of one request are all taken or none, naming the wrong ones', async () => {
    const answer = await add(['fine@example.org', 'not an address'])
    expect(answer.status).toBe(422)
    expect(answer.body.errors).toMatchObject([{ field: '/addresses/1' }])
    expect(await find('fine@example.org')).toEqual([])
    expect((await add(['a@b.example'], { kind: 'pigeon' })).body.errors[0].field).toBe('/kind')
    expect((await add(['a@b.example'], { channel: 'sms' })).body.errors[0].field).toBe('/channel')
  })

  test('keep the stronger reason, and once they stop everything they do', async () => {
    const address = 'strong@example.org'
    await add([address], { reason: 'manual' })
    expect((await add([address], { reason: 'bounce' })).body.strengthened).toBe(1)
    expect(await find(address)).toMatchObject([{ reason: 'bounce', marketingOnly: false }])
    expect((await add([address], { reason: 'complaint' })).body.strengthened).toBe(1)
    expect(await find(address)).toMatchObject([{ reason: 'complaint', marketingOnly: false }])
    expect((await add([address], { reason: 'manual' })).body.known).toBe(1)
    expect(await find(address)).toMatchObject([{ reason: 'complaint', marketingOnly: false }])
  })

  test('are lifted with a reason, once', async () => {
    await add(['lift@example.org'])
    const [{ id }] = await find('lift@example.org')
    expect((await compliance.post(`${URL}/${id}/lift`, {})).status).toBe(422)
    const reason = 'was a mistake'
    expect((await compliance.post(`${URL}/${id}/lift`, { reason })).status).toBe(204)
    expect(await find('lift@example.org')).toEqual([])
    expect((await compliance.post(`${URL}/${id}/lift`, { reason })).status).toBe(404)
    expect((await compliance.post(`${URL}/nonsense/lift`, { reason })).status).toBe(404)
    const log = await t.core.db.tenant(t.workspaceId, (trx) => trx('audit_log').where({ object_id: id }))
    expect(log).toMatchObject([{ action: 'suppression.lift', after: { reason } }])
  })

  test.each(['legal', 'complaint'])('for %s are not lifted by a program, a contributor or a reader', async (reason) => {
    const address = `${reason}@example.org`
    await add([address], { reason })
    const [{ id }] = await find(address)
    const key = await t.withKey(['suppressions:write'])
    for (const client of [key, t.as('contributor'), t.as('reader'), t.as('agent')])
      expect((await client.post(`${URL}/${id}/lift`, { reason: 'please' })).status).toBe(403)
    expect(await find(address)).toHaveLength(1)
    expect((await t.as('admin').post(`${URL}/${id}/lift`, { reason: 'settled' })).status).toBe(204)
  })

  test('come from the text of a file; refused lines are told by number', async () => {
    const text =
      '\uFEFFE-mail;name\r\n"one@file.example";x\r\n\r\nnonsense\r\ntwo@file.example\tb\r\nONE@file.example,\r\none@FILE.example'
    const { body } = await compliance.post(`${URL}/import`, {
      kind: 'email',
      text,
      reason: 'unsubscribe',
      channel: 'email',
    })
    expect(body).toMatchObject({ lines: 5, refused: 1, refusals: [{ line: 4 }] })
    expect(body.added + body.known).toBe(4)
    expect(JSON.stringify(body)).not.toContain('nonsense')
    expect(await find('two@file.example')).toMatchObject([
      { reason: 'unsubscribe', channel: 'email', marketingOnly: true },
    ])
  })

  test('are paged by time without gap or repetition, though thousands have the same time', async () => {
    const text = Array.from({ length: 2_500 }, (_, i) => `p${i}@many.example`).join('\n')
    expect((await compliance.post(`${URL}/import`, { kind: 'email', text })).body.added).toBe(2_500)
    await add(['newest@example.org'])
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await compliance.get(`${URL}?limit=200${cursor && `&cursor=${cursor}`}`)
      seen.push(...body.data.map((row: any) => row.id))
      cursor = body.next ?? ''
    } while (cursor)
    expect(seen.length).toBe((await all()).length)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen[0]).toBe((await find('newest@example.org'))[0].id)
    for (const bad of ['x', Buffer.from('[1,"zz","a",""]').toString('base64url')])
      expect((await compliance.get(`${URL}?cursor=${bad}`)).status).toBe(400)
  })

  test('leave as CSV with every row', async () => {
    const answer = await compliance.get(`${URL}/export`)
    expect(answer.headers['content-type']).toContain('text/csv')
    const lines = String(answer.body).trim().split('\n')
    expect(lines).toHaveLength((await all()).length + 1)
    expect(lines[0]).toContain('address_hash')
    expect(answer.body).not.toContain('@')
  })
})
