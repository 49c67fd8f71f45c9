import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startSmtpSandbox } from '../../plugins/email/sandbox.ts'
import { expectExactCounts, hurry, type LedgerRow, ledgerOf, settled, tally, until } from '../support/ledger.ts'
import { createStage, must, type Stage } from './support.ts'

let s: Stage
beforeAll(async () => {
  s = await createStage()
})
afterEach(() => s.world.sandbox.behave({}))
afterAll(() => s?.close())

type Rules = Parameters<Stage['world']['sandbox']['behave']>[0]['rules']
const behave = (...rules: any[]) => s.world.sandbox.behave({ rules: rules as Rules })
const arrivedAt = (domain: string) =>
  s.world.sandbox.messages({ limit: 20_000 }).filter(({ to }) => to.endsWith(`@${domain}`)).length
const rowsOf = (table: string, where: object) =>
  s.t.core.db.tenant(s.t.workspaceId, (trx) => trx(table).where(where)) as Promise<any[]>
const ofDomain = (rows: LedgerRow[], domain: string) => rows.filter((row) => row.address?.endsWith(`@${domain}`))
const both = async (...domains: [string, number][]) => {
  const lists = await Promise.all(domains.map(([domain, count]) => s.people(count, domain)))
  return { include: lists.flatMap((one) => one.include), exclude: [] }
}

describe('a message that is refused', () => {
  test('for now waits as long as the server asks, and then goes (T25)', async () => {
    behave({ at: 'RCPT', to: '*@busy.example', reply: '450 4.2.1 busy', times: 2 })
    const id = await s.world.campaign({ audience: await s.people(3, 'busy.example') })
    const runId = await s.world.launch(id)
    const rows = await settled(s.t, runId, { accepted: 1, deferred: 2 })
    for (const row of rows.filter((one) => one.state === 'deferred')) {
      expect(row).toMatchObject({ attempt: 1, reason: 'retry' })
      // 5 minutes is what the table asks for a greylisted mailbox.
      expect(row.notBefore!.getTime() - Date.now()).toBeGreaterThan(4 * 60_000)
    }
    await expectExactCounts(s.t, runId)
    const [chunk] = await rowsOf('chunks', { run_id: runId })
    expect(chunk.state).toBe('open')
    expect(chunk.due_at.getTime()).toBe(Math.min(...rows.flatMap((row) => row.notBefore?.getTime() ?? [])))
    expect(arrivedAt('busy.example')).toBe(1)

    await hurry(s.t, runId)
    await s.world.reached(id, 'completed')
    expect((await ledgerOf(s.t, runId)).map((row) => [row.state, row.attempt])).toEqual(
      rows.map((row) => ['accepted', row.state === 'deferred' ? 2 : 1]),
    )
    expect(arrivedAt('busy.example')).toBe(3)
    await expectExactCounts(s.t, runId)
    const kinds = (await rowsOf('delivery_events', { run_id: runId })).map((event) => event.kind).sort()
    expect(kinds).toEqual(['accepted', 'accepted', 'accepted', 'deferred', 'deferred'])
  })

  test('for good fails after one attempt, and its address is written to no more (T26)', async () => {
    behave({ at: 'RCPT', to: 'p1@dead.example', reply: '550 5.1.1 no such user' })
    const audience = await s.people(2, 'dead.example')
    const first = await s.world.campaign({ audience })
    const runId = await s.world.launch(first)
    await s.world.reached(first, 'completed')
    const [fine, dead] = await ledgerOf(s.t, runId)
    expect([fine?.state, dead?.state, dead?.reason, dead?.attempt]).toEqual(['accepted', 'failed', 'dead_address', 1])
    expect(await rowsOf('addresses', { value: 'p1@dead.example' })).toMatchObject([{ state: 'dead' }])
    expect(await rowsOf('suppressions', { reason: 'bounce' })).toMatchObject([
      { kind: 'email', channel: '', source: 'provider:550 5.1.1', marketing_only: false },
    ])
    await expectExactCounts(s.t, runId)

    const second = await s.world.campaign({ audience })
    const { explanation } = (await s.owner.get(`/api/v1/campaigns/${second}/check`)).body
    expect(explanation.steps[0]).toMatchObject({ sendable: 1, excluded: { suppressed_bounce: 1 } })
  })

  test('for its content fails, and nobody is suppressed for it (T28)', async () => {
    behave({ at: 'DOT', to: '*@content.example', reply: '554 5.6.0 cannot read this' })
    const id = await s.world.campaign({ audience: await s.people(1, 'content.example') })
    const runId = await s.world.launch(id)
    await s.world.reached(id, 'completed')
    expect(await ledgerOf(s.t, runId)).toMatchObject([{ state: 'failed', reason: 'content', attempt: 1 }])
    expect(await rowsOf('addresses', { value: 'p0@content.example' })).toMatchObject([{ state: 'active' }])
    await expectExactCounts(s.t, runId)
  })

  test('because the account is set up wrongly goes back, and the campaign waits for a person', async () => {
    behave({ at: 'MAIL', reply: '550 5.1.8 sender domain does not exist' })
    const id = await s.world.campaign({ audience: await s.people(3, 'config.example') })
    const runId = await s.world.launch(id)
    await s.world.reached(id, 'paused')
    const rows = await settled(s.t, runId, { queued: 3 })
    expect(rows.map((row) => row.attempt)).toEqual([0, 0, 0])
    expect((await s.owner.get(`/api/v1/campaigns/${id}`)).body.pauseReason).toBe('account:550 5.1.8')
    const alerts = (await s.owner.get('/api/v1/alerts')).body.data
    expect(alerts).toContainEqual(expect.objectContaining({ kind: 'campaign_paused', objectId: id }))
    await expectExactCounts(s.t, runId)

    s.world.sandbox.behave({})
    await must(s.owner.post(`/api/v1/campaigns/${id}/resume`))
    await s.world.reached(id, 'completed')
    expect(arrivedAt('config.example')).toBe(3)
    const open = (await s.owner.get('/api/v1/alerts')).body.data
    expect(open.filter((alert: any) => alert.objectId === id)).toEqual([])
  })
})

