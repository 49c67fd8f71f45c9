import { DateTime } from 'luxon'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createStage, must, type Stage } from './support.ts'

let s: Stage
beforeAll(async () => {
  s = await createStage({ worker: false })
})
afterAll(() => s?.close())

const GOOD =
  '<p>A letter of some length, so that there is something to read.</p><a href="{{urls.unsubscribe}}">Leave</a>'
const check = async (plan: object) => must(s.owner.get(`/api/v1/campaigns/${await s.world.campaign(plan)}/check`))
const of = (body: any, code: string) => body.findings.find((one: any) => one.code === code)
/** Noon tomorrow in Paris: nobody of the workspace sleeps then. */
const noon = {
  kind: 'at',
  at: DateTime.now().setZone('Europe/Paris').plus({ days: 1 }).set({ hour: 12 }).toUTC().toISO()!,
}

const people = async (count: number, domain: string, fields = '') => {
  const audience = await s.people(count, domain)
  if (fields)
    await s.t.core.db.directSystem((client) =>
      client.query(
        `UPDATE contacts SET ${fields} WHERE id IN (SELECT contact_id FROM addresses WHERE value LIKE '%@${domain}')`,
      ),
    )
  return audience
}

test('what prevents the launch comes first, each with its step', async () => {
  const body = await check({ basis: undefined, steps: s.by(undefined, s.world.accountId) })
  expect(body.findings.map((one: any) => [one.level, one.code, one.step, one.field])).toEqual([
    ['missing', 'missing', null, '/plan/basis'],
    ['missing', 'unknown', 0, '/plan/steps/0/templateId'],
  ])
})

describe('content', () => {
  test('a letter that says how to leave has nothing against it', async () => {
    const templateId = await s.template({ en: { subject: 'News', html: GOOD } })
    const body = await check({
      audience: await people(3, 'good.example'),
      steps: s.by(undefined, templateId),
      schedule: noon,
    })
    expect(body.ready).toBe(true)
    expect(body.findings.filter((one: any) => one.level === 'risk')).toEqual([])
  })

  test('no way to leave, what the channel advises against, and changes that are not published', async () => {
    const templateId = await s.template({
      en: { subject: 'BUY IT NOW', html: `<p>${'x'.repeat(110_000)}</p>` },
      fr: { subject: 'Nouvelles', html: GOOD },
    })
    await must(
      s.owner.patch(`/api/v1/templates/${templateId}`, { contents: { en: { subject: 'Calmer', html: GOOD } } }),
    )
    const plan = { audience: await people(2, 'content2.example'), steps: s.by(undefined, templateId), schedule: noon }
    const body = await check(plan)
    expect(body.ready).toBe(true)
    expect(of(body, 'no_way_to_leave')).toMatchObject({ level: 'risk', step: 0, data: { locales: 'en' } })
    expect(of(body, 'subject_capitals')).toMatchObject({
      field: '/plan/steps/0/templateId',
      data: { field: 'subject', locales: 'en' },
    })
    expect(of(body, 'clipped')).toMatchObject({ level: 'risk', data: { field: 'html', locales: 'en' } })
    expect(of(body, 'unpublished_changes')).toMatchObject({ level: 'info' })
    expect(of(await check({ ...plan, basis: 'transactional' }), 'no_way_to_leave')).toBeUndefined()
  })
})

