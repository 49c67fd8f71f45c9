import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reapplyErasures } from '../../core/campaigns/privacy/reapply.ts'
import { finishErasures } from '../../core/campaigns/privacy/sweep.ts'
import { createLinkSigner } from '../../core/events/tokens.ts'
import { recordEvents } from '../../core/events/write.ts'
import { uuid7 } from '../../core/infra/ids.ts'
import { STATE } from '../../core/messages/states.ts'
import { verifyAudit } from '../../core/workspaces/audit.ts'
import { type Client, createTestApp, type TestApp } from '../support/app.ts'
import { type CampaignWorld, createCampaignWorld, runWorker } from '../support/campaign-world.ts'
import { expectExactSums, rowsHolding, rowsOf, until } from './world.ts'

const EMAIL = 'zebulon.quixcanary@canary.example'
const SECOND = 'old+quixcanary@canary.example'
const PHONE = '+33698765432'
const WORDS = ['zebulon', 'quixcanary', '33698765432', '98765432', '98 76 54 32', 'canary-external']

let t: TestApp
let world: CampaignWorld
let compliance: Client
let worker: { close(): Promise<void> }
let person: string
let oldRun: string
let waiting: { id: string; run: string }
let before: Map<string, number>
let erasure: any

beforeAll(async () => {
  t = await createTestApp({ config: { logLevel: 'error' } })
  world = await createCampaignWorld(t, 30)
  compliance = t.as('compliance')
  person = await makePerson()
  worker = await runWorker(t.config)
  const first = await world.campaign()
  oldRun = await world.launch(first)
  await world.reached(first, 'completed')
  const sent = await world.owner.post(
    '/api/v1/messages',
    {
      channel: 'email',
      content: { en: { subject: 'Hello {{data.name}}', html: '<p>{{data.name}}</p>' } },
      to: { address: EMAIL, data: { name: 'Zebulon Quixcanary' } },
    },
    { 'idempotency-key': 'canary' },
  )
  expect(sent.status).toBe(202)
  await until('the transactional message left', async () =>
    (await rowsOf(t, 'messages', { contact_id: person, wave: -1 })).every((row) => row.state === STATE.accepted),
  )
  waiting = await pausedCampaign()
  await leaveTraces()
  before = await totals()
  erasure = await compliance.post(`/api/v1/contacts/${person}/erase`)
}, 90_000)
afterAll(async () => {
  await worker?.close()
  await world?.close()
  await t?.close()
})

async function makePerson(): Promise<string> {
  const owner = t.as('owner')
  await owner.post('/api/v1/attributes', { name: 'mobile', type: 'text' })
  await owner.post('/api/v1/attributes', { name: 'secret', type: 'text', sensitive: true })
  const { status, body } = await owner.post('/api/v1/contacts', {
    firstName: 'Zebulon',
    lastName: 'Quixcanary',
    externalId: 'canary-external',
    locale: 'en',
    addresses: [
      { kind: 'email', value: EMAIL },
      { kind: 'email', value: SECOND },
    ],
    attributes: { mobile: PHONE, secret: 'Quixcanary' },
  })
  expect(status).toBe(201)
  await owner.post(`/api/v1/contacts/${body.id}/consents`, {
    purpose: 'marketing',
    channel: 'email',
    source: 'form',
    wording: { text: 'Yes, write to me.', locale: 'en' },
    ip: '198.51.100.77',
    userAgent: 'Canarybrowser',
    proof: { typed: EMAIL },
  })
  const added = await owner.post(`/api/v1/lists/${world.listId}/members`, { contactIds: [body.id] })
  expect(added.status).toBeLessThan(300)
  await t.core.db.tenant(t.workspaceId, (trx) =>
    trx('addresses').insert({
      workspace_id: t.workspaceId,
      contact_id: body.id,
      kind: 'phone',
      value: PHONE,
      value_hash: t.core.vault.addressHash(t.workspaceId, 'phone', PHONE),
    }),
  )
  return body.id
}

/** Expanded, and paused before the person's turn: one message a second. */
async function pausedCampaign() {
  const id = await world.campaign({ limits: { perSecond: 1 } } as any)
  const run = await world.launch(id)
  await until('it was expanded', async () => (await rowsOf(t, 'runs', { id: run }))[0].expanded_at !== null)
  expect((await world.owner.post(`/api/v1/campaigns/${id}/pause`)).status).toBe(200)
  await until('nothing is on the wire', async () => !(await rowsOf(t, 'messages', { run_id: run, state: 2 })).length)
  return { id, run }
}

