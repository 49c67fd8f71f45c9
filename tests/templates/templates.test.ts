import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuid7 } from '../../core/infra/ids.ts'
import { createStage, must, type Stage } from '../campaigns/support.ts'
import { expectExactCounts, settled, until } from '../support/ledger.ts'

let s: Stage
beforeAll(async () => {
  s = await createStage()
  await must(s.owner.post('/api/v1/attributes', { name: 'points', type: 'number' }))
  await must(s.owner.post('/api/v1/attributes', { name: 'diagnosis', type: 'text', sensitive: true }))
})
afterAll(() => s?.close())

const HTML = '<p>Hello {{default contact.firstName "you"}}</p><a href="https://shop.example/a">A</a>'
const mail = (more: object = {}) => ({ subject: 'Hello', html: HTML, ...more })
const create = async (contents: object, more: object = {}) =>
  (await must(s.owner.post('/api/v1/templates', { name: uuid7(), channel: 'email', contents, ...more }))).id as string
const url = (id: string, verb = '') => `/api/v1/templates/${id}${verb}`
const show = (id: string) => must(s.owner.get(url(id)))
const publish = (id: string) => s.owner.post(url(id, '/publish'))
const versions = async (id: string) => (await must(s.owner.get(url(id, '/versions')))).data
const runOf = (key: string) => key.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
const placed = (answer: { body: any }) =>
  answer.body.errors.map(({ field, line, column }: any) => [field, line, column])