describe('people', () => {
  test('languages that the content does not have, with how many read them', async () => {
    const audience = await people(5, 'lang.example', `locale = CASE WHEN external_id IS NULL THEN 'pt-BR' END`)
    const templateId = await s.template({ en: { subject: 'News', html: GOOD } })
    const body = await check({ audience, steps: s.by(undefined, templateId), schedule: noon })
    expect(of(body, 'language_missing')).toMatchObject({
      level: 'info',
      step: 0,
      data: { locale: 'pt', people: 5, instead: 'en' },
    })
  })

  test('those who would be woken, unless there are quiet hours or each gets it by their own clock', async () => {
    const audience = await people(4, 'night.example', `time_zone = 'Pacific/Auckland'`)
    const plan = { audience, schedule: noon }
    expect(of(await check(plan), 'at_night')).toMatchObject({
      level: 'risk',
      field: '/plan/schedule',
      data: { people: 4, zones: 'Pacific/Auckland' },
    })
    const quiet = { ...plan, limits: { quietHours: { from: '21:00', to: '08:00' } } }
    expect(of(await check(quiet), 'at_night')).toBeUndefined()
    const at = DateTime.now().plus({ days: 3 }).toFormat("yyyy-MM-dd'T'12:00")
    expect(of(await check({ ...plan, schedule: { kind: 'local', at } }), 'at_night')).toBeUndefined()
    const past = { kind: 'at', at: '2026-01-01T12:00:00Z' }
    expect(of(await check({ ...plan, schedule: past }), 'due_at_once')).toMatchObject({ level: 'info' })
  })
})

describe('accounts', () => {
  test('untested, failing, shut and a domain whose records are not right', async () => {
    const account = await s.account()
    const plan = { audience: await people(3, 'account.example'), steps: s.by(account), schedule: noon }
    const first = await check(plan)
    expect(of(first, 'account_untested')).toMatchObject({ level: 'info', step: 0, field: '/plan/steps/0/accountId' })
    expect(of(first, 'domain_unchecked')).toMatchObject({ data: { domain: 'shop.example' } })
    await s.t.core.db.tenant(s.t.workspaceId, async (trx) => {
      const health = JSON.stringify({ ok: false, message: 'no route to host', at: new Date().toISOString() })
      await trx('accounts').where({ id: account }).update({ health })
      await trx('account_breakers').insert({
        workspace_id: s.t.workspaceId,
        account_id: account,
        destination: '',
        open_until: trx.raw("now() + interval '1 hour'"),
        trips: 1,
        reason: '421 too busy',
      })
      await trx('sending_domains').insert({
        workspace_id: s.t.workspaceId,
        domain: 'shop.example',
        dkim_selector: 's1',
        dkim_public: 'x',
        dkim_private: 'x',
        records: '[]',
      })
    })
    const second = await check(plan)
    expect(second.ready).toBe(true)
    for (const code of ['account_unhealthy', 'account_closed', 'domain_unauthenticated'])
      expect(of(second, code), code).toMatchObject({ level: 'risk', step: 0 })
    const levels = second.findings.map((one: any) => one.level)
    expect(levels).toEqual([...levels].sort().reverse())
  })

  test('an account that is too slow for its audience', async () => {
    const audience = await people(40, 'slow.example')
    const slow = await s.account({ ratePerSecond: 0.0003 })
    expect(of(await check({ audience, steps: s.by(slow), schedule: noon }), 'takes_days')).toMatchObject({
      data: { hours: 38 },
    })
    const short = { audience, steps: s.by(slow), schedule: noon, limits: { expiresHours: 24 } }
    expect(of(await check(short), 'slower_than_validity')).toMatchObject({ data: { hours: 38, validity: 24 } })
    expect(of(await check({ audience, limits: { perSecond: 0.01 } }), 'takes_days')).toBeUndefined()
  })
})

test('the draft of a template is weighed, and advised against what filters look for', async () => {
  const made = await must(
    s.owner.post('/api/v1/templates', {
      name: 'Draft',
      channel: 'email',
      contents: { en: { subject: 'HELLO WORLD', html: '<a href="http://a.example">{{nope}}</a>' }, fr: { html: 3 } },
    }),
  )
  const body = await must(s.owner.get(`/api/v1/templates/${made.id}/check`))
  expect(body.ok).toBe(false)
  expect(body.warnings.map((one: any) => [one.locale, one.field, one.code])).toEqual([
    ['en', 'subject', 'subject_capitals'],
    ['en', 'html', 'insecure_link'],
  ])
  expect(Object.keys(body.weights)).toEqual(['en'])
  expect(body.weights.en.bytes).toBeGreaterThan(1_000)
})
