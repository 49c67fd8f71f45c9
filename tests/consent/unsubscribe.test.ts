import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLinkSigner } from '../../core/events/tokens.ts'
import { type Answer, createTestApp, type TestApp } from '../support/app.ts'
import { type CampaignWorld, createCampaignWorld, runWorker } from '../support/campaign-world.ts'

/** RFC 8058 and reliability E2: one POST stops everything, nothing else does. */
let t: TestApp
let world: CampaignWorld
let campaignId: string
let runId: string
let people: string[]
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const ONE_CLICK = 'List-Unsubscribe=One-Click'
const UNKNOWN = 'This link is not valid'

beforeAll(async () => {
  t = await createTestApp()
  world = await createCampaignWorld(t, 13)
  const worker = await runWorker(t.config)
  campaignId = await world.campaign()
  runId = await world.launch(campaignId)
  await world.reached(campaignId, 'completed')
  await worker.close()
  people = (await rows('contacts')).map((row) => row.id)
}, 60_000)
afterAll(async () => {
  await world?.close()
  await t?.close()
})

const rows = (table: string, where: object = {}) =>
  t.core.db.tenant(t.workspaceId, (trx) => trx(table).where(where).orderBy(1))
const tokenOf = (contactId: string, run = runId) => createLinkSigner(t.core).makeToken(run, contactId, 0, 0)
const url = (contactId: string) => `/u/${tokenOf(contactId)}`
const post = (contactId: string, body: string | Buffer = ONE_CLICK, headers: Record<string, string> = FORM) =>
  t.anonymous.post(url(contactId), body, headers)
const withdrawals = (contactId: string) => rows('consent_events', { contact_id: contactId, action: 'withdrawn' })
const eventsOf = (contactId: string) =>
  rows('delivery_events', { contact_id: contactId, kind: 'unsubscribed', run_id: runId })