describe('a domain that refuses the sender', () => {
  test('is held alone: all others go on, nobody is suppressed, no attempt is burnt (T29)', async () => {
    behave({ at: 'RCPT', to: '*@blocked.example', reply: '550 5.7.1 blocked by policy' })
    const { sandbox } = s.world
    const account = await s.account({ lanes: 1, group: 5 })
    const audience = await both(['blocked.example', 40], ['open.example', 40])
    const suppressed = (await rowsOf('suppressions', {})).length
    const begun = sandbox.begun()
    const accepted = sandbox.accepted()
    const id = await s.world.campaign({ audience, steps: s.by(account) })
    const runId = await s.world.launch(id)
    const rows = await settled(s.t, runId, { accepted: 40, deferred: 40 })
    expect(tally(ofDomain(rows, 'open.example'))).toEqual({ accepted: 40 })
    expect(ofDomain(rows, 'blocked.example').every((row) => row.reason === 'held' && row.attempt === 0)).toBe(true)
    // What was on the wire before the answer was written: one group, and the next that was ready by then.
    expect(sandbox.begun() - begun - (sandbox.accepted() - accepted)).toBeLessThanOrEqual(10)
    expect(await rowsOf('suppressions', {})).toHaveLength(suppressed)
    await expectExactCounts(s.t, runId)
    const shown = await must(s.owner.get(`/api/v1/accounts/${account}`))
    expect(shown.breakers).toMatchObject([{ destination: 'blocked.example', code: '550 5.7.1' }])
    const alert = async () =>
      (await s.owner.get('/api/v1/alerts')).body.data.find((one: any) => one.objectId === account)
    expect(await alert()).toMatchObject({ kind: 'account_held', data: { destination: 'blocked.example' } })

    // When its time is over one message tries, and meets the same answer: no flood.
    const refusedBefore = sandbox.begun() - sandbox.accepted()
    await hurry(s.t, runId)
    await until(async () => sandbox.begun() - sandbox.accepted() > refusedBefore)
    await settled(s.t, runId, { accepted: 40, deferred: 40 })
    expect(sandbox.begun() - sandbox.accepted() - refusedBefore).toBe(1)

    // Once it is taken again, all of them go.
    sandbox.behave({})
    const done = s.world.reached(id, 'completed')
    const pushing = setInterval(() => void hurry(s.t, runId).catch(() => {}), 200)
    await done
    clearInterval(pushing)
    expect([arrivedAt('blocked.example'), arrivedAt('open.example')]).toEqual([40, 40])
    expect((await ledgerOf(s.t, runId)).every((row) => row.state === 'accepted' && row.attempt === 1)).toBe(true)
    await expectExactCounts(s.t, runId)
    expect((await must(s.owner.get(`/api/v1/accounts/${account}`))).breakers).toEqual([])
    expect(await rowsOf('account_breakers', { account_id: account })).toEqual([])
    expect(await alert()).toBeUndefined()
  })

  test('is known to the next campaign before it claims anything', async () => {
    const account = await s.account()
    await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
      trx('account_breakers').insert({
        workspace_id: s.t.workspaceId,
        account_id: account,
        destination: 'shut.example',
        open_until: trx.raw("now() + interval '1 hour'"),
        trips: 1,
      }),
    )
    const begun = s.world.sandbox.begun()
    const audience = await both(['shut.example', 3], ['ajar.example', 2])
    const id = await s.world.campaign({ audience, steps: s.by(account) })
    const runId = await s.world.launch(id)
    const rows = await settled(s.t, runId, { accepted: 2, deferred: 3 })
    expect(s.world.sandbox.begun() - begun).toBe(2)
    const wait = ofDomain(rows, 'shut.example')[0]!.notBefore!.getTime() - Date.now()
    expect(wait).toBeGreaterThan(55 * 60_000)
    await expectExactCounts(s.t, runId)
    await must(s.owner.post(`/api/v1/campaigns/${id}/cancel`))
  })
})

