import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { expectExactCounts, ledgerOf, tally, until } from '../support/ledger.ts'
import { createStage, must, type Stage } from './support.ts'

const PEOPLE = 400
/** Lanes × group: what may be on the wire. */
const IN_FLIGHT = 20
let s: Stage
let accountId: string
beforeAll(async () => {
  s = await createStage()
  accountId = await s.account({ lanes: 2, group: IN_FLIGHT / 2, connections: 2 })
})
afterEach(() => s.world.sandbox.behave({}))
afterAll(() => s?.close())

/** A campaign of which so many have arrived at a server that takes its time. */
async function underWay(domain: string, arrived: number) {
  const { sandbox } = s.world
  sandbox.clear()
  sandbox.behave({ rules: [{ at: 'DOT', delayMs: 5 }] })
  const id = await s.world.campaign({ audience: await s.people(PEOPLE, domain), steps: s.by(accountId) })
  const runId = await s.world.launch(id)
  await until(() => sandbox.accepted() >= arrived)
  return { id, runId, sandbox }
}
const post = (id: string, verb: string) => s.owner.post(`/api/v1/campaigns/${id}/${verb}`)
const nothingOnTheWire = (runId: string) =>
  until(async () => {
    const states = tally(await ledgerOf(s.t, runId))
    return states.sending ? undefined : states
  })

describe('a campaign under way', () => {
  test('pauses at once, goes on where it was, and reaches nobody twice (T13, R7)', async () => {
    const { id, runId, sandbox } = await underWay('pause.example', 30)
    const answer = await post(id, 'pause')
    const atAnswer = sandbox.accepted()
    expect(answer.body).toMatchObject({ state: 'paused', pauseReason: 'person' })
    const states = await nothingOnTheWire(runId)
    expect(sandbox.accepted() - atAnswer).toBeLessThanOrEqual(IN_FLIGHT)
    expect(states.queued).toBeGreaterThan(0)
    expect(states.accepted).toBe(sandbox.accepted())
    await expectExactCounts(s.t, runId)
    expect((await post(id, 'pause')).status).toBe(409)

    sandbox.behave({})
    expect((await must(post(id, 'resume'))).state).toBe('running')
    await s.world.reached(id, 'completed')
    expect([...sandbox.keys().values()]).toEqual(Array(PEOPLE).fill(1))
    expect(tally(await ledgerOf(s.t, runId))).toEqual({ accepted: PEOPLE })
    await expectExactCounts(s.t, runId)
    for (const verb of ['pause', 'resume', 'cancel']) expect((await post(id, verb)).status, verb).toBe(409)
  })

  test('is cancelled for good: what has not left never does, and every number is exact (T15)', async () => {
    const { id, runId, sandbox } = await underWay('cancel.example', 30)
    expect((await post(id, 'cancel')).body.state).toBe('cancelled')
    const atAnswer = sandbox.accepted()
    const states = await nothingOnTheWire(runId)
    expect(sandbox.accepted() - atAnswer).toBeLessThanOrEqual(IN_FLIGHT)
    expect(states.accepted).toBe(sandbox.accepted())
    expect(states).toEqual({ accepted: states.accepted, cancelled: PEOPLE - states.accepted! })
    await expectExactCounts(s.t, runId)
    for (const verb of ['pause', 'resume', 'cancel', 'launch']) expect((await post(id, verb)).status, verb).toBe(409)
    const chunks = await until(async () => {
      const open = await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
        trx('chunks').where({ run_id: runId }).whereNot({ state: 'done' }),
      )
      return open.length === 0 && 'done'
    })
    expect(chunks).toBe('done')
  })

  test('is cancelled while it pauses, too', async () => {
    const { id, runId, sandbox } = await underWay('both.example', 10)
    await must(post(id, 'pause'))
    await nothingOnTheWire(runId)
    await must(post(id, 'cancel'))
    expect(tally(await ledgerOf(s.t, runId))).toEqual({
      accepted: sandbox.accepted(),
      cancelled: PEOPLE - sandbox.accepted(),
    })
    await expectExactCounts(s.t, runId)
  })

  test('stops claiming when its account is paused, and goes on by itself when it is not', async () => {
    const { id, sandbox } = await underWay('account.example', 10)
    await must(s.owner.patch(`/api/v1/accounts/${accountId}`, { state: 'paused' }))
    const before = sandbox.accepted()
    sandbox.behave({})
    await must(s.owner.patch(`/api/v1/accounts/${accountId}`, { state: 'active' }))
    await s.world.reached(id, 'completed')
    expect(before).toBeLessThan(PEOPLE)
    expect([...sandbox.keys().values()]).toEqual(Array(PEOPLE).fill(1))
  })
})

describe('its people', () => {
  test('are listed by state and reason, page by page, and each has it in their history', async () => {
    const audience = await s.people(5, 'listed.example')
    s.world.sandbox.behave({ rules: [{ at: 'RCPT', to: 'p3@listed.example', reply: '550 5.1.1 no such user' }] })
    const id = await s.world.campaign({ audience })
    expect((await s.owner.get(`/api/v1/campaigns/${id}/messages`)).status).toBe(409)
    const runId = await s.world.launch(id)
    await s.world.reached(id, 'completed')
    const failed = await must(s.owner.get(`/api/v1/campaigns/${id}/messages?state=failed`))
    expect(failed.data).toMatchObject([
      {
        runId,
        campaignId: id,
        channel: 'email',
        state: 'failed',
        reason: 'dead_address',
        attempt: 1,
        firstName: 'Ana',
      },
    ])
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
      const page: any = await must(s.owner.get(`/api/v1/campaigns/${id}/messages?limit=2${query}`))
      seen.push(...page.data.map((message: any) => message.contactId))
      cursor = page.next
    }
    expect(seen).toHaveLength(5)
    expect(new Set(seen).size).toBe(5)
    const { contactId } = failed.data[0]
    const history = await must(s.owner.get(`/api/v1/contacts/${contactId}/messages`))
    expect(history.data).toEqual([{ ...failed.data[0], firstName: undefined, lastName: undefined }].map(present))
    const one = await must(s.owner.get(`/api/v1/messages/${failed.data[0].id}`))
    expect(one).toEqual(present(failed.data[0]))
    expect((await s.t.as('owner', 'other').get(`/api/v1/messages/${failed.data[0].id}`)).status).toBe(404)
  })
})

const present = ({ firstName: _f, lastName: _l, ...message }: any) => message
