import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuid7 } from '../../core/infra/ids.ts'
import { expectExactCounts, ledgerOf } from '../support/ledger.ts'
import { createStage, must, type Stage } from './support.ts'

let s: Stage
beforeAll(async () => {
  s = await createStage()
})
afterAll(() => s?.close())

const draft = async (plan: object = {}) =>
  (await must(s.owner.post('/api/v1/campaigns', { name: 'Draft', plan }))).id as string
const fields = (answer: { body: any }) =>
  (answer.body.errors ?? answer.body.problems).map((one: any) => one.field).sort()
const runsOf = (campaignId: string) =>
  s.t.core.db.tenant(s.t.workspaceId, (trx) => trx('runs').where({ campaign_id: campaignId }))

describe('before the launch', () => {
  test('everything that is missing is listed at once, and the launch is refused with the same list', async () => {
    const id = await draft()
    const check = await s.owner.get(`/api/v1/campaigns/${id}/check`)
    expect(check.body).toMatchObject({ ready: false, explanation: null })
    expect(fields(check)).toEqual(['/plan/audience', '/plan/basis', '/plan/purpose', '/plan/steps'])
    const launch = await s.owner.post(`/api/v1/campaigns/${id}/launch`)
    expect([launch.status, launch.body.code]).toEqual([409, 'not_ready'])
    expect(fields(launch)).toEqual(fields(check))
    expect(await runsOf(id)).toEqual([])
  })

  test('each wrong step is named by its place', async () => {
    const unpublished = await must(s.owner.post('/api/v1/templates', { name: 'Draft', channel: 'email' }))
    const paused = await s.account()
    await must(s.owner.patch(`/api/v1/accounts/${paused}`, { state: 'paused' }))
    const id = await s.world.campaign({
      audience: await s.people(1, 'steps.example'),
      steps: [
        { channel: 'email', accountId: uuid7(), templateId: uuid7() },
        { channel: 'email', accountId: paused, templateId: unpublished.id },
        { channel: 'email' },
      ],
    })
    const launch = await s.owner.post(`/api/v1/campaigns/${id}/launch`)
    expect(launch.body.errors.map((one: any) => [one.field, one.code])).toEqual([
      ['/plan/steps/0/accountId', 'unknown'],
      ['/plan/steps/0/templateId', 'unknown'],
      ['/plan/steps/1/accountId', 'paused'],
      ['/plan/steps/1/templateId', 'not_published'],
      ['/plan/steps/2/accountId', 'missing'],
      ['/plan/steps/2/templateId', 'missing'],
    ])
  })

  test('a channel that is not there and a day that does not exist are refused when they are written', async () => {
    const bad = await s.owner.post('/api/v1/campaigns', {
      name: 'Bad',
      plan: {
        steps: [{ channel: 'smoke', accountId: uuid7(), templateId: uuid7() }],
        schedule: { kind: 'local', at: '2027-02-30T10:00' },
      },
    })
    expect(bad.status).toBe(422)
    expect(fields(bad)).toEqual(['/plan/schedule/at', '/plan/steps/0/channel'])
  })

  test('a list of another workspace, or one that is gone, is no audience', async () => {
    const audience = { include: [{ source: 'list', definition: { listId: uuid7() } }], exclude: [] }
    const launch = await s.owner.post(`/api/v1/campaigns/${await s.world.campaign({ audience })}/launch`)
    expect(launch.status).toBe(409)
    expect(fields(launch)[0]).toMatch(/^\/plan\/audience/)
  })

  test.each(['nobody in it', 'nobody who may be written to'])('an audience with %s is refused', async (kind) => {
    const audience = await s.people(kind === 'nobody in it' ? 0 : 2, `${kind.length}.empty.example`)
    const basis = kind === 'nobody in it' ? {} : { purpose: 'another_purpose' }
    const id = await s.world.campaign({ audience, ...basis })
    const launch = await s.owner.post(`/api/v1/campaigns/${id}/launch`)
    expect([launch.status, launch.body.errors]).toEqual([
      409,
      [{ field: '/plan/audience', code: 'empty', message: 'Nobody would get it.' }],
    ])
  })
})

