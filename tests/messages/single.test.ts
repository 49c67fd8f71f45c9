import PostalMime from 'postal-mime'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { uuid7 } from '../../core/infra/ids.ts'
import { createStage, must, type Stage } from '../campaigns/support.ts'
import { expectExactCounts, ledgerOf, settled, until } from '../support/ledger.ts'

let s: Stage
beforeAll(async () => {
  s = await createStage()
})
afterEach(() => s.world.sandbox.behave({}))
afterAll(() => s?.close())

const CODE = {
  en: { subject: 'Code {{data.code}}', html: '<p>Hello {{default contact.firstName "you"}}: {{data.code}}</p>' },
}
const send = (body: object, headers: Record<string, string> = {}) =>
  s.owner.post('/api/v1/messages', { channel: 'email', ...body }, headers)
const bulk = (recipients: unknown[], more: object = {}) =>
  s.owner.post('/api/v1/messages/bulk', { channel: 'email', content: CODE, recipients, ...more })
const mailsTo = (to: string) => s.world.sandbox.messages({ limit: 1000, to })
const arrived = (to: string) => until(() => mailsTo(to)[0] ?? false)
const parsed = async (to: string) => PostalMime.parse(Buffer.from((await arrived(to)).raw, 'latin1'))
const rowsOf = (table: string, where: object = {}) =>
  s.t.core.db.tenant(s.t.workspaceId, (trx) => trx(table).where(where)) as Promise<any[]>
const runOf = (key: string) => key.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
const contact = async (address: string, more: object = {}) =>
  (await must(s.owner.post('/api/v1/contacts', { addresses: [{ kind: 'email', value: address }], ...more }))).id