/** Where words of others may name somebody. */
async function leaveTraces() {
  await t.core.db.tenant(t.workspaceId, async (trx) => {
    const own = { workspace_id: t.workspaceId }
    const importId = uuid7()
    const fileId = uuid7()
    const file = {
      name: 'people.csv',
      type: 'text/csv',
      size: 1,
      sha256: Buffer.alloc(32),
      path: 'x',
      purpose: 'import',
    }
    await trx('files').insert({ ...own, id: fileId, ...file })
    await trx('imports').insert({ ...own, id: importId, file_id: fileId, file_name: 'people.csv' })
    const reject = { ...own, import_id: importId, code: 'format', reason: 'is wrong' }
    await trx('import_rejects').insert([
      { ...reject, line: 2, raw: `Zebulon;Quixcanary;${EMAIL.toUpperCase()}` },
      { ...reject, line: 3, raw: 'Zebulon;Quixcanary;06 98 76 54 32' },
      { ...reject, line: 4, raw: 'Somebody;Else;else@other.example' },
    ])
    await trx('alerts').insert({
      ...own,
      kind: 'x.y',
      severity: 'info',
      data: JSON.stringify({ said: `no ${EMAIL} here` }),
    })
    await trx('account_breakers').insert({
      ...own,
      account_id: world.accountId,
      destination: 'canary',
      reason: `<${EMAIL}> busy`,
    })
    await trx('unmapped_codes').insert({ provider: 'smtp', code: '599', sample: `599 ${EMAIL}?` })
  })
  await t.core.db.direct(t.workspaceId, (client) =>
    recordEvents(client, {
      workspaceId: t.workspaceId,
      campaignId: null,
      runId: oldRun,
      step: 0,
      channel: 'email',
      slot: 0,
      events: [{ contactId: person, kind: 'deferred', data: { reason: `450 <${EMAIL}> later` } }],
    }),
  )
}

/** How many messages, events and consent events there are in all: none may get lost. */
async function totals(): Promise<Map<string, number>> {
  const tables = ['messages', 'delivery_events', 'consent_events', 'consents', 'run_counts', 'event_rollups']
  const counts = await Promise.all(
    tables.map(async (table) => {
      const rows = await rowsOf(t, table)
      return [table, 'count' in (rows[0] ?? {}) ? rows.reduce((n, row) => n + row.count, 0) : rows.length] as const
    }),
  )
  return new Map(counts)
}

