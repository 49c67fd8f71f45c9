import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStage, must, type Stage } from '../campaigns/support.ts'

let s: Stage
beforeAll(async () => {
  s = await createStage()
})
afterAll(() => s?.close())

const mail = (more: object = {}) => ({ subject: 'Hello', html: '<p>Hello {{contact.firstName}}</p>', ...more })
const create = (contents: object) =>
  must(s.owner.post('/api/v1/templates', { name: 'One', channel: 'email', contents }))

test('who changes what somebody else changed since is told, and nothing is overwritten', async () => {
  const made = await create({ en: mail() })
  const url = `/api/v1/templates/${made.id}`
  const first = await must(s.owner.patch(url, { contents: { en: mail({ subject: 'A' }) }, basedOn: made.updatedAt }))
  expect(first.updatedAt > made.updatedAt).toBe(true)
  const late = await s.owner.patch(url, { contents: { en: mail({ subject: 'B' }) }, basedOn: made.updatedAt })
  expect([late.status, late.body.code]).toEqual([409, 'stale'])
  const { data } = await must(s.owner.get(`${url}/versions`))
  expect(data[0].contents.en.subject).toBe('A')
  await must(s.owner.patch(url, { contents: { en: mail({ subject: 'B' }) }, basedOn: first.updatedAt }))
  // Without it nobody asks: scripts that own their templates.
  await must(s.owner.patch(url, { name: 'Two' }))
})

test('a mistake in one language does not hide the preview of another', async () => {
  const { id } = await create({ en: mail(), fr: mail({ subject: '{{contact.nope}}' }) })
  const preview = (locale: string) => s.owner.post(`/api/v1/templates/${id}/preview`, { locale })
  expect((await preview('en')).body).toMatchObject({ locale: 'en', content: { subject: 'Hello' } })
  const wrong = await preview('fr')
  expect(wrong.status).toBe(422)
  expect(wrong.body.errors).toMatchObject([{ field: 'fr.subject', code: 'unknown_variable' }])
})

test('a preheader is told beside the HTML into which it is written', async () => {
  const { id } = await create({ en: mail({ preheader: 'For {{contact.firstName}}' }) })
  const { moved } = await must(s.owner.post(`/api/v1/templates/${id}/preview`, {}))
  expect(moved).toEqual({ preheader: 'For Ana' })
})

test('the variables are those that a draft may name', async () => {
  await must(s.owner.post('/api/v1/attributes', { name: 'plan', type: 'text' }))
  await must(s.owner.post('/api/v1/attributes', { name: 'illness', type: 'text', sensitive: true }))
  const { variables } = await must(s.owner.get('/api/v1/templates/variables'))
  expect(variables).toContain('contact.attributes.plan')
  expect(variables).not.toContain('contact.attributes.illness')
  const all = variables.filter((name: string) => !name.endsWith('*')).map((name: string) => `{{${name}}}`)
  const { id } = await create({ en: mail({ text: all.join('\n') }) })
  expect((await must(s.owner.get(`/api/v1/templates/${id}/check`))).problems).toEqual([])
})

test('its campaigns are told', async () => {
  const { id } = await create({ en: mail() })
  const steps = [{ channel: 'email', templateId: id }]
  const campaign = await must(s.owner.post('/api/v1/campaigns', { name: 'Spring', plan: { steps } }))
  const { campaigns } = await must(s.owner.get(`/api/v1/templates/${id}/usage`))
  expect(campaigns).toEqual([{ id: campaign.id, name: 'Spring', state: 'draft' }])
})

test('a design is kept and checked, and is not sent', async () => {
  const design = '<mjml><mj-body><mj-text>Hello\n{{contact.nope}}</mj-text></mj-body></mjml>'
  const { id } = await create({ en: mail({ design }) })
  const url = `/api/v1/templates/${id}`
  const { problems } = await must(s.owner.get(`${url}/check`))
  expect(problems).toMatchObject([{ field: 'en.design', code: 'unknown_variable', line: 2 }])
  await must(s.owner.patch(url, { contents: { en: mail({ design: design.replace('nope', 'firstName') }) } }))
  const published = await must(s.owner.post(`${url}/publish`))
  expect(published.contents.en.design).toContain('mj-text')
  expect((await must(s.owner.post(`${url}/preview`, {}))).content).not.toHaveProperty('design')
})