describe('a server that is away', () => {
  test('is left alone, no attempt is burnt, and everything goes by itself when it is back (T23)', async () => {
    const gone = await startSmtpSandbox()
    const { port } = gone.settings as { port: number }
    await gone.close()
    const account = await s.account({ port, connectTimeoutMs: 500 })
    const id = await s.world.campaign({ audience: await s.people(30, 'away.example'), steps: s.by(account) })
    const runId = await s.world.launch(id)
    const [breaker] = await until(async () => {
      const found = await rowsOf('account_breakers', { account_id: account })
      return found.length > 0 && found
    })
    expect(breaker).toMatchObject({ destination: '', code: 'ECONNREFUSED' })
    const rows = await settled(s.t, runId, { queued: 30 })
    expect(Math.max(...rows.map((row) => row.attempt))).toBe(0)
    expect((await must(s.owner.get(`/api/v1/campaigns/${id}`))).state).toBe('running')
    await expectExactCounts(s.t, runId)

    const back = await startSmtpSandbox({ port, countKeys: true })
    // Only the breaker is let go: the worker finds the rest by itself.
    await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
      trx('account_breakers').where({ account_id: account }).update({ open_until: trx.fn.now() }),
    )
    await s.world.reached(id, 'completed')
    expect([...back.keys().values()]).toEqual(Array(30).fill(1))
    expect((await ledgerOf(s.t, runId)).every((row) => row.state === 'accepted' && row.attempt === 1)).toBe(true)
    expect(await rowsOf('account_breakers', { account_id: account })).toEqual([])
    await expectExactCounts(s.t, runId)
    await back.close()
  })

  test('with 421 for everybody closes the account, not the people', async () => {
    behave({ at: 'MAIL', reply: '421 4.3.2 too busy' })
    const account = await s.account()
    const id = await s.world.campaign({ audience: await s.people(50, 'closing.example'), steps: s.by(account) })
    const runId = await s.world.launch(id)
    await until(async () => (await rowsOf('account_breakers', { account_id: account })).length > 0)
    const states = await until(async () => {
      const now = tally(await ledgerOf(s.t, runId))
      return now.sending || !(now.queued || now.deferred) ? undefined : now
    })
    expect(states.failed).toBeUndefined()
    await expectExactCounts(s.t, runId)
    s.world.sandbox.behave({})
    const done = s.world.reached(id, 'completed')
    const pushing = setInterval(() => void hurry(s.t, runId).catch(() => {}), 200)
    await done
    clearInterval(pushing)
    expect(arrivedAt('closing.example')).toBe(50)
    await expectExactCounts(s.t, runId)
  })
})

describe('an answer that was lost', () => {
  const lost = async (domain: string, account: string) => {
    behave({ at: 'DOT', to: `*@${domain}`, drop: 'close', accept: true, times: 1 })
    const id = await s.world.campaign({ audience: await s.people(2, domain), steps: s.by(account) })
    const runId = await s.world.launch(id)
    const rows = await settled(s.t, runId, { accepted: 1, unknown: 1 })
    expect(rows.find((row) => row.state === 'unknown')!.notBefore!.getTime()).toBeGreaterThan(Date.now())
    await expectExactCounts(s.t, runId)
    await hurry(s.t, runId)
    await s.world.reached(id, 'completed')
    await expectExactCounts(s.t, runId)
    return { id, runId }
  }

  test('is sent again under at_least_once (T27)', async () => {
    const { runId } = await lost('least.example', await s.account({ connections: 1 }, { policy: 'at_least_once' }))
    expect(tally(await ledgerOf(s.t, runId))).toEqual({ accepted: 2 })
    expect(arrivedAt('least.example')).toBe(3)
  })

  test('is listed for a person under at_most_once, and never doubled (T02, R2)', async () => {
    const { id, runId } = await lost('most.example', await s.account({ connections: 1 }, { policy: 'at_most_once' }))
    expect(tally(await ledgerOf(s.t, runId))).toEqual({ accepted: 1, needs_review: 1 })
    expect(arrivedAt('most.example')).toBe(2)
    const listed = await must(s.owner.get(`/api/v1/campaigns/${id}/messages?state=needs_review`))
    expect(listed.data).toHaveLength(1)
    const shown = (await s.owner.get(`/api/v1/campaigns/${id}/progress`)).body
    expect(shown).toMatchObject({ audience: 2, states: { accepted: 1, needs_review: 1 }, reasons: { unknown: 1 } })
  })
})