describe('an erasure', () => {
  test('leaves no name, address or phone number in any table', async () => {
    expect(erasure.status).toBe(200)
    expect(await rowsHolding(t, WORDS)).toEqual([])
    expect(await rowsHolding(t, ['198.51.100.77', 'Canarybrowser'])).toEqual([])
  })

  test('keeps every row that counts, under the anonymous id, and the sums exact', async () => {
    const { anonymousId } = erasure.body
    const after = await totals()
    // One message was stopped: one event more, in the log and in its count.
    expect(after.get('delivery_events')).toBe(before.get('delivery_events')! + 1)
    expect(after.get('event_rollups')).toBe(before.get('event_rollups')! + 1)
    for (const table of ['messages', 'consent_events', 'consents', 'run_counts'])
      expect(after.get(table), table).toBe(before.get(table))
    await expectExactSums(t)
    const messages = await rowsOf(t, 'messages', { contact_id: anonymousId })
    expect(messages).toHaveLength(3)
    for (const row of messages) expect(row).toMatchObject({ data: null, provider_id: null, address_id: null })
    expect(messages.find((row) => row.run_id === waiting.run)).toMatchObject({
      state: STATE.suppressed,
      reason: 'erased',
    })
    expect(await rowsOf(t, 'consent_events', { contact_id: anonymousId })).toMatchObject([
      { action: 'given', ip: null, user_agent: null, proof: null },
    ])
    for (const event of await rowsOf(t, 'delivery_events', { contact_id: anonymousId }))
      expect(event.kind === 'suppressed' || event.data === null).toBe(true)
  })

  test('leaves the id nowhere but in the record of the erasure and in the audit log', async () => {
    const { rows: columns } = await t.core.db.system((trx) =>
      trx.raw(`SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name IN ('contact_id', 'person_id') AND table_name NOT LIKE 'delivery_events_%'`),
    )
    expect(columns.length).toBeGreaterThan(6)
    for (const { table_name: table, column_name: column } of columns)
      if (table !== 'erasures') expect(await rowsOf(t, table, { [column]: person }), table).toEqual([])
    expect(await rowsOf(t, 'idempotency_keys')).toMatchObject([{ key: 'canary', status: 202 }])
  })

  test('is reported honestly: what was stopped, and the file that could not be read', async () => {
    expect(erasure.body.report).toMatchObject({ addresses: 3, lists: 1, messages: 3, stopped: 1, importRejects: 2 })
    expect(erasure.body.report).toMatchObject({ importsWithFile: [], filesMissing: [expect.any(String)] })
    expect(await rowsOf(t, 'import_rejects', { line: 4 })).toMatchObject([{ raw: 'Somebody;Else;else@other.example' }])
    const [entry] = await rowsOf(t, 'audit_log', { action: 'contact.erase' })
    expect(entry).toMatchObject({ object_id: person })
    expect((await t.core.db.tenant(t.workspaceId, (trx) => verifyAudit(trx, t.workspaceId))).brokenAt).toBeNull()
  })

  test('asked again gives the same one', async () => {
    const again = await compliance.post(`/api/v1/contacts/${person}/erase`)
    expect(again.status).toBe(200)
    expect(again.body.id).toBe(erasure.body.id)
    expect(await rowsOf(t, 'erasures')).toHaveLength(1)
    expect((await compliance.post(`/api/v1/contacts/${uuid7()}/erase`)).status).toBe(404)
  })

  test('lets old links answer, without effect', async () => {
    const token = createLinkSigner(t.core).makeToken(oldRun, person, 0, 0)
    const rows = await totals()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await t.anonymous.post(`/u/${token}`, 'List-Unsubscribe=One-Click', headers)).status).toBe(200)
    expect((await t.anonymous.get(`/u/${token}`)).status).toBe(200)
    expect(await totals()).toEqual(rows)
  })

  test('blocks the address: created again, it gets nothing, not even what is transactional', async () => {
    const made = await t.as('owner').post('/api/v1/contacts', { addresses: [{ kind: 'email', value: EMAIL }] })
    expect(made.status).toBe(201)
    const sent = await world.owner.post('/api/v1/messages', {
      channel: 'email',
      content: { en: { subject: 'x', html: '<p>x</p>' } },
      to: { contactId: made.body.id },
    })
    expect(sent.body).toMatchObject({ state: 'suppressed', reason: 'suppressed_erasure' })
    expect((await compliance.post(`/api/v1/contacts/${made.body.id}/erase`)).status).toBe(200)
  })

  test('of somebody who waits in a paused campaign: resumed, all others get theirs, the sum exact', async () => {
    const mails = world.sandbox.messages({ to: EMAIL }).length
    await t.core.db.tenant(t.workspaceId, (trx) =>
      trx('runs')
        .where({ id: waiting.run })
        .update({ snapshot: trx.raw("snapshot #- '{limits,perSecond}'") }),
    )
    expect((await world.owner.post(`/api/v1/campaigns/${waiting.id}/resume`)).status).toBe(200)
    await world.reached(waiting.id, 'completed')
    const { body } = await world.owner.get(`/api/v1/campaigns/${waiting.id}/progress`)
    expect(body).toMatchObject({ audience: 31, states: { accepted: 30, suppressed: 1 }, reasons: { erased: 1 } })
    expect(world.sandbox.messages({ to: EMAIL })).toHaveLength(mails)
    await expectExactSums(t)
  })

  test('is finished when nothing is left to follow', async () => {
    await finishErasures(t.core)
    expect(await rowsOf(t, 'erasures', { finished_at: null })).toEqual([])
  })

  test('leaves a message that is on the wire to its worker, and takes it when it has settled', async () => {
    const [row] = await rowsOf(t, 'messages', { run_id: waiting.run, state: STATE.accepted })
    const key = { workspace_id: t.workspaceId, run_id: waiting.run, contact_id: row.contact_id }
    const set = (state: number) =>
      t.core.db.tenant(t.workspaceId, (trx) => trx('messages').where(key).update({ state }))
    await set(STATE.sending)
    const { body } = await compliance.post(`/api/v1/contacts/${row.contact_id}/erase`)
    expect(body.finishedAt).toBeNull()
    expect(await rowsOf(t, 'messages', key)).toMatchObject([{ state: STATE.sending }])
    await finishErasures(t.core)
    expect(await rowsOf(t, 'erasures', { id: body.id })).toMatchObject([{ finished_at: null }])
    await set(STATE.accepted)
    expect(await finishErasures(t.core)).toBe(1)
    expect(await rowsOf(t, 'messages', key)).toEqual([])
    expect(await rowsOf(t, 'messages', { ...key, contact_id: body.anonymousId })).toHaveLength(1)
    await expectExactSums(t)
  })

  test('is done again after a backup was restored, with the same anonymous id and the address blocked', async () => {
    const list = (await compliance.get('/api/v1/erasures?limit=200')).body.data
    const entry = { ...list.find((one: any) => one.contactId === person), workspaceId: t.workspaceId }
    await t.core.db.system(async (trx) => {
      await trx('erasures').delete()
      await trx('suppressions').delete()
      await trx('contacts').insert({ workspace_id: t.workspaceId, id: person, first_name: 'Zebulon' })
      const value_hash = t.core.vault.addressHash(t.workspaceId, 'email', EMAIL)
      await trx('addresses').insert({
        workspace_id: t.workspaceId,
        contact_id: person,
        kind: 'email',
        value: EMAIL,
        value_hash,
      })
    })
    expect(await reapplyErasures(t.core, [entry])).toBe(1)
    expect(await rowsHolding(t, WORDS)).toEqual([])
    const [again] = await rowsOf(t, 'erasures', { contact_id: person })
    expect(again.anonymous_id).toBe(entry.anonymousId)
    expect(await rowsOf(t, 'suppressions', { reason: 'erasure' })).toHaveLength(3)
    expect(await reapplyErasures(t.core)).toBe(0)
  })
})

describe('who may', () => {
  test.each(['contributor', 'reader', 'agent'] as const)('not the %s', async (role) => {
    expect((await t.as(role).post(`/api/v1/contacts/${person}/erase`)).status).toBe(403)
  })
})
