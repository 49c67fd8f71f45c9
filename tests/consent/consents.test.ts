import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, createTestApp, type TestApp } from '../support/app.ts'

let t: TestApp
let owner: Client
beforeAll(async () => {
  t = await createTestApp()
  owner = t.as('compliance')
})
afterAll(() => t?.close())

let made = 0
const GIVEN = {
  purpose: 'marketing',
  channel: 'email',
  source: 'form',
  wording: { text: 'Yes, write to me.', locale: 'en' },
}
async function person(): Promise<string> {
  const addresses = [{ kind: 'email', value: `person${++made}@consent.example` }]
  return (await owner.post('/api/v1/contacts', { firstName: 'Ana', addresses })).body.id
}
const say = (id: string, body: object) => owner.post(`/api/v1/contacts/${id}/consents`, { ...GIVEN, ...body })
const shown = async (id: string, query = '') => (await owner.get(`/api/v1/contacts/${id}/consents${query}`)).body
const rows = (table: string, where: object) => t.core.db.tenant(t.workspaceId, (trx) => trx(table).where(where))

describe('consent', () => {
  test('is written with wording, source and actor, and counts at once', async () => {
    const id = await person()
    const answer = await say(id, { ip: '2001:db8::1', userAgent: 'Firefox', proof: { page: '/join' } })
    expect(answer.status).toBe(201)
    expect(answer.body.states).toMatchObject([{ purpose: 'marketing', channel: 'email', state: 'given' }])
    expect(answer.body.data).toMatchObject([
      {
        action: 'given',
        wording: 'Yes, write to me.',
        source: 'form',
        actorKind: 'user',
        ip: '2001:db8::1',
        proof: { page: '/join' },
      },
    ])
    expect(await rows('audit_log', { object_id: id, action: 'consent.record' })).toHaveLength(1)
  })

  test.each([
    ['purpose', '/purpose'],
    ['wording', '/wording'],
    ['source', '/source'],
    ['channel', '/channel'],
  ])('without %s is refused, naming it', async (field, place) => {
    const id = await person()
    const answer = await say(id, { [field]: undefined })
    expect(answer.status).toBe(422)
    expect(answer.body.errors.map((error: any) => error.field)).toContain(place)
    expect(await rows('consent_events', { contact_id: id })).toEqual([])
  })

  test.each([
    ['a text without its language', { wording: { text: 'Yes' } }, '/wording/locale'],
    ['a wording that is not there', { wording: { id: '01890000-0000-7000-8000-000000000000' } }, '/wording/id'],
    ['a channel that is not there', { channel: 'pigeon' }, '/channel'],
    ['a time in the future', { at: new Date(Date.now() + 3_600_000).toISOString() }, '/at'],
    ['no IP', { ip: '999.1.1.1' }, '/ip'],
    ['a proof beyond its size', { proof: { blob: 'x'.repeat(20_000) } }, '/proof'],
  ])('with %s is refused', async (_, change, place) => {
    const answer = await say(await person(), change)
    expect(answer.status).toBe(422)
    expect(answer.body.errors[0].field).toBe(place)
  })

  test('needs no wording to be withdrawn', async () => {
    const id = await person()
    await say(id, {})
    const answer = await say(id, { action: 'withdrawn', wording: undefined })
    expect(answer.body.states).toMatchObject([{ state: 'withdrawn' }])
  })

  test('of one purpose and channel says nothing of another', async () => {
    const id = await person()
    await say(id, {})
    await say(id, { purpose: 'newsletter', action: 'withdrawn', wording: undefined })
    const { states } = await shown(id)
    expect(states.map((s: any) => [s.purpose, s.state]).sort()).toEqual([
      ['marketing', 'given'],
      ['newsletter', 'withdrawn'],
    ])
  })

  test('of nobody is 404', async () => {
    expect((await say('01890000-0000-7000-8000-000000000000', {})).status).toBe(404)
  })

  test('cannot be changed or removed by the role that serves requests', async () => {
    for (const work of [
      'UPDATE consent_events SET action = action',
      'DELETE FROM consent_events',
      'DELETE FROM consents',
    ])
      await expect(
        t.core.db.tenant(t.workspaceId, (trx) => trx.raw(work)),
        work,
      ).rejects.toThrow(/permission denied/)
  })
})

