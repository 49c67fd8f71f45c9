import { afterAll, beforeAll, expect, test } from 'vitest'
import { sweepUndos } from '../../../core/contacts/imports/undo/run.ts'
import { uuid7 } from '../../../core/infra/ids.ts'
import { createImportWorld, type ImportWorld } from './support.ts'

let world: ImportWorld
beforeAll(async () => {
  world = await createImportWorld()
})
afterAll(() => world.close())

const me = () => world.as('contributor')
const consent = { channel: 'email', purpose: 'news', source: 'form', wording: { text: 'Yes.', locale: 'en' } }
const never = new AbortController().signal
const undo = async (id: string, pageRows?: number) => {
  const asked = await me().post(`/api/v1/imports/${id}/undo`)
  expect(asked.status).toBe(202)
  await sweepUndos(world.core, never, pageRows)
  return (await me().get(`/api/v1/imports/${id}/undo`)).body
}
const personOf = async (email: string) =>
  (await world.query('SELECT contact_id FROM addresses WHERE value = ?', email))[0]?.contact_id as string
const list = async (name: string) => (await me().post('/api/v1/lists', { name })).body.id as string
const csv = (...rows: string[]) => `Email,First name\n${rows.join('\n')}\n`

test('people nobody touched go with addresses, memberships and consent; the log says so and is only added to', async () => {
  const onto = await list('Plain')
  const done = await world.run(csv('a@plain.example,A', 'b@plain.example,B', 'c@plain.example,C'), {
    consent,
    lists: [onto],
  })
  const before = await world.query('SELECT id FROM consent_events')
  const preview = await me().get(`/api/v1/imports/${done.id}/undo`)
  expect(preview.body).toMatchObject({ state: 'possible', people: 3, consents: 3, memberships: 0, fieldsKept: 0 })
  expect(await personOf('a@plain.example')).toBeTruthy()

  const after = await undo(done.id)
  expect(after).toMatchObject({ ...preview.body, state: 'undone', at: expect.any(String) })
  expect(await world.query("SELECT FROM addresses WHERE value LIKE '%@plain.example'")).toEqual([])
  expect(await world.query('SELECT FROM contacts WHERE import_id = ?', done.id)).toEqual([])
  expect(await world.query('SELECT FROM list_members WHERE list_id = ?', onto)).toEqual([])
  const events = await world.query('SELECT id, action, source, actor_kind, proof FROM consent_events ORDER BY id')
  expect(events.map((one) => one.id)).toEqual(expect.arrayContaining(before.map((one) => one.id)))
  expect(events.filter((one) => one.action === 'withdrawn')).toEqual(
    Array(3).fill(
      expect.objectContaining({
        source: 'import undone',
        actor_kind: 'user',
        proof: { import: done.id, undone: true },
      }),
    ),
  )
  expect(await world.query("SELECT DISTINCT state FROM consents WHERE purpose = 'news'")).toEqual([
    { state: 'withdrawn' },
  ])
  expect((await me().get(`/api/v1/imports/${done.id}`)).body.state).toBe('undone')
  const audit = await world.query('SELECT action FROM audit_log WHERE object_id = ? ORDER BY sequence', done.id)
  expect(audit.map((one) => one.action)).toEqual(expect.arrayContaining(['import.undo', 'import.undone']))
})

test('whoever was touched since stays, with the reason; what the file gave them is taken back', async () => {
  const [onto, other] = [await list('Touched'), await list('Chosen by hand')]
  const names = ['held', 'messages', 'consent', 'edited', 'addresses', 'lists', 'nobody']
  const done = await world.run(csv(...names.map((name) => `${name}@touched.example,X`)), { consent, lists: [onto] })
  const ids = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await personOf(`${name}@touched.example`)])),
  )
  const compliance = world.as('compliance')
  await world.query('UPDATE contacts SET held = true WHERE id = ?', ids.held)
  const run = uuid7()
  await world.query(
    "INSERT INTO runs (workspace_id, id, kind, state, purpose, basis) VALUES (?, ?, 'campaign', 'running', 'news', 'consent')",
    world.workspaceId,
    run,
  )
  await world.query(
    'INSERT INTO messages (workspace_id, run_id, contact_id, step, state) VALUES (?, ?, ?, 0, 1)',
    world.workspaceId,
    run,
    ids.messages,
  )
  const said = { channel: 'email', purpose: 'news', action: 'withdrawn', source: 'phone' }
  expect((await compliance.post(`/api/v1/contacts/${ids.consent}/consents`, said)).status).toBeLessThan(300)
  expect((await me().patch(`/api/v1/contacts/${ids.edited}`, { lastName: 'New' })).status).toBe(200)
  const second = { kind: 'email', value: 'second@touched.example' }
  expect((await me().post(`/api/v1/contacts/${ids.addresses}/addresses`, second)).status).toBe(201)
  expect((await me().post(`/api/v1/lists/${other}/members`, { contactIds: [ids.lists] })).status).toBeLessThan(300)

  const kept = { held: 1, messages: 1, consent: 1, edited: 1, addresses: 1, lists: 1 }
  const counts = { people: 1, kept, consents: 6, memberships: 6 }
  expect((await me().get(`/api/v1/imports/${done.id}/undo`)).body).toMatchObject(counts)
  // Pages of two: the counts do not depend on where a page ends.
  expect(await undo(done.id, 2)).toMatchObject({ state: 'undone', ...counts })
  const left = await world.query('SELECT id FROM contacts WHERE id = ANY (?) ORDER BY id', Object.values(ids))
  expect(left.map((one) => one.id).sort()).toEqual(
    names
      .filter((name) => name !== 'nobody')
      .map((n) => ids[n])
      .sort(),
  )
  expect(await world.query('SELECT FROM list_members WHERE list_id = ?', onto)).toEqual([])
  expect(await world.query('SELECT contact_id FROM list_members WHERE list_id = ?', other)).toEqual([
    { contact_id: ids.lists },
  ])
  const [{ state, event }] = await world.query(
    'SELECT k.state, e.source AS event FROM consents k JOIN consent_events e ON e.id = k.event_id WHERE k.contact_id = ?',
    ids.consent,
  )
  expect({ state, event }).toEqual({ state: 'withdrawn', event: 'phone' })
})