describe('the draft', () => {
  test('comes back as it was written, whatever its audience is made of', async () => {
    const audience = { include: [{ source: 'list', definition: { listId: uuid7() } }], exclude: [] }
    const id = await draft({ audience })
    expect((await s.owner.get(`/api/v1/campaigns/${id}`)).body.plan).toEqual({ audience })
    const { body } = await s.owner.get('/api/v1/campaigns?limit=1')
    expect(body.data[0].plan).toEqual({ audience })
  })

  test('of two editors the second is told, and nothing of the first is lost', async () => {
    const id = await draft()
    const { version } = await must(s.owner.get(`/api/v1/campaigns/${id}`))
    const first = await s.owner.patch(`/api/v1/campaigns/${id}`, { version, name: 'First' })
    const second = await s.owner.patch(`/api/v1/campaigns/${id}`, { version, name: 'Second' })
    expect(first.status).toBe(200)
    expect([second.status, second.body.code]).toEqual([409, 'stale'])
    expect((await s.owner.get(`/api/v1/campaigns/${id}`)).body).toMatchObject({ name: 'First', version: version + 1 })
  })

  test('changes no more once it was launched, and is not deleted; a copy of it is a draft again', async () => {
    const id = await s.world.campaign({ audience: await s.people(1, 'copy.example') })
    await s.world.launch(id)
    const { version, plan } = await must(s.owner.get(`/api/v1/campaigns/${id}`))
    expect((await s.owner.patch(`/api/v1/campaigns/${id}`, { version, name: 'Late' })).body.code).toBe('conflict')
    expect((await s.owner.delete(`/api/v1/campaigns/${id}`)).status).toBe(409)
    const copy = await s.owner.post(`/api/v1/campaigns/${id}/duplicate`)
    expect([copy.status, copy.body.state, copy.body.runId]).toEqual([201, 'draft', null])
    expect(copy.body.plan).toEqual(plan)
    expect(copy.body.id).not.toBe(id)
    expect((await s.owner.delete(`/api/v1/campaigns/${copy.body.id}`)).status).toBe(204)
    await s.world.reached(id, 'completed')
  })
})

describe('the launch', () => {
  test('happens once, whoever presses first (T11, R6)', async () => {
    const id = await s.world.campaign({ audience: await s.people(3, 'race.example') })
    const answers = await Promise.all(Array.from({ length: 100 }, () => s.owner.post(`/api/v1/campaigns/${id}/launch`)))
    const won = answers.filter((answer) => answer.status === 200)
    expect(won).toHaveLength(1)
    expect(answers.filter((answer) => answer.status === 409 && answer.body.code === 'conflict')).toHaveLength(99)
    expect(await runsOf(id)).toHaveLength(1)
    await s.world.reached(id, 'completed')
    expect(s.world.sandbox.messages({ limit: 1000 }).filter(({ to }) => to.endsWith('@race.example'))).toHaveLength(3)
  })

  test('gives the same answer again for the same Idempotency-Key', async () => {
    const id = await s.world.campaign({ audience: await s.people(2, 'again.example') })
    const headers = { 'idempotency-key': `launch-${id}` }
    const first = await s.owner.post(`/api/v1/campaigns/${id}/launch`, undefined, headers)
    const second = await s.owner.post(`/api/v1/campaigns/${id}/launch`, undefined, headers)
    expect(first.status).toBe(200)
    expect(second.body).toEqual(first.body)
    expect(second.headers['idempotency-replayed']).toBe('true')
    const other = await s.owner.post(`/api/v1/campaigns/${id}/launch`)
    expect([other.status, other.body.code]).toEqual([409, 'conflict'])
    await s.world.reached(id, 'completed')
    expect(await runsOf(id)).toHaveLength(1)
  })
})

