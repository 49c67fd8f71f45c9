import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { finishRuns } from '../../core/campaigns/finish.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { sendKey } from '../../core/messages/key.ts'
import { reviewMessages } from '../../core/messages/review/review.ts'
import { STATE } from '../../core/messages/states.ts'
import { expectExactCounts, hurry, ledgerOf, settled, tally, until } from '../support/ledger.ts'
import { createStage, must, type Stage } from './support.ts'

let s: Stage
let accountId: string
beforeAll(async () => {
  s = await createStage()
  accountId = await s.account({ connections: 1 }, { policy: 'at_most_once' })
})
afterEach(() => s.world.sandbox.behave({}))
afterAll(() => s?.close())

const arrivedAt = (domain: string) =>
  s.world.sandbox.messages({ limit: 20_000 }).filter(({ to }) => to.endsWith(`@${domain}`)).length
const rowsOf = (table: string, where: object) =>
  s.t.core.db.tenant(s.t.workspaceId, (trx) => trx(table).where(where)) as Promise<any[]>
const review = (id: string, body: object, headers: Record<string, string> = {}) =>
  s.owner.post(`/api/v1/campaigns/${id}/review`, body, headers)
const campaign = async (id: string) => (await s.owner.get(`/api/v1/campaigns/${id}`)).body

/** A campaign that has ended; of its people's messages so many arrived and were never answered. */
async function uncertain(domain: string, people: number, lost: number) {
  const rules = Array.from({ length: lost }, (_, i) => ({
    at: 'DOT' as const,
    to: `p${i}@${domain}`,
    drop: 'close' as const,
    accept: true,
    times: 1,
  }))
  s.world.sandbox.behave({ rules })
  const id = await s.world.campaign({ audience: await s.people(people, domain), steps: s.by(accountId) })
  const runId = await s.world.launch(id)
  const fine: Record<string, number> = people > lost ? { accepted: people - lost } : {}
  await settled(s.t, runId, { ...fine, unknown: lost })
  await hurry(s.t, runId)
  await s.world.reached(id, 'completed')
  const rows = await ledgerOf(s.t, runId)
  expect(tally(rows)).toEqual({ ...fine, needs_review: lost })
  return { id, runId, rows: rows.filter((row) => row.state === 'needs_review') }
}