describe('versions', () => {
  test('a draft is checked, published, and changes no more; the next change is a new draft', async () => {
    const id = await create({ en: mail() })
    expect(await show(id)).toMatchObject({ publishedVersion: null, draftVersion: 1 })
    expect((await s.owner.get(url(id, '/check'))).body).toMatchObject({ ok: true, problems: [], warnings: [] })
    const first = await must(publish(id))
    expect(first).toMatchObject({ number: 1, links: { en: ['https://shop.example/a'] } })
    expect(first.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect((await publish(id)).body.code).toBe('conflict')
    expect((await s.owner.get(url(id, '/check'))).status).toBe(409)

    await must(s.owner.patch(url(id), { contents: { en: mail({ subject: 'Second' }) } }))
    await must(s.owner.patch(url(id), { contents: { en: mail({ subject: 'Second, better' }) } }))
    expect(await show(id)).toMatchObject({ publishedVersion: 1, draftVersion: 2 })
    const second = await must(publish(id))
    expect(second.number).toBe(2)
    const all = await versions(id)
    expect(all.map((one: any) => one.number)).toEqual([2, 1])
    expect(all[1]).toEqual(first)
    expect(all[0].contents.en.subject).toBe('Second, better')
    expect(second.sha256).not.toBe(first.sha256)
  })

  test('a campaign goes with the version that it was launched with', async () => {
    const id = await create({ en: mail({ subject: 'As launched' }) })
    await must(publish(id))
    const audience = await s.people(1, 'version.example')
    const at = new Date(Date.now() + 1_200).toISOString()
    const campaign = await s.world.campaign({ audience, steps: s.by(undefined, id), schedule: { kind: 'at', at } })
    await s.world.launch(campaign)
    await must(s.owner.patch(url(id), { contents: { en: mail({ subject: 'Changed since' }) } }))
    await must(publish(id))
    await s.world.reached(campaign, 'completed')
    const [arrived] = s.world.sandbox.messages({ to: 'p0@version.example' })
    expect((await PostalMime.parse(arrived!.raw)).subject).toBe('As launched')
  })

  test('what people were sent cannot be deleted; a draft can', async () => {
    const id = await create({ en: mail() })
    await must(publish(id))
    const audience = await s.people(1, 'delete.example')
    const campaign = await s.world.campaign({ audience, steps: s.by(undefined, id) })
    await s.world.launch(campaign)
    await s.world.reached(campaign, 'completed')
    expect((await s.owner.delete(url(id))).body.code).toBe('conflict')
    const other = await create({ en: mail() })
    expect((await s.owner.delete(url(other))).status).toBe(204)
    expect((await s.owner.get(url(other))).status).toBe(404)
  })
})

describe('mistakes', () => {
  test('are named by language, field, line and column, all at once, and nothing is published', async () => {
    const id = await create({
      en: mail({ html: '<p>Fine</p>\n<p>\n  {{contact.frstName}}</p>' }),
      fr: mail({ subject: 'Bonjour {{contact.firstName' }),
      es: { html: 'x', colour: 'red' },
    })
    const answer = await publish(id)
    expect([answer.status, answer.body.code]).toEqual([422, 'content'])
    const places = placed(answer)
    expect(places).toContainEqual(['en.html', 3, 5])
    expect(places.find(([field]: any) => field === 'fr.subject')?.[1]).toBe(1)
    expect(places.map(([field]: any) => field)).toEqual(expect.arrayContaining(['es.subject', 'es.colour']))
    expect((await s.owner.get(url(id, '/check'))).body.problems.map((one: any) => one.field)).toEqual(
      answer.body.errors.map((one: any) => one.field),
    )
    expect(await show(id)).toMatchObject({ publishedVersion: null, draftVersion: 1 })
    expect((await versions(id))[0]).toMatchObject({ publishedAt: null, sha256: null, links: null })
  })

  test.each([
    ['no content', {}, 'contents'],
    ['none in the default language', { fr: mail() }, 'en'],
    ['a language that is none', { en: mail(), 'not a language': mail() }, 'not a language'],
    ['a language that is not written in its one form', { en: mail(), 'FR-ca': mail() }, 'FR-ca'],
    ['a sensitive attribute', { en: mail({ html: '{{contact.attributes.diagnosis}}' }) }, 'en.html'],
    ['an attribute nobody declared', { en: mail({ html: '{{contact.attributes.shoe}}' }) }, 'en.html'],
    ['a link that runs code', { en: mail({ html: '<a href="javascript:alert(1)">x</a>' }) }, 'en.html'],
    ['a click address of one’s own', { en: mail({ html: '{{urls.click}}/3' }) }, 'en.html'],
    ['two lines of subject', { en: mail({ subject: 'a\r\nBcc: x@y.example' }) }, 'en.subject'],
    ['the constructor', { en: mail({ html: '{{contact.constructor}}' }) }, 'en.html'],
    ['the prototype', { en: mail({ html: '{{contact.__proto__.polluted}}' }) }, 'en.html'],
    ['a lookup around the rules', { en: mail({ html: '{{lookup contact "constructor"}}' }) }, 'en.html'],
    ['a partial', { en: mail({ html: '{{> secrets}}' }) }, 'en.html'],
    ['a decorator', { en: mail({ html: '{{* inline}}' }) }, 'en.html'],
    ['an unknown helper', { en: mail({ html: '{{exec "id"}}' }) }, 'en.html'],
  ])('%s is refused at publish with its place', async (_what, contents, field) => {
    const id = await create(contents, { defaultLocale: 'en' })
    const answer = await publish(id)
    expect([answer.status, answer.body.code]).toEqual([422, 'content'])
    expect(answer.body.errors.map((one: any) => one.field)).toContain(field)
    expect((await show(id)).publishedVersion).toBeNull()
  })

  test('a template that is text of an object, a channel that is not there, a default language that is none', async () => {
    const ast = { en: { subject: 'x', html: { type: 'Program', body: [] } } }
    expect(placed(await publish(await create(ast)))).toEqual([['en.html', undefined, undefined]])
    const fields = async (body: object) => (await s.owner.post('/api/v1/templates', body)).body.errors[0].field
    expect(await fields({ name: 'x', channel: 'smoke' })).toBe('/channel')
    expect(await fields({ name: 'x', channel: 'email', defaultLocale: 'e n' })).toBe('/defaultLocale')
  })

  test('a bomb is cut off when it is rendered, and the answer names the field', async () => {
    const deep =
      '{{#each data.l}}{{#each ../data.l}}{{#each ../../data.l}}{{#each ../../../data.l}}xxxxxxxxxx{{/each}}{{/each}}{{/each}}{{/each}}'
    const flat =
      '{{#each data.l}}{{#each @root.data.l}}{{#each @root.data.l}}{{#each @root.data.l}}xxxxxxxxxx{{/each}}{{/each}}{{/each}}{{/each}}'
    for (const html of [deep, flat]) {
      const id = await create({ en: mail({ html }) })
      const answer = await s.owner.post(url(id, '/preview'), { data: { l: Array(200).fill(1) } })
      expect([answer.status, answer.body.code]).toEqual([422, 'content'])
      expect(answer.body.errors[0].field).toMatch(/^en\.html/)
    }
  })
})

describe('the preview', () => {
  test('shows a draft or a version as a person gets it, in their language', async () => {
    const html = (word: string) =>
      `<p>${word} {{default contact.firstName "?"}}, {{number contact.attributes.points}}</p>`
    const id = await create({ en: mail({ html: html('Dear') }), fr: mail({ subject: 'Salut', html: html('Cher') }) })
    await must(publish(id))
    await must(s.owner.patch(url(id), { contents: { en: mail({ subject: 'Draft' }) } }))
    const person = await must(
      s.owner.post('/api/v1/contacts', {
        firstName: '<Zoé>',
        locale: 'fr-BE',
        attributes: { points: 1234 },
        addresses: [{ kind: 'email', value: 'zoe@preview.example' }],
      }),
    )
    const asZoe = await must(s.owner.post(url(id, '/preview'), { contactId: person.id, version: 1 }))
    expect([asZoe.locale, asZoe.content.subject]).toEqual(['fr', 'Salut'])
    expect(asZoe.content.html).toMatch(/Cher &lt;Zoé&gt;, 1.234</)
    expect(asZoe.measure).toMatchObject({ units: 1 })
    const sample = await must(s.owner.post(url(id, '/preview'), {}))
    expect([sample.locale, sample.content.subject]).toEqual(['en', 'Draft'])
    expect(sample.content.html).toContain('Hello Ana')
    const english = await must(s.owner.post(url(id, '/preview'), { contactId: person.id, version: 1, locale: 'en' }))
    expect(english.content.html).toContain('Dear &lt;Zoé&gt;')
  })

  test('of what is not there, or cannot be, is refused', async () => {
    const id = await create({ en: mail({ html: '{{contact.shoe}}' }) })
    expect((await s.owner.post(url(id, '/preview'), {})).body.errors[0].field).toBe('en.html')
    expect((await s.owner.post(url(id, '/preview'), { version: 9 })).status).toBe(404)
    const fine = await create({ en: mail() })
    expect((await s.owner.post(url(fine, '/preview'), { contactId: uuid7() })).status).toBe(404)
    expect((await s.t.as('owner', 'other').post(url(fine, '/preview'), {})).status).toBe(404)
  })
})

describe('a test send', () => {
  const trial = (id: string, body: object, client = s.owner) => client.post(url(id, '/test'), body)

  test('takes the draft to a few people through the ledger, in no campaign’s figures', async () => {
    const id = await create({ en: mail({ subject: 'Published' }), fr: mail({ subject: 'Publié' }) })
    await must(publish(id))
    await must(
      s.owner.patch(url(id), {
        contents: { en: mail({ subject: 'Draft {{data.n}}' }), fr: mail({ subject: 'Brouillon' }) },
      }),
    )
    const contact = await must(
      s.owner.post('/api/v1/contacts', { locale: 'fr', addresses: [{ kind: 'email', value: 'fr@trial.example' }] }),
    )
    const to = [{ address: 'en@trial.example', data: { n: 1 } }, { contactId: contact.id }, { address: 'nobody' }]
    const { status, body } = await trial(id, { to })
    expect([status, body.test, body.version]).toEqual([202, true, 2])
    expect(body.data.map((one: any) => one.state)).toEqual(['queued', 'queued', 'refused'])
    const runId = runOf(body.data[0].id)
    await settled(s.t, runId, { accepted: 2 })
    await expectExactCounts(s.t, runId)
    const subject = async (address: string) =>
      (await PostalMime.parse(s.world.sandbox.messages({ to: address })[0]!.raw)).subject
    expect([await subject('en@trial.example'), await subject('fr@trial.example')]).toEqual(['Draft 1', 'Brouillon'])
    const [run] = await s.t.core.db.tenant(s.t.workspaceId, (trx) => trx('runs').where({ id: runId }))
    expect([run.kind, run.campaign_id]).toEqual(['test', null])
    await until(async () => {
      const [ended] = await s.t.core.db.tenant(s.t.workspaceId, (trx) => trx('runs').where({ id: runId }))
      return ended.state === 'completed'
    })
    // A frequency cap counts campaigns only.
    const history = await must(s.owner.get(`/api/v1/contacts/${contact.id}/messages`))
    expect(history.data).toMatchObject([{ campaignId: null, state: 'accepted' }])

    const english = await trial(id, { to: [{ contactId: contact.id }], version: 1, locale: 'en' })
    await settled(s.t, runOf(english.body.data[0].id), { accepted: 1 })
    expect(await subject('fr@trial.example')).toBe('Published')
  })

  test('obeys the gate, and is refused with what is wrong', async () => {
    const id = await create({ en: mail() })
    await s.t.core.db.tenant(s.t.workspaceId, async (trx) => {
      const hash = s.t.core.vault.addressHash(s.t.workspaceId, 'email', 'gone@trial.example')
      await trx('suppressions').insert({
        workspace_id: s.t.workspaceId,
        kind: 'email',
        address_hash: hash,
        reason: 'legal',
      })
    })
    const stopped = await trial(id, { to: [{ address: 'gone@trial.example' }] })
    expect(stopped.body.data).toMatchObject([{ state: 'suppressed', reason: 'suppressed_legal' }])
    const eleven = Array.from({ length: 11 }, (_, i) => ({ address: `p${i}@trial.example` }))
    expect((await trial(id, { to: eleven })).status).toBe(422)
    expect((await trial(id, { to: [] })).status).toBe(422)
    const to = [{ address: 'a@trial.example' }]
    expect((await trial(id, { to, locale: 'de' })).body.errors[0].field).toBe('/locale')
    expect((await trial(id, { to, version: 7 })).status).toBe(404)
    expect((await trial(id, { to, accountId: uuid7() })).body.errors[0].field).toBe('/accountId')
    const broken = await create({ en: mail({ html: '{{contact.shoe}}' }) })
    expect((await trial(broken, { to })).body.errors[0].field).toBe('en.html')
    expect((await trial(id, { to }, s.t.as('reader'))).status).toBe(403)
    expect((await trial(id, { to }, s.t.as('owner', 'other'))).status).toBe(404)
  })
})