describe('one message', () => {
  test('to an address that nobody has: a contact, a run of its own, a mail, and its end', async () => {
    const answer = await send({ content: CODE, to: { address: 'New@Single.Example', data: { code: '1234' } } })
    expect([answer.status, answer.body.state, answer.body.reason]).toEqual([202, 'queued', null])
    const mail = await parsed('new@single.example')
    expect(mail.subject).toBe('Code 1234')
    expect(mail.html).toContain('Hello you: 1234')
    expect(mail.headers.find(({ key }) => key === 'list-unsubscribe')).toBeUndefined()
    const run = await until(async () => {
      const [row] = await rowsOf('runs', { id: runOf(answer.body.id) })
      return row?.state === 'completed' && row
    })
    expect(run).toMatchObject({ kind: 'transactional', purpose: 'transactional', campaign_id: null })
    await expectExactCounts(s.t, run.id)
    const shown = await must(s.owner.get(`/api/v1/messages/${answer.body.id}`))
    expect(shown).toMatchObject({ state: 'accepted', campaignId: null, contactId: answer.body.contactId, attempt: 1 })
    const history = await must(s.owner.get(`/api/v1/contacts/${answer.body.contactId}/messages`))
    expect(history.data).toEqual([shown])
  })

  test('by a published template, to a contact by id or external id, in the language of each', async () => {
    const html = (words: string) => `<p>${words} {{contact.firstName}}, {{data.sum}}</p>`
    const templateId = await s.template({
      en: { subject: 'Receipt', html: html('Dear') },
      fr: { subject: 'Reçu', html: html('Cher') },
    })
    const ana = await contact('ana@template.example', { firstName: 'Ana', locale: 'fr-CA' })
    await contact('bob@template.example', { firstName: 'Bob', externalId: 'b-1', locale: 'de' })
    await must(send({ templateId, to: { contactId: ana, data: { sum: '9 €' } } }))
    await must(send({ templateId, to: { externalId: 'b-1', data: { sum: '<8>' } } }))
    expect((await parsed('ana@template.example')).subject).toBe('Reçu')
    expect((await parsed('ana@template.example')).html).toContain('Cher Ana, 9 €')
    expect((await parsed('bob@template.example')).html).toContain('Dear Bob, &lt;8&gt;')
  })

  test('needs no consent, but obeys what stops everything', async () => {
    const free = await contact('free@gate.example')
    const dead = await contact('dead@gate.example')
    await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
      trx('addresses').where({ value: 'dead@gate.example' }).update({ state: 'dead' }),
    )
    const [ok, refused, marketing] = await Promise.all([
      send({ content: CODE, to: { contactId: free, data: { code: '1' } } }),
      send({ content: CODE, to: { contactId: dead, data: { code: '1' } } }),
      send({ content: CODE, to: { contactId: free }, purpose: 'marketing', basis: 'consent' }),
    ])
    expect(ok.body).toMatchObject({ state: 'queued' })
    expect(refused.body).toMatchObject({ state: 'suppressed', reason: 'address_dead' })
    expect(marketing.body).toMatchObject({ state: 'suppressed', reason: 'no_consent' })
    expect((await must(s.owner.get(`/api/v1/messages/${refused.body.id}`))).state).toBe('suppressed')
    await arrived('free@gate.example')
    await settled(s.t, runOf(refused.body.id), { suppressed: 1 })
    await expectExactCounts(s.t, runOf(refused.body.id))
    expect(mailsTo('dead@gate.example')).toEqual([])
  })

  test('is sent once for one Idempotency-Key, and another request under it is refused', async () => {
    const headers = { 'idempotency-key': uuid7() }
    const body = { content: CODE, to: { address: 'once@key.example', data: { code: '7' } } }
    const first = await send(body, headers)
    const second = await send(body, headers)
    expect([second.status, second.body, second.headers['idempotency-replayed']]).toEqual([202, first.body, 'true'])
    const other = await send({ ...body, to: { address: 'other@key.example' } }, headers)
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_mismatch'])
    await arrived('once@key.example')
    await settled(s.t, runOf(first.body.id), { accepted: 1 })
    expect(mailsTo('once@key.example')).toHaveLength(1)
  })

  test('that has not left by its time is not sent', async () => {
    s.world.sandbox.behave({ rules: [{ at: 'RCPT', to: 'late@expiry.example', reply: '450 4.2.1 busy' }] })
    const { body } = await send({ content: CODE, to: { address: 'late@expiry.example' }, expiresInMinutes: 1 })
    const runId = runOf(body.id)
    await settled(s.t, runId, { deferred: 1 })
    const [run] = await rowsOf('runs', { id: runId })
    expect(run.expires_at.getTime() - run.created_at.getTime()).toBe(60_000)
    await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
      trx('runs').where({ id: runId }).update({ expires_at: trx.fn.now() }),
    )
    await until(async () => (await rowsOf('runs', { id: runId, state: 'completed' })).length === 1)
    expect(await ledgerOf(s.t, runId)).toMatchObject([{ state: 'expired', reason: 'expired' }])
    await expectExactCounts(s.t, runId)
  })

  test('waits with its account when that is set up wrongly, and a person is told', async () => {
    s.world.sandbox.behave({ rules: [{ at: 'MAIL', reply: '550 5.1.8 sender domain does not exist' }] })
    const accountId = await s.account()
    const { body } = await send({ content: CODE, accountId, to: { address: 'wrong@config.example' } })
    const runId = runOf(body.id)
    await until(async () => (await rowsOf('account_breakers', { account_id: accountId })).length === 1)
    expect(await settled(s.t, runId, { queued: 1 })).toMatchObject([{ attempt: 0 }])
    const alert = await until(async () => (await rowsOf('alerts', { object_id: accountId }))[0])
    expect(alert).toMatchObject({ kind: 'account_held', data: { code: '550 5.1.8' } })
    s.world.sandbox.behave({})
    // New settings: what was wrong with the old ones says nothing of them.
    await must(s.owner.patch(`/api/v1/accounts/${accountId}`, { settings: { fromEmail: 'right@shop.example' } }))
    await arrived('wrong@config.example')
    await settled(s.t, runId, { accepted: 1 })
    await until(async () => (await s.owner.delete(`/api/v1/accounts/${accountId}`)).status === 204)
  })
})