describe('messages of uncertain fate', () => {
  test('are sent again by a person, and the campaign ends once more', async () => {
    const { id, runId } = await uncertain('again.example', 4, 2)
    const before = await campaign(id)
    const headers = { 'idempotency-key': uuid7() }
    const answer = await review(id, { action: 'resend', all: true }, headers)
    expect([answer.status, answer.body]).toEqual([200, { changed: 2, left: 0 }])
    await settled(s.t, runId, { accepted: 4 })
    await s.world.reached(id, 'completed')
    expect((await ledgerOf(s.t, runId)).map((row) => row.attempt)).toEqual([2, 2, 1, 1])
    expect(arrivedAt('again.example')).toBe(6)
    await expectExactCounts(s.t, runId)
    expect(Date.parse((await campaign(id)).finishedAt)).toBeGreaterThan(Date.parse(before.finishedAt))
    const events = (await rowsOf('delivery_events', { run_id: runId })).map((event) => event.kind).sort()
    expect(events.filter((kind) => kind === 'queued')).toHaveLength(2)

    const replayed = await review(id, { action: 'resend', all: true }, headers)
    expect([replayed.body, replayed.headers['idempotency-replayed']]).toEqual([answer.body, 'true'])
    expect((await review(id, { action: 'resend', all: true })).body).toEqual({ changed: 0, left: 0 })
    expect((await campaign(id)).state).toBe('completed')
    expect(arrivedAt('again.example')).toBe(6)
    const audits = await rowsOf('audit_log', { object_id: id, action: 'campaign.review' })
    expect(audits).toMatchObject([{ after: { action: 'resend', messages: 2, left: 0, reopened: true } }])
  })

  test('are asked of the gate again', async () => {
    const { id, runId, rows } = await uncertain('gate.example', 2, 2)
    await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
      trx('consent_events').insert({
        workspace_id: s.t.workspaceId,
        contact_id: rows[0]!.contactId,
        channel: 'email',
        purpose: 'marketing',
        action: 'withdrawn',
        source: 'test',
        at: trx.raw("now() + interval '1 millisecond'"),
      }),
    )
    await must(review(id, { action: 'resend', all: true }))
    await settled(s.t, runId, { accepted: 1, suppressed: 1 })
    expect(arrivedAt('gate.example')).toBe(3)
    await s.world.reached(id, 'completed')
    await expectExactCounts(s.t, runId)
  })

  test('are given up: they count as failed, and nothing is sent', async () => {
    const { id, runId, rows } = await uncertain('given.example', 3, 2)
    const { finishedAt } = await campaign(id)
    const one = sendKey(runId, rows[0]!.contactId, 0)
    expect((await review(id, { action: 'give_up', messages: [one, one] })).body).toEqual({ changed: 1, left: 1 })
    expect((await review(id, { action: 'give_up', all: true })).body).toEqual({ changed: 1, left: 0 })
    const after = await ledgerOf(s.t, runId)
    expect(after.filter((row) => row.state === 'failed').map((row) => row.reason)).toEqual(['given_up', 'given_up'])
    await expectExactCounts(s.t, runId)
    expect(await campaign(id)).toMatchObject({ state: 'completed', finishedAt })
    expect(arrivedAt('given.example')).toBe(3)
    const failed = (await rowsOf('delivery_events', { run_id: runId, kind: 'failed' })).map((event) => event.data)
    expect(failed).toMatchObject(Array(2).fill({ class: 'unknown', code: 'given_up' }))
  })

  test('are chosen by their keys; what does not wait for review stays as it is', async () => {
    const { id, runId, rows } = await uncertain('chosen.example', 4, 3)
    const keyed = (await ledgerOf(s.t, runId)).map((row) => sendKey(runId, row.contactId, 0))
    const chosen = [sendKey(runId, rows[1]!.contactId, 0), keyed.at(-1)]
    expect((await review(id, { action: 'resend', messages: chosen })).body).toEqual({ changed: 1, left: 2 })
    await settled(s.t, runId, { accepted: 2, needs_review: 2 })
    await s.world.reached(id, 'completed')
    await expectExactCounts(s.t, runId)
    expect(arrivedAt('chosen.example')).toBe(5)

    const wrong = async (body: object) => {
      const answer = await review(id, body)
      return [answer.status, answer.body.errors?.[0]?.field]
    }
    expect(await wrong({ action: 'resend' })).toEqual([422, '/messages'])
    expect(await wrong({ action: 'resend', all: true, messages: chosen })).toEqual([422, '/messages'])
    expect(await wrong({ action: 'resend', messages: ['x'] })).toEqual([422, '/messages/0'])
    const foreign = sendKey(uuid7(), rows[0]!.contactId, 0)
    expect(await wrong({ action: 'resend', messages: [chosen[0], foreign] })).toEqual([422, '/messages/1'])
    const draft = await s.world.campaign()
    expect((await review(draft, { action: 'resend', all: true })).status).toBe(409)
    expect(
      (await s.t.as('reader').post(`/api/v1/campaigns/${id}/review`, { action: 'resend', all: true })).status,
    ).toBe(403)
  })

  test('of a cancelled campaign are given up only', async () => {
    const { id, runId } = await uncertain('cancelled.example', 2, 1)
    await s.t.core.db.tenant(s.t.workspaceId, async (trx) => {
      await trx('runs').where({ id: runId }).update({ state: 'cancelled' })
      await trx('campaigns').where({ id }).update({ state: 'cancelled' })
    })
    expect((await review(id, { action: 'resend', all: true })).status).toBe(409)
    expect((await review(id, { action: 'give_up', all: true })).body).toEqual({ changed: 1, left: 0 })
    expect(tally(await ledgerOf(s.t, runId))).toEqual({ accepted: 1, failed: 1 })
    await expectExactCounts(s.t, runId)
  })

  test('of a paused campaign wait until it is resumed', async () => {
    const { id, runId } = await uncertain('paused.example', 2, 1)
    await s.t.core.db.tenant(s.t.workspaceId, async (trx) => {
      await trx('runs').where({ id: runId }).update({ state: 'paused', finished_at: null })
      await trx('campaigns').where({ id }).update({ state: 'paused', finished_at: null })
    })
    await must(review(id, { action: 'resend', all: true }))
    expect(tally(await ledgerOf(s.t, runId))).toEqual({ accepted: 1, queued: 1 })
    expect((await campaign(id)).state).toBe('paused')
    await must(s.owner.post(`/api/v1/campaigns/${id}/resume`))
    await settled(s.t, runId, { accepted: 2 })
    await s.world.reached(id, 'completed')
    await expectExactCounts(s.t, runId)
  })

  test('of somebody who was erased meanwhile are suppressed', async () => {
    const { id, runId, rows } = await uncertain('erased.example', 3, 2)
    await must(s.t.as('compliance').post(`/api/v1/contacts/${rows[0]!.contactId}/erase`))
    expect((await review(id, { action: 'resend', all: true })).body).toEqual({ changed: 2, left: 0 })
    await settled(s.t, runId, { accepted: 2, suppressed: 1 })
    await s.world.reached(id, 'completed')
    await expectExactCounts(s.t, runId)
    expect(arrivedAt('erased.example')).toBe(4)
  })

  test('are sent long after the run has expired, because a person asked for it', async () => {
    const { id, runId } = await uncertain('old.example', 1, 1)
    await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
      trx('runs')
        .where({ id: runId })
        .update({ expires_at: trx.raw("now() - interval '3 days'") }),
    )
    await must(review(id, { action: 'resend', all: true }))
    await settled(s.t, runId, { accepted: 1 })
    await s.world.reached(id, 'completed')
  })
})

