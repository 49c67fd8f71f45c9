import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSmtpSandbox } from '../../plugins/email/sandbox.ts'
import { createStage, must, type Stage } from '../campaigns/support.ts'
import { until } from '../support/ledger.ts'

let s: Stage
beforeAll(async () => {
  s = await createStage()
})
afterAll(() => s?.close())

const SECRET = 'correct-horse-battery-9'
const SETTINGS = { host: 'mail.shop.example', fromEmail: 'news@shop.example', user: 'shop', password: SECRET }
const url = (id: string, verb = '') => `/api/v1/accounts/${id}${verb}`
const create = (settings: object, more: object = {}) =>
  s.owner.post('/api/v1/accounts', { name: 'Account', provider: 'smtp', settings, ...more })
const rowOf = (id: string) =>
  s.t.core.db.tenant(s.t.workspaceId, (trx) => trx('accounts').where({ id }).first()) as Promise<any>

describe('settings', () => {
  test.each([
    ['a missing one', { fromEmail: 'a@b.example' }, '/settings/host'],
    ['a wrong type', { ...SETTINGS, port: 'twenty-five' }, '/settings/port'],
    ['one out of range', { ...SETTINGS, port: 70_000 }, '/settings/port'],
    ['an unknown one', { ...SETTINGS, colour: 'red' }, '/settings/colour'],
    ['a line break in a name', { ...SETTINGS, fromName: 'Shop\r\nBcc: x@y.example' }, '/settings/fromName'],
    ['an encryption that there is not', { ...SETTINGS, security: 'rot13' }, '/settings/security'],
  ])('with %s are refused by their field, and nothing is kept', async (_what, settings, field) => {
    const answer = await create(settings)
    expect(answer.status).toBe(422)
    expect(answer.body.errors.map((one: any) => one.field)).toContain(field)
    expect(JSON.stringify(answer.body)).not.toContain(SECRET)
  })

  test('of a provider that is not mounted are refused, naming those that are', async () => {
    const answer = await create({}, { provider: 'pigeon' })
    expect(answer.body.errors[0]).toMatchObject({ field: '/provider', message: expect.stringContaining('smtp') })
  })

  test('that the catalogue describes are those that are taken', async () => {
    const { data } = await must(s.owner.get('/api/v1/providers'))
    const smtp = data.find((one: any) => one.id === 'smtp')
    expect(smtp).toMatchObject({ channel: 'email', label: { en: expect.any(String), fr: expect.any(String) } })
    expect(smtp.settings.properties.password.format).toBe('password')
    const { data: channels } = await must(s.owner.get('/api/v1/channels'))
    expect(channels.map((one: any) => one.id)).toContain('email')
  })
})

describe('secrets', () => {
  test('are sealed where they lie, and shown nowhere: not to their owner, not in the audit log', async () => {
    const made = await create(SETTINGS)
    expect(made.status).toBe(201)
    expect(made.body.secrets).toEqual(['password'])
    expect(made.body.settings).not.toHaveProperty('password')
    const { id } = made.body
    const raw = JSON.stringify(await rowOf(id))
    expect(raw).not.toContain(SECRET)
    const answers = [
      made,
      await s.owner.get(url(id)),
      await s.owner.get('/api/v1/accounts'),
      await s.owner.get('/api/v1/audit'),
    ]
    for (const answer of answers) expect(JSON.stringify(answer.body)).not.toContain(SECRET)
    const trail = await s.t.core.db.tenant(s.t.workspaceId, (trx) => trx('audit_log').where({ object_id: id }))
    expect(JSON.stringify(trail)).not.toContain(SECRET)
    expect(trail).toHaveLength(1)
  })

  test('stay when they are not given or empty, and change when they are; one account’s open in no other', async () => {
    const { id } = (await create(SETTINGS)).body
    const before = (await rowOf(id)).secrets
    const named = await must(
      s.owner.patch(url(id), { name: 'Named', settings: { host: 'other.shop.example', password: '' } }),
    )
    expect(named).toMatchObject({ name: 'Named', secrets: ['password'], version: 2 })
    expect(named.settings).toMatchObject({ host: 'other.shop.example', user: 'shop', fromEmail: 'news@shop.example' })
    const { unsealSettings } = await import('../../core/accounts/settings.ts')
    const opened = async (row: any, as = id) =>
      unsealSettings(s.t.core.vault, { ...row, workspaceId: s.t.workspaceId, id: as }).password
    expect(await opened(await rowOf(id))).toBe(SECRET)
    await must(s.owner.patch(url(id), { settings: { password: 'another-one' } }))
    expect(await opened(await rowOf(id))).toBe('another-one')
    expect((await rowOf(id)).secrets).not.toBe(before)
    const other = (await create(SETTINGS)).body.id
    await expect(opened(await rowOf(id), other)).rejects.toThrow()
    expect((await s.owner.patch(url(id), { settings: { port: 0 } })).body.errors[0].field).toBe('/settings/port')
    expect((await rowOf(id)).version).toBe(3)
  })
})