describe('the explanation', () => {
  test('is what expansion writes, reason by reason, with the people behind each number', async () => {
    const audience = await s.people(12, 'explain.example')
    const listId = (audience.include[0]!.definition as { listId: string }).listId
    await breakPeople(listId)
    const id = await s.world.campaign({ audience })
    const { explanation } = (await s.owner.get(`/api/v1/campaigns/${id}/check`)).body
    expect(explanation).toMatchObject({ people: 13, reachable: 4 })
    const expected = {
      held: 1,
      objected: 1,
      no_address: 1,
      suppressed_unsubscribe: 1,
      suppressed_legal: 1,
      address_dead: 1,
      withdrawn: 1,
      consent_pending: 1,
      no_consent: 1,
    }
    expect(explanation.steps).toEqual([{ step: 0, channel: 'email', sendable: 4, excluded: expected }])

    const behind = async (reason?: string) => {
      const query = reason ? `?reason=${reason}` : ''
      const page = await must(s.owner.get(`/api/v1/campaigns/${id}/audience${query}`))
      return page.data.map((person: any) => person.id).sort()
    }
    const before = Object.fromEntries(
      await Promise.all(Object.keys(expected).map(async (reason) => [reason, await behind(reason)])),
    )
    const sendable = await behind()
    expect(sendable).toHaveLength(4)

    const runId = await s.world.launch(id)
    await s.world.reached(id, 'completed')
    const rows = await ledgerOf(s.t, runId)
    expect(rows).toHaveLength(13)
    for (const reason of Object.keys(expected)) {
      const written = rows.filter((row) => row.state === 'suppressed' && row.reason === reason)
      expect(written.map((row) => row.contactId).sort(), reason).toEqual(before[reason])
    }
    const accepted = rows.filter((row) => row.state === 'accepted').map((row) => row.contactId)
    expect(accepted.sort()).toEqual(sendable)
    await expectExactCounts(s.t, runId)
    const progress = (await s.owner.get(`/api/v1/campaigns/${id}/progress`)).body
    expect(progress).toMatchObject({ audience: 13, states: { accepted: 4, suppressed: 9 }, reasons: expected })
  })

  test('pages through the people of a number without missing or repeating one', async () => {
    const id = await s.world.campaign({ audience: await s.people(7, 'pages.example') })
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
      const page: any = await must(s.owner.get(`/api/v1/campaigns/${id}/audience?limit=3${query}`))
      seen.push(...page.data.map((person: any) => person.address))
      cursor = page.next
    }
    expect(seen.sort()).toEqual(Array.from({ length: 7 }, (_, i) => `p${i}@pages.example`))
  })
})

/** Something else is wrong with each of the first eight of `p<i>@explain.example`; and a thirteenth who never agreed. */
async function breakPeople(listId: string): Promise<void> {
  const { core, workspaceId } = s.t
  await core.db.tenant(workspaceId, async (trx) => {
    const rows = await trx('addresses')
      .whereLike('value', '%@explain.example')
      .select('contact_id', 'value', 'value_hash')
    const person = (i: number) => rows.find((row) => row.value === `p${i}@explain.example`)
    const consent = (i: number, action: string) =>
      trx('consent_events').insert({
        workspace_id: workspaceId,
        contact_id: person(i).contact_id,
        channel: 'email',
        purpose: 'marketing',
        action,
        source: 'test',
        at: trx.raw("now() + interval '1 millisecond'"),
      })
    const suppress = (i: number, reason: string) =>
      trx('suppressions').insert({
        workspace_id: workspaceId,
        kind: 'email',
        address_hash: person(i).value_hash,
        reason,
        marketing_only: reason === 'unsubscribe',
      })
    await trx('contacts')
      .where({ id: person(0).contact_id })
      .update({ held: true })
    await trx('contacts')
      .where({ id: person(1).contact_id })
      .update({ objected_at: trx.fn.now() })
    await trx('addresses')
      .where({ contact_id: person(2).contact_id })
      .delete()
    await suppress(3, 'unsubscribe')
    await suppress(4, 'legal')
    await trx('addresses')
      .where({ contact_id: person(5).contact_id })
      .update({ state: 'dead' })
    await consent(6, 'withdrawn')
    await consent(7, 'pending')
  })
  const stranger = await must(
    s.owner.post('/api/v1/contacts', { addresses: [{ kind: 'email', value: 'never@explain.example' }] }),
  )
  await core.db.tenant(workspaceId, (trx) =>
    trx('list_members').insert({ workspace_id: workspaceId, list_id: listId, contact_id: stranger.id }),
  )
}
