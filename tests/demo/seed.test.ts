import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkLaunch } from '../../core/campaigns/launch.ts'
import { PEOPLE, STANDINGS } from '../../core/demo/people.ts'
import { type SeededDemo, seedDemo } from '../../core/demo/seed.ts'
import { stateName } from '../../core/messages/states.ts'
import { verifyAudit } from '../../core/workspaces/audit.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let t: TestApp
let demo: SeededDemo
beforeAll(async () => {
  t = await createTestApp()
  demo = await seedDemo(t.core)
})
afterAll(() => t.close())

const query = (text: string) =>
  t.core.db.directSystem(async (client) => (await client.query(text.replaceAll('$W', `'${demo.workspaceId}'`))).rows)

test('gives the way in once; a second seed, also one at the same time, changes nothing', async () => {
  expect(demo.owner).toMatchObject({
    email: 'owner@demo.example',
    password: expect.stringMatching(/^(\w{5}-){3}\w{5}$/),
  })
  const before = await query('SELECT count(*) FROM audit_log')
  const again = await Promise.all([seedDemo(t.core), seedDemo(t.core)])
  for (const one of again) expect(one).toEqual({ ...demo, owner: null })
  expect(await query('SELECT count(*) FROM audit_log')).toEqual(before)
})

test('the campaign to come is ready, and every standing shows as one answer of the gate', async () => {
  const { ready, problems, explanation } = await checkLaunch(t.core, demo.workspaceId, demo.campaignId!)
  expect(problems).toEqual([])
  expect(ready).toBe(true)
  expect(explanation!.people).toBe(PEOPLE)
  expect(explanation!.steps[0]!.excluded).toEqual({
    no_consent: STANDINGS.nothing_on_record,
    consent_pending: STANDINGS.pending,
    withdrawn: STANDINGS.withdrawn,
    suppressed_unsubscribe: STANDINGS.left,
    suppressed_complaint: STANDINGS.complained,
    suppressed_bounce: STANDINGS.dead,
    suppressed_manual: STANDINGS.blocked_by_hand,
    objected: STANDINGS.objected,
    held: STANDINGS.held,
    no_address: STANDINGS.no_address,
  })
})

test('people speak three languages and live in several time zones', async () => {
  const [row] = await query(
    'SELECT array_agg(DISTINCT locale ORDER BY locale) AS locales, count(DISTINCT time_zone)::int AS zones FROM contacts WHERE workspace_id = $W',
  )
  expect(row.locales).toEqual(['en', 'es', 'fr'])
  expect(row.zones).toBeGreaterThan(8)
})

test('the history sums up: counts, rollups, people and links are those of messages and events', async () => {
  const counts = await query(
    'SELECT state, sum(count)::int AS count FROM run_counts WHERE workspace_id = $W GROUP BY 1 ORDER BY 1',
  )
  expect(counts).toEqual(
    await query('SELECT state, count(*)::int AS count FROM messages WHERE workspace_id = $W GROUP BY 1 ORDER BY 1'),
  )
  expect(counts.map((row) => stateName(row.state))).toEqual(['accepted', 'failed', 'suppressed'])
  const rollups = await query(
    "SELECT kind, sum(count)::int AS count FROM event_rollups WHERE workspace_id = $W AND kind NOT LIKE 'first_%' GROUP BY 1 ORDER BY 1",
  )
  expect(rollups).toEqual(
    await query(
      'SELECT kind, count(*)::int AS count FROM delivery_events WHERE workspace_id = $W GROUP BY 1 ORDER BY 1',
    ),
  )
  const [people] =
    await query(`SELECT (SELECT sum(count)::int FROM event_rollups WHERE workspace_id = $W AND kind = 'first_opened') AS opened, count(opened_at)::int AS marked,
    (SELECT sum(people)::int FROM link_clicks WHERE workspace_id = $W) AS links, count(clicked_at)::int AS clicked FROM messages WHERE workspace_id = $W`)
  expect(people.opened).toBe(people.marked)
  expect(people.opened).toBeGreaterThan(50)
  expect(people.links).toBe(people.clicked)
  const [late] = await query(
    'SELECT count(*)::int AS count FROM delivery_events WHERE workspace_id = $W AND at > now()',
  )
  expect(late.count).toBe(0)
})

test('nobody without consent to tracking has an open in the history, and the audit chain holds', async () => {
  const [row] =
    await query(`SELECT count(*)::int AS count FROM delivery_events e WHERE e.workspace_id = $W AND e.kind = 'opened'
    AND NOT EXISTS (SELECT FROM consents k WHERE k.workspace_id = e.workspace_id AND k.contact_id = e.contact_id AND k.purpose = 'tracking' AND k.state = 'given')`)
  expect(row.count).toBe(0)
  expect((await t.core.db.system((trx) => verifyAudit(trx, demo.workspaceId))).brokenAt).toBeNull()
})

test('the letter can be read by anybody: three languages, a name or none', async () => {
  const client = t.bearing((await t.anonymous.post('/api/v1/auth/sign-in', demo.owner)).body.accessToken)
  const { body } = await client.get('/api/v1/templates')
  const template = body.data.find((one: any) => one.name === 'Harvest letter')
  const [nobody] = await query('SELECT id FROM contacts WHERE workspace_id = $W LIMIT 1')
  for (const locale of ['en', 'fr', 'es']) {
    const preview = await client.post(`/api/v1/templates/${template.id}/preview`, { locale, contactId: nobody.id })
    expect(preview.status, JSON.stringify(preview.body)).toBe(200)
    expect(JSON.stringify(preview.body)).not.toContain('{{')
  }
})