const multipart = (boundary: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--${boundary}--\r\n`

/** Everything that an unsubscription could have changed. */
const snapshot = async () => [
  await rows('consent_events'),
  await rows('consents'),
  await rows('suppressions'),
  await rows('delivery_events'),
  await rows('event_rollups'),
]

function expectPlain(answer: Answer) {
  expect(answer.status).toBe(200)
  expect(answer.headers['set-cookie']).toBeUndefined()
  expect(answer.headers.location).toBeUndefined()
}

describe('the one click of a mail program', () => {
  test('works on the very address that the mail carried, and the pair of headers is there', async () => {
    const [address] = await rows('addresses', { contact_id: people[12]! })
    const [mail] = world.sandbox.messages({ to: address.value })
    const raw = String(mail!.raw)
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m)
    const [, path] = /^List-Unsubscribe: <https?:\/\/[^/>]+(\/u\/[^>]+)>/m.exec(raw) ?? []
    expectPlain(await t.anonymous.post(path!, ONE_CLICK, FORM))
    expect(await withdrawals(people[12]!)).toHaveLength(1)
  })

  test('writes consent, suppression and event together, with the proof', async () => {
    const [person] = people
    expectPlain(await post(person!, ONE_CLICK, { ...FORM, 'user-agent': 'Mailer/1.0' }))
    const [event] = await withdrawals(person!)
    const [address] = await rows('addresses', { contact_id: person! })
    expect(event).toMatchObject({
      purpose: 'marketing',
      channel: 'email',
      source: 'one_click',
      actor_kind: 'contact',
      ip: '127.0.0.1',
      user_agent: 'Mailer/1.0',
      address_hash: address.value_hash,
    })
    expect(event.proof.message).toBe(`${runId.replaceAll('-', '')}.${person!.replaceAll('-', '')}.0`)
    expect(await rows('consents', { contact_id: person! })).toMatchObject([{ state: 'withdrawn' }])
    const suppressions = await rows('suppressions', { address_hash: address.value_hash })
    expect(suppressions).toMatchObject([
      { kind: 'email', channel: 'email', reason: 'unsubscribe', marketing_only: true },
    ])
    expect(await eventsOf(person!)).toHaveLength(1)
  })

  test('is taken as multipart/form-data too', async () => {
    const person = people[1]!
    expectPlain(await post(person, multipart('xyz'), { 'content-type': 'multipart/form-data; boundary=xyz' }))
    expect(await withdrawals(person)).toMatchObject([{ source: 'one_click' }])
    expectPlain(await post(people[2]!, multipart('a b'), { 'content-type': 'Multipart/Form-Data; boundary="a b"' }))
    expect(await withdrawals(people[2]!)).toHaveLength(1)
  })

  test('ten times at once is once; the campaign counts one', async () => {
    const person = people[3]!
    const before = await unsubscribedCount()
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(person)))
    for (const answer of answers) expectPlain(answer)
    expectPlain(await post(person))
    expect(await withdrawals(person)).toHaveLength(1)
    expect(await eventsOf(person)).toHaveLength(1)
    expect(await unsubscribedCount()).toBe(before + 1)
  })

  test('needs no cookie and ignores whatever else comes along', async () => {
    const person = people[4]!
    const answer = await post(person, ONE_CLICK, {
      ...FORM,
      cookie: 'refresh=nonsense',
      authorization: 'Bearer nonsense',
    })
    expectPlain(answer)
    expect(await withdrawals(person)).toHaveLength(1)
  })

  test.each([
    ['nothing', '', FORM],
    ['something else', 'List-Unsubscribe=Maybe', FORM],
    ['JSON', '{"List-Unsubscribe":"One-Click"}', { 'content-type': 'application/json' }],
    ['broken multipart', multipart('xyz').slice(0, 40), { 'content-type': 'multipart/form-data; boundary=xyz' }],
    ['multipart without boundary', multipart('xyz'), { 'content-type': 'multipart/form-data' }],
  ])('a body that says %s changes nothing and shows the page', async (_, body, headers) => {
    const before = await snapshot()
    const answer = await post(people[5]!, body, headers as unknown as Record<string, string>)
    expect(answer.status).toBe(400)
    expect(answer.body).toContain('<form method="post">')
    expect(await snapshot()).toEqual(before)
  })

  test('a body of megabytes is refused unread', async () => {
    expect((await post(people[5]!, 'x'.repeat(1_000_000))).status).toBe(413)
  })
})

const unsubscribedCount = async () =>
  (await rows('event_rollups', { kind: 'unsubscribed', campaign_id: campaignId })).reduce((n, row) => n + row.count, 0)

describe('the page', () => {
  test('GET and HEAD change nothing', async () => {
    const before = await snapshot()
    const answer = await t.anonymous.get(url(people[5]!))
    expect(answer.status).toBe(200)
    expect((await t.anonymous.request('HEAD', url(people[5]!))).status).toBe(200)
    expect(await snapshot()).toEqual(before)
  })

  test('is a form that works without JavaScript, under a policy that lets nothing else happen', async () => {
    const answer = await t.anonymous.get(url(people[5]!))
    expect(answer.body).toContain('<form method="post"><button name="confirm" value="1">Unsubscribe</button></form>')
    expect(answer.body).not.toMatch(/<script|onclick|https?:/)
    const policy = String(answer.headers['content-security-policy'])
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/)
    expect(policy).not.toContain('unsafe')
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  test('its button unsubscribes and confirms', async () => {
    const person = people[6]!
    const answer = await post(person, 'confirm=1')
    expectPlain(answer)
    expect(answer.body).toContain('You are unsubscribed')
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    expect(await withdrawals(person)).toMatchObject([{ source: 'page' }])
  })

  test.each([
    ['fr-CA', 'Se désabonner', 'Vous êtes désabonné(e)'],
    ['es', 'Darse de baja', 'Se ha dado de baja'],
    ['en-GB', 'Unsubscribe', 'You are unsubscribed'],
  ])('speaks the language of the person: %s', async (locale, question, done) => {
    const person = people[7]!
    await t.core.db.tenant(t.workspaceId, (trx) => trx('contacts').where({ id: person }).update({ locale }))
    const headers = { 'accept-language': 'de' }
    expect((await t.anonymous.get(url(person), headers)).body).toContain(`<html lang="${locale.slice(0, 2)}">`)
    expect((await t.anonymous.get(url(person), headers)).body).toContain(`<title>${question}</title>`)
    expect((await post(person, 'confirm=1', { ...FORM, ...headers })).body).toContain(done)
  })

  test('shows the name of the sender as text', async () => {
    const rename = (name: string) =>
      t.core.db.system((trx) => trx('workspaces').where({ id: t.workspaceId }).update({ name }))
    await rename('<b>"Own" & Sons</b>')
    const { body } = await t.anonymous.get(url(people[8]!))
    await rename('Own')
    expect(body).not.toContain('<b>')
    expect(body).toContain('&#60;b&#62;&#34;Own&#34; &#38; Sons')
  })
})

describe('a link that is not ours', () => {
  test('gets the same page, whatever is wrong with it', async () => {
    const good = tokenOf(people[9]!)
    const tampered = `${good.slice(0, 30)}${good[30] === 'A' ? 'B' : 'A'}${good.slice(31)}`
    const noRun = tokenOf(people[9]!, '01890000-0000-7000-8000-000000000000')
    const bodies = new Set<string>()
    const before = await snapshot()
    for (const token of [tampered, noRun, 'x', `${good}x`, 'a'.repeat(64), '%00'])
      for (const method of ['GET', 'POST']) {
        const answer = await t.anonymous.request(method, `/u/${token}`, method === 'POST' ? ONE_CLICK : undefined, FORM)
        expect(answer.status, `${method} ${token}`).toBe(404)
        expect(answer.body).toContain(UNKNOWN)
        bodies.add(answer.body)
      }
    expect(bodies.size).toBe(1)
    expect(await snapshot()).toEqual(before)
  })
})

describe('later', () => {
  test('who consented again may unsubscribe again, by the same old link', async () => {
    const person = people[10]!
    await post(person)
    const [wording] = await rows('consent_wordings')
    await t.core.db.tenant(t.workspaceId, (trx) =>
      trx('consent_events').insert({
        workspace_id: t.workspaceId,
        contact_id: person,
        channel: 'email',
        purpose: 'marketing',
        action: 'given',
        source: 'form',
        wording_id: wording.id,
        at: trx.raw('clock_timestamp()'),
      }),
    )
    expect(await rows('consents', { contact_id: person })).toMatchObject([{ state: 'given' }])
    expectPlain(await post(person))
    expect(await rows('consents', { contact_id: person })).toMatchObject([{ state: 'withdrawn' }])
    expect(await withdrawals(person)).toHaveLength(2)
  })

  test('the address that the message went to is suppressed, and the main one of today', async () => {
    const person = people[11]!
    const owner = t.as('owner')
    const added = await owner.post(`/api/v1/contacts/${person}/addresses`, {
      kind: 'email',
      value: 'new@inbox.example',
      primary: true,
    })
    expect(added.status).toBe(201)
    await post(person)
    const addresses = await rows('addresses', { contact_id: person })
    expect(addresses).toHaveLength(2)
    for (const address of addresses)
      expect(await rows('suppressions', { address_hash: address.value_hash }), address.value).toHaveLength(1)
  })
})