test('while workers lease and give back the same chunks nothing is forgotten, and every campaign ends', async () => {
  const { core, workspaceId } = s.t
  const id = await s.world.campaign({ audience: await s.people(60, 'busy.example'), steps: s.by(accountId) })
  const runId = await s.world.launch(id)
  let decided = 0
  // As if an answer had been lost: again and again, at whatever moment of the run this falls into.
  for (let round = 0; decided < 40; round++) {
    const made = await core.db.direct(workspaceId, async (client) => {
      const { rowCount } = await client.query(
        `UPDATE messages SET state = ${STATE.needs_review}, reason = 'unknown' WHERE workspace_id = $1 AND run_id = $2 AND state = ${STATE.accepted}
           AND contact_id = (SELECT contact_id FROM messages WHERE workspace_id = $1 AND run_id = $2 AND state = ${STATE.accepted} ORDER BY md5(contact_id::text || $3) LIMIT 1)`,
        [workspaceId, runId, round],
      )
      for (const [state, reason, by] of [
        [STATE.accepted, '', -(rowCount ?? 0)],
        [STATE.needs_review, 'unknown', rowCount ?? 0],
      ])
        await client.query(
          `INSERT INTO run_counts AS r (workspace_id, run_id, step, state, reason, slot, count) VALUES ($1, $2, 0, $3, $4, 0, $5)
           ON CONFLICT (workspace_id, run_id, step, state, reason, slot) DO UPDATE SET count = r.count + excluded.count`,
          [workspaceId, runId, state, reason, by],
        )
      return rowCount ?? 0
    })
    const { changed } = await must(review(id, { action: 'resend', all: true }))
    expect(changed).toBe(made)
    decided += changed
  }
  await settled(s.t, runId, { accepted: 60 })
  await s.world.reached(id, 'completed')
  expect(arrivedAt('busy.example')).toBe(60 + decided)
  await expectExactCounts(s.t, runId)
  const open = (await rowsOf('chunks', { run_id: runId })).filter((chunk) => chunk.state !== 'done')
  expect(open).toEqual([])
})