describe('many messages', () => {
  test('are answered one by one, in order; who cannot be a recipient is refused alone', async () => {
    const known = await contact('known@bulk.example')
    const recipients = [
      { address: 'b@bulk.example', data: { code: 'b' } },
      { address: 'not an address' },
      { contactId: known, data: { code: 'k' } },
      { contactId: uuid7() },
      { externalId: 'nobody' },
      { address: 'B@bulk.example' },
      { address: 'b@bulk.example' },
      { contactId: known, address: 'known@bulk.example' },
      { data: { code: 'x' } },
      { address: 'a@bulk.example', locale: 'not a locale' },
      { address: 'big@bulk.example', data: { text: 'x'.repeat(17_000) } },
      { address: 'a@bulk.example', data: { code: 'a' } },
    ]
    const { status, body } = await bulk(recipients)
    expect(status).toBe(202)
    const R = 'refused'
    expect(body.data.map((one: any) => one.state)).toEqual([
      ...['queued', R, 'queued', R, R, R, R, R, R, R, R, 'queued'],
    ])
    for (const one of body.data.filter((answer: any) => answer.state === 'refused')) {
      expect(one.id).toBeNull()
      expect(one.reason).toMatch(/^[A-Z"].*\.$/)
    }
    const runId = runOf(body.data[0].id)
    await settled(s.t, runId, { accepted: 3 })
    await expectExactCounts(s.t, runId)
    expect((await parsed('a@bulk.example')).subject).toBe('Code a')
    expect(mailsTo('b@bulk.example')).toHaveLength(1)
  })

  test('of which none can be sent leave no work behind', async () => {
    const { body } = await bulk([{ contactId: uuid7() }, { address: '@' }])
    expect(body.data.map((one: any) => one.state)).toEqual(['refused', 'refused'])
    await until(async () => (await rowsOf('runs', { kind: 'transactional', state: 'running' })).length === 0)
  })

  test('to one new address from many requests at once make one contact', async () => {
    const addresses = Array.from({ length: 6 }, (_, i) => `same${i}@together.example`)
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        bulk((n % 2 ? addresses : [...addresses].reverse()).map((address) => ({ address, data: { code: String(n) } }))),
      ),
    )
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(202))
    const contacts = new Set(answers.flatMap(({ body }) => body.data.map((one: any) => one.contactId)))
    expect(contacts.size).toBe(6)
    const owners = await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
      trx('contacts as c')
        .leftJoin('addresses as a', (join) => join.on('a.contact_id', 'c.id'))
        .whereNull('a.id')
        .select('c.id'),
    )
    expect(owners).toEqual([])
    await until(() => addresses.every((address) => mailsTo(address).length === 8))
  })
})

describe('bad input', () => {
  const to = { address: 'nobody@bad.example' }
  test.each([
    ['neither template nor content', { to }, 422, '/templateId'],
    ['both of them', { to, templateId: uuid7(), content: CODE }, 422, '/templateId'],
    ['a template that is not there', { to, templateId: uuid7() }, 422, '/templateId'],
    ['an unknown channel', { channel: 'smoke', to, content: CODE }, 422, '/channel'],
    ['an account that is not there', { to, content: CODE, accountId: uuid7() }, 422, '/accountId'],
    ['a recipient that is none', { to: { address: 'x' }, content: CODE }, 422, '/to'],
    ['no such contact', { to: { contactId: uuid7() }, content: CODE }, 422, '/to'],
    ['an empty recipient', { to: {}, content: CODE }, 422, null],
    ['an unknown field', { to, content: CODE, subject: 'x' }, 422, null],
    [
      'an unknown variable',
      { to, content: { en: { subject: 'Hi', html: '<p>{{contact.shoe}}</p>' } } },
      422,
      'content.en.html',
    ],
    [
      'a field that the channel does not have',
      { to, content: { en: { subject: 'Hi', html: 'x', body: 'x' } } },
      422,
      'content.en.body',
    ],
    ['content in no language', { to, content: {} }, 422, 'content.contents'],
    ['a language that is none', { to, content: { klingonese: CODE.en } }, 422, 'content.klingonese'],
    [
      'a prototype probe',
      { to, content: { en: { subject: '{{contact.constructor}}', html: 'x' } } },
      422,
      'content.en.subject',
    ],
    ['an expiry of nothing', { to, content: CODE, expiresInMinutes: 0 }, 422, null],
  ])('%s is refused with its place, and leaves nothing', async (_what, body, status, field) => {
    const before = (await rowsOf('runs')).length
    const answer = await send(body)
    expect([answer.status, answer.body.code]).toEqual([status, expect.stringMatching(/validation|content/)])
    if (field) expect(answer.body.errors.map((one: any) => one.field)).toContain(field)
    expect(await rowsOf('runs')).toHaveLength(before)
    expect(await rowsOf('addresses', { value: 'nobody@bad.example' })).toEqual([])
  })

  test('several accounts: one must be named; a paused one sends nothing', async () => {
    const accountId = await s.account()
    const several = await send({ content: CODE, to })
    expect([several.status, several.body.errors[0].field]).toEqual([422, '/accountId'])
    await must(s.owner.patch(`/api/v1/accounts/${accountId}`, { state: 'paused' }))
    const paused = await send({ content: CODE, to, accountId })
    expect([paused.status, paused.body.code]).toEqual([409, 'not_ready'])
  })

  test('a key that is none, or somebody else’s, is not found', async () => {
    const { body } = await send({ content: CODE, to: { address: 'mine@key.example' } })
    for (const key of ['x', `${'a'.repeat(32)}.${'b'.repeat(32)}.0`, encodeURIComponent('../../etc')])
      expect((await s.owner.get(`/api/v1/messages/${key}`)).status, key).toBe(404)
    expect((await s.t.as('owner', 'other').get(`/api/v1/messages/${body.id}`)).status).toBe(404)
  })
})
