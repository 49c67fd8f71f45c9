import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createLinkSigner, trackingUrls } from '../../core/events/tokens.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { BROWSER, createTracked, type Tracked } from './tracked.ts'

let t: TestApp
let c: Tracked
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t.close())
beforeEach(async () => {
  c = await createTracked(t)
})

const visit = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  t.anonymous.request(method, path, undefined, { 'user-agent': BROWSER, ...headers })
const at = (token: string, link: number | string) => `/c/${token}/${link}`

/** Resolves when that many events of the campaign are written: hits are gathered for 2 s first. */
async function events(count: number): Promise<any[]> {
  for (;;) {
    const rows = await t.core.db.system((trx) =>
      trx('delivery_events').where({ run_id: c.runId }).orderBy(['kind', 'id']),
    )
    if (rows.length >= count) return rows
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
const message = (contactId: string) =>
  t.core.db.system((trx) => trx('messages').where({ run_id: c.runId, contact_id: contactId }).first())
const links = () => t.core.db.system((trx) => trx('link_clicks').where({ run_id: c.runId }).orderBy(['locale', 'link']))

describe('where a click leads', () => {
  test('to the stored target, and nobody keeps it or is told of it', async () => {
    const { status, headers } = await visit(at(c.token, 0))
    expect([status, headers.location]).toEqual([302, 'https://shop.example/en'])
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['referrer-policy']).toBe('no-referrer')
  })

  test('in the language of the message, whatever the person reads now', async () => {
    const { contactId, token } = await c.person({ locale: 'fr' })
    await t.core.db.system((trx) => trx('contacts').where({ id: contactId }).update({ locale: 'en' }))
    expect((await visit(at(token, 0))).headers.location).toBe('https://shop.example/fr')
  })

  test('in the language of the person where the token does not say, else the default', async () => {
    const signer = createLinkSigner(t.core)
    const of = async (locale: string) => {
      const { contactId } = await c.person({ locale })
      return (await visit(at(signer.makeToken(c.runId, contactId, 0), 0))).headers.location
    }
    expect(await of('fr-CA')).toBe('https://shop.example/fr')
    expect(await of('de')).toBe('https://shop.example/en')
  })

  test('filled for the person, encoded: a value changes neither host nor other parameters', async () => {
    expect((await visit(at(c.token, 1))).headers.location).toBe('https://shop.example/p?name=Ana%20%26%20Zo%C3%AB&n=1')
    const evil = await c.person({ first_name: '&n=2#@evil.example/' })
    const { location } = (await visit(at(evil.token, 1))).headers
    expect(new URL(String(location)).searchParams.get('n')).toBe('1')
    const host = await c.person({ locale: 'fr', attributes: { host: 'evil.example/?' } })
    expect((await visit(at(host.token, 3))).status).toBe(404)
  })

  test('an address that is one value is followed to the web only', async () => {
    const to = async (page: string) =>
      (await visit(at((await c.person({ locale: 'fr', attributes: { page } })).token, 1))).headers.location
    expect(await to('https://their.example/me')).toBe('https://their.example/me')
    for (const page of [
      'javascript:alert(1)',
      'data:text/html,x',
      '//evil.example',
      'https://a@evil.example/',
      'file:///etc/passwd',
      '',
    ])
      expect(await to(page)).toBeUndefined()
  })

  test('a stored target that is not of the web is not followed', async () => {
    const { token } = await c.person({ locale: 'fr' })
    expect((await visit(at(token, 2))).status).toBe(404)
  })
})

describe('what is not followed', () => {
  test('every changed character, every other form', async () => {
    const changed = [...c.token].map(
      (letter, i) => c.token.slice(0, i) + (letter === 'A' ? 'B' : 'A') + c.token.slice(i + 1),
    )
    for (const token of [
      ...changed,
      `${c.token}A`,
      c.token.slice(1),
      `${c.token}=`,
      'x',
      '%00',
      c.token.toLowerCase(),
      '..',
    ])
      expect((await visit(at(token, 0))).status, token).toBe(404)
    for (const link of ['9', '-1', '1.0', '0x1', '99999', '0%20', '__proto__', 'https:%2F%2Fevil.example'])
      expect((await visit(at(c.token, link))).status, link).toBe(404)
  })

  test('a good signature on a run that is gone; another installation’s token', async () => {
    const token = createLinkSigner(t.core).makeToken(uuid7(), uuid7(), 0, 0)
    expect((await visit(at(token, 0))).status).toBe(404)
    const other = createLinkSigner({ vault: { sign: () => Buffer.alloc(16) } }).makeToken(c.runId, c.contactId, 0, 0)
    expect((await visit(at(other, 0))).status).toBe(404)
  })

  test('targets in the query or in headers', async () => {
    const tries = ['?url=https://evil.example', '?u=//evil.example', '?next=https://evil.example']
    for (const query of tries) {
      const { headers } = await visit(at(c.token, 0) + query, {
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
      })
      expect(headers.location).toBe('https://shop.example/en')
    }
  })

  test('the answer is a page in the visitor’s language, with the other two below', async () => {
    const page = async (language: string) => {
      const { body, headers } = await visit('/c/x/0', { 'accept-language': language })
      expect(headers['content-type']).toContain('text/html')
      return body as string
    }
    const heading = (html: string) => /<h1>(.*?)<\/h1>/.exec(html)?.[1]
    expect(heading(await page('fr-CA,fr;q=0.8,en;q=0.5'))).toBe('Ce lien n’est pas valable')
    expect(heading(await page('de, es;q=0.9, en;q=0.1'))).toBe('Este enlace no es válido')
    expect(heading(await page('zh'))).toBe('This link is not valid')
    expect(heading(await page('en;q=0.2, fr;q=0'))).toBe('This link is not valid')
    for (const lang of ['en', 'fr', 'es']) expect(await page('zh')).toContain(`<section lang="${lang}">`)
  })

  test('nothing of the request comes back in the page', async () => {
    const { body } = await visit('/c/<script>alert(1)</script>/0', { 'accept-language': '<script>' })
    expect(body).not.toContain('script>')
  })
})

describe('what is noted', () => {
  test('a click: the message, the link, the person once, an event each time', async () => {
    await visit(at(c.token, 0))
    await events(1)
    await visit(at(c.token, 0))
    const [first, second] = await events(2)
    expect([first.kind, first.contact_id, first.data]).toEqual(['clicked', c.contactId, { link: 0, locale: 'en' }])
    expect(second.kind).toBe('clicked')
    expect(await links()).toMatchObject([{ locale: 'en', link: 0, human: 2, machine: 0, people: 1 }])
    const { clicked_at, clicked_links, opened_at } = await message(c.contactId)
    expect([clicked_at !== null, clicked_links, opened_at]).toEqual([true, [0], null])
    const { body } = await t.as('reader').get(`/api/v1/campaigns/${c.campaignId}/rollup`)
    expect(body).toMatchObject({ kinds: { clicked: 2 }, people: { opened: 0, clicked: 1 } })
  })

  test('a double click is one; two links with time between are two', async () => {
    await Promise.all([visit(at(c.token, 0)), visit(at(c.token, 0))])
    await events(1)
    await visit(at(c.token, 2))
    await events(2)
    expect((await links()).map((l: any) => [l.link, l.human, l.people])).toEqual([
      [0, 1, 1],
      [2, 1, 1],
    ])
    expect((await message(c.contactId)).clicked_links).toEqual([0, 2])
  })

  test('software is counted apart and marks nobody: HEAD, bots, scanners, prefetch, no agent', async () => {
    const people = await Promise.all([1, 2, 3, 4, 5].map(() => c.person()))
    const [head, bot, scanner, prefetch, silent] = people.map((p) => at(p.token, 0)) as [
      string,
      string,
      string,
      string,
      string,
    ]
    expect((await visit(head, {}, 'HEAD')).status).toBe(302)
    await visit(bot, { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' })
    await visit(scanner, { 'user-agent': 'BarracudaCentral/1.0' })
    await visit(prefetch, { 'sec-purpose': 'prefetch;prerender' })
    await visit(silent, { 'user-agent': '' })
    expect((await events(5)).map((e) => e.kind)).toEqual(Array(5).fill('machine_clicked'))
    expect(await links()).toMatchObject([{ human: 0, machine: 5, people: 0 }])
    for (const { contactId } of people) expect((await message(contactId)).clicked_at).toBeNull()
  })

  test('too soon after it left, or all links at once: software', async () => {
    const soon = await c.person({}, 0)
    const sweep = await c.person()
    await Promise.all([visit(at(soon.token, 0)), ...[0, 1, 2].map((link) => visit(at(sweep.token, link)))])
    expect((await events(4)).map((e) => e.kind)).toEqual(Array(4).fill('machine_clicked'))
    expect((await message(sweep.contactId)).clicked_at).toBeNull()
  })

  test('GET changes no consent and unsubscribes nobody', async () => {
    await visit(at(c.token, 0))
    await visit(`/o/${c.token}`)
    await events(1)
    const { rows } = await t.core.db.system((trx) =>
      trx.raw(
        'SELECT (SELECT count(*) FROM consent_events WHERE contact_id = ?) + (SELECT count(*) FROM suppressions) AS n',
        [c.contactId],
      ),
    )
    expect(rows[0].n).toBe(0)
  })

  test('nothing of a person who is gone or held; the link still leads on', async () => {
    const [gone, held, marker] = await Promise.all([c.person(), c.person({ held: true }), c.person()])
    await t.core.db.system((trx) => trx('contacts').where({ id: gone.contactId }).delete())
    for (const { token } of [gone, held, marker]) expect((await visit(at(token, 0))).status).toBe(302)
    expect((await events(1)).map((e) => e.contact_id)).toEqual([marker.contactId])
    expect((await message(held.contactId)).clicked_at).toBeNull()
  })
})

describe('the pixel', () => {
  const gif = (answer: { status: number; headers: any }) => [
    answer.status,
    answer.headers['content-type'],
    answer.headers['cache-control'],
  ]
  const PIXEL = [200, 'image/gif', 'no-store']

  test('an open counts with consent, at the moment of the hit', async () => {
    const [with_, without, withdrawn, marker] = await Promise.all([c.person(), c.person(), c.person(), c.person()])
    for (const { contactId } of [with_, withdrawn, marker]) await c.consent(contactId, 'given')
    await c.consent(withdrawn.contactId, 'withdrawn')
    for (const { token } of [with_, without, withdrawn]) expect(gif(await visit(`/o/${token}`))).toEqual(PIXEL)
    await visit(`/o/${marker.token}`)
    const found = await events(2)
    expect(found.map((e) => [e.kind, e.data])).toEqual([
      ['opened', null],
      ['opened', null],
    ])
    expect(found.map((e) => e.contact_id).sort()).toEqual([with_.contactId, marker.contactId].sort())
    expect((await message(with_.contactId)).opened_at).not.toBeNull()
    for (const { contactId } of [without, withdrawn]) expect((await message(contactId)).opened_at).toBeNull()
  })

  test('a click after withdrawal is counted on the link, not on the person', async () => {
    await c.consent(c.contactId, 'withdrawn')
    const marker = await c.person()
    await Promise.all([visit(at(c.token, 0)), visit(at(marker.token, 0))])
    expect((await events(1)).map((e) => e.contact_id)).toEqual([marker.contactId])
    expect(await links()).toMatchObject([{ human: 2, people: 1 }])
    expect((await message(c.contactId)).clicked_at).toBeNull()
  })

  test('image proxies and Apple’s privacy protection are software', async () => {
    const agents = [
      'Mozilla/5.0',
      'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
      'YahooMailProxy; https://help.yahoo.com',
    ]
    for (const agent of agents) {
      const { contactId, token } = await c.person()
      await c.consent(contactId, 'given')
      await visit(`/o/${token}.gif`, { 'user-agent': agent })
    }
    const soon = await c.person({}, 0)
    await c.consent(soon.contactId, 'given')
    await visit(`/o/${soon.token}`)
    expect((await events(4)).map((e) => e.kind)).toEqual(Array(4).fill('machine_opened'))
    expect((await message(soon.contactId)).opened_at).toBeNull()
  })

  test('is the same for good and bad addresses', async () => {
    const [good, bad] = await Promise.all([visit(`/o/${c.token}`), visit('/o/nonsense')])
    expect(gif(bad)).toEqual(PIXEL)
    expect(bad.body).toEqual(good.body)
  })
})

test('hits that wait are written when the server closes', async () => {
  const own = await createTestApp()
  const tracked = await createTracked(own)
  const database = own.core.db.url
  await own.app.inject({ url: at(tracked.token, 0), headers: { 'user-agent': BROWSER } })
  const { openDatabase } = await import('../../core/infra/postgres.ts')
  const db = openDatabase({ url: database })
  await own.app.close()
  const rows = await db.system((trx) => trx('delivery_events').where({ run_id: tracked.runId }))
  await db.close()
  await own.close()
  expect(rows.map((row: any) => row.kind)).toEqual(['clicked'])
})

test('addresses of a message', () => {
  const token = 'T'.repeat(64)
  expect(trackingUrls({ trackingUrl: 'https://go.example' }, token)).toEqual({
    click: `https://go.example/c/${token}`,
    pixel: `https://go.example/o/${token}`,
  })
})