describe('the log', () => {
  test('rebuilds the state at any past time, whatever was said in whatever order', async () => {
    const actions = fc.constantFrom('given', 'withdrawn', 'pending', 'reconfirmed')
    const said = fc.array(
      fc.tuple(actions, fc.constantFrom('marketing', 'newsletter'), fc.integer({ min: 1, max: 50 })),
      {
        maxLength: 8,
      },
    )
    const day = (n: number) => new Date(Date.UTC(2025, 0, n)).toISOString()
    await fc.assert(
      fc.asyncProperty(said, fc.integer({ min: 0, max: 51 }), async (events, moment) => {
        const id = await person()
        for (const [action, purpose, at] of events) await say(id, { action, purpose, at: day(at) })
        const expected = new Map<string, string>()
        // Of equal times the later said wins: a stable sort keeps that order.
        for (const [action, purpose, at] of events.toSorted((a, b) => a[2] - b[2]))
          if (at <= moment) expected.set(purpose, action === 'reconfirmed' ? 'given' : action)
        const { states } = await shown(id, `?at=${day(moment)}`)
        expect(new Map(states.map((s: any) => [s.purpose, s.state]))).toEqual(expected)
        // And now is what the gate reads.
        const now = (await shown(id)).states.map((s: any) => [s.purpose, s.state, s.eventId]).sort()
        const derived = (await rows('consents', { contact_id: id })).map((r) => [r.purpose, r.state, r.event_id]).sort()
        expect(now).toEqual(derived)
      }),
      { numRuns: 15 },
    )
  })

  test('is paged without a gap, newest first', async () => {
    const id = await person()
    const at = new Date(Date.UTC(2025, 5, 1)).toISOString()
    for (let i = 0; i < 7; i++) await say(id, { at, source: `form:${i}` })
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await shown(id, `?limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.data.map((event: any) => event.source))
      cursor = page.next ?? ''
    } while (cursor)
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((i) => `form:${i}`))
    expect((await owner.get(`/api/v1/contacts/${id}/consents?cursor=nonsense`)).status).toBe(400)
  })
})

describe('consent given again', () => {
  const suppress = (value: string, reason: string) =>
    owner.post('/api/v1/suppressions', { kind: 'email', channel: 'email', addresses: [value], reason })

  test.each([
    ['unsubscribe', {}, 0],
    ['unsubscribe', { at: '2020-01-01T00:00:00Z' }, 0],
    ['complaint', {}, 1],
    ['manual', {}, 1],
  ])('after %s (%j) leaves %i suppression', async (reason, change, left) => {
    const id = await person()
    await suppress(`person${made}@consent.example`, reason)
    expect((await say(id, change)).status).toBe(201)
    const hash = (await rows('addresses', { contact_id: id }))[0].value_hash
    expect(await rows('suppressions', { address_hash: hash })).toHaveLength(left)
  })

  test('but written down late does not undo a later unsubscription', async () => {
    const id = await person()
    await suppress(`person${made}@consent.example`, 'unsubscribe')
    await say(id, { action: 'withdrawn', wording: undefined })
    const answer = await say(id, { at: '2020-01-01T00:00:00Z' })
    expect(answer.body.states).toMatchObject([{ state: 'withdrawn' }])
    const hash = (await rows('addresses', { contact_id: id }))[0].value_hash
    expect(await rows('suppressions', { address_hash: hash })).toHaveLength(1)
  })
})

describe('wordings', () => {
  test('are versions by their text', async () => {
    const body = { purpose: 'marketing', channel: 'email', locale: 'fr', text: 'Oui, écrivez-moi.' }
    const first = await owner.post('/api/v1/consent-wordings', body)
    const again = await owner.post('/api/v1/consent-wordings', body)
    const other = await owner.post('/api/v1/consent-wordings', { ...body, text: 'Oui, écrivez-moi !' })
    expect([first.status, again.status, other.status]).toEqual([201, 200, 201])
    expect(again.body).toEqual(first.body)
    expect(other.body.sha256).not.toBe(first.body.sha256)
    const list = await owner.get('/api/v1/consent-wordings?limit=1&channel=email')
    expect(list.body.data).toMatchObject([{ id: other.body.id }])
    const id = await person()
    expect((await say(id, { wording: { id: first.body.id } })).body.data[0].wording).toBe(body.text)
    const wrong = await say(id, { purpose: 'newsletter', wording: { id: first.body.id } })
    expect(wrong.status).toBe(422)
  })
})

describe('standing', () => {
  test('an objection is set and lifted with a reason, and keeps its date', async () => {
    const id = await person()
    const put = (objected: boolean, reason?: string) =>
      owner.put(`/api/v1/contacts/${id}/objection`, { objected, ...(reason ? { reason } : {}) })
    expect((await put(true)).status).toBe(422)
    const first = await put(true, 'asked by letter')
    expect((await put(true, 'asked again')).body.objectedAt).toBe(first.body.objectedAt)
    expect((await put(false, 'changed their mind')).body.objectedAt).toBeNull()
    const log = await rows('audit_log', { object_id: id })
    expect(log.map((row) => [row.action, row.after.reason])).toEqual([
      ['contact.create', undefined],
      ['contact.object', 'asked by letter'],
      ['contact.object', 'asked again'],
      ['contact.lift_objection', 'changed their mind'],
    ])
  })

  test('a restriction is set and lifted with a reason', async () => {
    const id = await person()
    const put = (held: boolean) =>
      owner.put(`/api/v1/contacts/${id}/restriction`, { held, reason: 'contests the data' })
    expect((await put(true)).body).toMatchObject({ id, held: true })
    expect((await put(false)).body).toMatchObject({ held: false })
    expect(await rows('audit_log', { object_id: id, action: 'contact.hold' })).toHaveLength(1)
  })
})