test('of people who were there before only what was added goes; overwritten fields are named as staying', async () => {
  const onto = await list('Before')
  const made = await me().post('/api/v1/contacts', {
    externalId: 'k-1',
    firstName: 'Old',
    addresses: [{ kind: 'email', value: 'old@before.example' }],
  })
  await me().post('/api/v1/contacts', { externalId: 'k-2', firstName: 'Same' })
  const file = 'External ID,Email,First name\nk-1,new@before.example,New\nk-2,,Same\n'
  const done = await world.run(file, {
    columns: [
      { index: 0, target: 'externalId' },
      { index: 1, target: 'address:email' },
      { index: 2, target: 'firstName' },
    ],
    duplicates: 'overwrite',
    lists: [onto],
  })
  expect(done.totals).toMatchObject({ created: 0, updated: 2 })
  const counts = { people: 0, memberships: 2, addresses: 1, addressesKept: 0, fieldsKept: 1 }
  expect((await me().get(`/api/v1/imports/${done.id}/undo`)).body).toMatchObject(counts)
  expect(await undo(done.id)).toMatchObject(counts)
  const shown = (await me().get(`/api/v1/contacts/${made.body.id}`)).body
  expect(shown.firstName).toBe('New')
  expect(shown.addresses).toMatchObject([{ value: 'old@before.example', primary: true }])
})

test('what the file stopped stays stopped, and a later import of another file is not touched', async () => {
  const stops = await world.run('Email,Unsubscribed\ngone@stops.example,yes\nhere@stops.example,no\n', {
    columns: [
      { index: 0, target: 'address:email' },
      { index: 1, target: 'status:email' },
    ],
  })
  await world.run(csv('other@stops.example,O'), { consent })
  expect(await undo(stops.id)).toMatchObject({ people: 2, stopsKept: 1 })
  expect(await world.query("SELECT reason FROM suppressions WHERE source = 'import:' || ?", stops.id)).toEqual([
    { reason: 'unsubscribe' },
  ])
  expect(await personOf('other@stops.example')).toBeTruthy()
})

test('taken up again where it was, asked twice it is one undo, and cancelling cannot stop it half way', async () => {
  const done = await world.run(csv(...Array.from({ length: 40 }, (_, i) => `p${i}@again.example,P`)), { consent })
  const url = `/api/v1/imports/${done.id}/undo`
  expect((await me().post(url)).body.state).toBe('undoing')
  expect((await me().post(url)).status).toBe(202)
  const stopping = new AbortController()
  world.core.live.subscribe(() => {})
  const publish = world.core.live.publish
  let pages = 0
  world.core.live.publish = (message) => {
    if (++pages === 3) stopping.abort()
    publish(message)
  }
  expect(await sweepUndos(world.core, stopping.signal, 7)).toBe(0)
  world.core.live.publish = publish
  const half = (await me().get(url)).body
  expect(half).toMatchObject({ state: 'undoing', consents: 21, people: 0 })
  expect((await me().post(`/api/v1/imports/${done.id}/cancel`)).status).toBe(409)
  expect((await me().post(`/api/v1/imports/${done.id}/start`)).status).toBe(409)
  await Promise.all([sweepUndos(world.core, never, 7), sweepUndos(world.core, never, 7)])
  await sweepUndos(world.core, never)
  expect((await me().get(url)).body).toMatchObject({ state: 'undone', consents: 40, people: 40 })
  const undone = await world.query(
    "SELECT count(*) AS n FROM audit_log WHERE action = 'import.undone' AND object_id = ?",
    done.id,
  )
  expect(Number(undone[0].n)).toBe(1)
})

test('refused where there is nothing that can be taken back exactly', async () => {
  const fresh = await world.upload(csv('x@refused.example,X'))
  const url = `/api/v1/imports/${fresh.body.id}/undo`
  expect((await me().get(url)).status).toBe(409)
  expect((await me().post(url)).body).toMatchObject({
    code: 'conflict',
    detail: expect.stringMatching(/never started/),
  })
  const old = await world.run(csv('old@refused.example,X'))
  await world.query('UPDATE imports SET batch_times = NULL WHERE id = ?', old.id)
  const answer = await me().post(`/api/v1/imports/${old.id}/undo`)
  expect(answer.body).toMatchObject({ status: 409, detail: expect.stringMatching(/earlier version/) })
  expect((await me().get(`/api/v1/imports/${uuid7()}/undo`)).status).toBe(404)
  expect((await world.as('reader').post(url)).status).toBe(403)
})