describe('a single message of uncertain fate', () => {
  const runOf = (key: string) => key.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  const lost = async (address: string) => {
    s.world.sandbox.behave({ rules: [{ at: 'DOT', to: address, drop: 'close', accept: true, times: 1 }] })
    const content = { en: { subject: 'Code', html: '<p>1</p>' } }
    const { id } = await must(
      s.owner.post('/api/v1/messages', { channel: 'email', accountId, content, to: { address } }),
    )
    await settled(s.t, runOf(id), { unknown: 1 })
    await hurry(s.t, runOf(id))
    await until(async () => (await rowsOf('runs', { id: runOf(id), state: 'completed' })).length === 1)
    return id as string
  }

  test('is sent again, once', async () => {
    const id = await lost('one@single.example')
    const answer = await s.owner.post(`/api/v1/messages/${id}/review`, { action: 'resend' })
    expect([answer.status, answer.body]).toEqual([200, { id, state: 'queued' }])
    await settled(s.t, runOf(id), { accepted: 1 })
    await until(async () => (await rowsOf('runs', { id: runOf(id), state: 'completed' })).length === 1)
    expect(arrivedAt('single.example')).toBe(2)
    await expectExactCounts(s.t, runOf(id))
    expect((await s.owner.post(`/api/v1/messages/${id}/review`, { action: 'resend' })).status).toBe(409)
    expect(await rowsOf('audit_log', { object_id: id, action: 'message.review' })).toHaveLength(1)
  })

  test('is given up; nobody else’s is found, and a campaign’s is decided there', async () => {
    const id = await lost('two@given.single.example')
    expect((await s.t.as('owner', 'other').post(`/api/v1/messages/${id}/review`, { action: 'give_up' })).status).toBe(
      404,
    )
    expect((await must(s.owner.post(`/api/v1/messages/${id}/review`, { action: 'give_up' }))).state).toBe('failed')
    expect(await ledgerOf(s.t, runOf(id))).toMatchObject([{ state: 'failed', reason: 'given_up' }])
    await expectExactCounts(s.t, runOf(id))
    const { runId, rows } = await uncertain('there.example', 1, 1)
    const key = sendKey(runId, rows[0]!.contactId, 0)
    expect((await s.owner.post(`/api/v1/messages/${key}/review`, { action: 'resend' })).status).toBe(409)
  })
})

test('a run is not ended while somebody opens messages in it again', async () => {
  const alone = await createStage({ worker: false })
  const { core, workspaceId } = alone.t
  try {
    const content = { en: { subject: 'Code', html: '<p>1</p>' } }
    const to = { address: 'one@alone.example' }
    const { id } = await must(alone.owner.post('/api/v1/messages', { channel: 'email', content, to }))
    const [message] = await core.db.tenant(workspaceId, (trx) => trx('messages').select('run_id'))
    const runId: string = message.run_id
    expect(id.startsWith(runId.replaceAll('-', ''))).toBe(true)
    // Where a run stands in the moment between its last outcome and its end.
    await core.db.tenant(workspaceId, async (trx) => {
      await trx('messages').where({ run_id: runId }).update({ state: STATE.needs_review, reason: 'unknown' })
      await trx('chunks').where({ run_id: runId }).update({ state: 'done' })
    })
    let commit = () => {}
    const held = new Promise<void>((resolve) => {
      commit = resolve
    })
    let reviewed = false
    const reviewing = core.db.direct(workspaceId, async (client) => {
      await reviewMessages(client, { workspaceId, runId }, 'resend', null)
      reviewed = true
      await held
    })
    await until(() => reviewed)
    let ended: number | null = null
    const ending = finishRuns(core).then((count) => {
      ended = count
    })
    const waits = () =>
      core.db.system((trx) => trx.raw("SELECT FROM pg_locks WHERE NOT granted AND locktype <> 'advisory'"))
    await until(async () => ended !== null || (await waits()).rowCount > 0)
    commit()
    await Promise.all([reviewing, ending])
    const [run] = await core.db.tenant(workspaceId, (trx) => trx('runs').where({ id: runId }))
    const [chunk] = await core.db.tenant(workspaceId, (trx) => trx('chunks').where({ run_id: runId }))
    expect([ended, run.state, chunk.state]).toEqual([0, 'running', 'open'])
  } finally {
    await alone.close()
  }
})