describe('the connection test', () => {
  test('gives the server’s own words, and what to do; it is kept with its time', async () => {
    const id = await s.account()
    expect(await must(s.owner.post(url(id, '/check')))).toMatchObject({ ok: true })
    expect((await must(s.owner.get(url(id)))).health).toMatchObject({ ok: true, at: expect.any(String) })

    const locked = await startSmtpSandbox({ auth: { user: 'shop', password: 'right' } })
    const wrong = await s.account({ ...locked.settings, password: SECRET })
    const health = await must(s.owner.post(url(wrong, '/check')))
    expect(health).toMatchObject({ ok: false, hint: expect.stringContaining('password') })
    expect(health.message).toContain('535')
    expect(JSON.stringify(health)).not.toContain(SECRET)
    expect((await must(s.owner.get(url(wrong)))).health.ok).toBe(false)
    await locked.close()
    const gone = await must(s.owner.post(url(wrong, '/check')))
    expect(gone).toMatchObject({ ok: false, hint: expect.stringContaining('Nothing answers there') })
  })

  test('of a paused account works, and sends nothing', async () => {
    const id = await s.account()
    const accepted = s.world.sandbox.accepted()
    await must(s.owner.patch(url(id), { state: 'paused' }))
    expect(await must(s.owner.post(url(id, '/check')))).toMatchObject({ ok: true })
    expect(s.world.sandbox.accepted()).toBe(accepted)
  })
})

describe('an account in use', () => {
  test('is not deleted while something is to be sent through it; then it is, and its traces with it', async () => {
    const id = await s.account({ ratePerSecond: 100 })
    const audience = await s.people(3, 'used.example')
    const at = new Date(Date.now() + 3_600_000).toISOString()
    const campaign = await s.world.campaign({ audience, steps: s.by(id), schedule: { kind: 'at', at } })
    await s.world.launch(campaign)
    const refused = await s.owner.delete(url(id))
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict'])
    await must(s.owner.post(`/api/v1/campaigns/${campaign}/cancel`))
    const next = await s.world.campaign({ audience, steps: s.by(id) })
    await s.world.launch(next)
    await s.world.reached(next, 'completed')
    await until(async () => (await s.owner.delete(url(id))).status === 204)
    expect((await s.owner.get(url(id))).status).toBe(404)
    const left = await s.t.core.db.tenant(s.t.workspaceId, (trx) => trx('account_buckets').where({ account_id: id }))
    expect(left).toEqual([])
    // What was sent through it stays provable.
    expect((await must(s.owner.get(`/api/v1/campaigns/${next}/messages`))).data).toHaveLength(3)
  })

  test('takes new settings while it sends: the next groups go where they say', async () => {
    const second = await startSmtpSandbox({ countKeys: true })
    const id = await s.account({ lanes: 1, group: 5, connections: 1, ratePerSecond: 50 })
    const campaign = await s.world.campaign({ audience: await s.people(100, 'moved.example'), steps: s.by(id) })
    await s.world.launch(campaign)
    await until(() => s.world.sandbox.messages({ limit: 1000 }).some(({ to }) => to.endsWith('@moved.example')))
    await must(s.owner.post(`/api/v1/campaigns/${campaign}/pause`))
    await must(s.owner.patch(url(id), { settings: { port: second.settings.port, ratePerSecond: 0 } }))
    await must(s.owner.post(`/api/v1/campaigns/${campaign}/resume`))
    await s.world.reached(campaign, 'completed')
    const first = s.world.sandbox.messages({ limit: 1000 }).filter(({ to }) => to.endsWith('@moved.example')).length
    expect(first + second.accepted()).toBe(100)
    expect(second.accepted()).toBeGreaterThan(0)
    await second.close()
  })
})
