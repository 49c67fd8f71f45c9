import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordEvents } from '../../core/events/write.ts'
import { type Client, createTestApp, type TestApp } from '../support/app.ts'
import { type CampaignWorld, createCampaignWorld, runWorker } from '../support/campaign-world.ts'
import { rowsOf, until } from './world.ts'

let t: TestApp
let world: CampaignWorld
let compliance: Client
let person: string
let other: string
let exported: any

beforeAll(async () => {
  t = await createTestApp()
  world = await createCampaignWorld(t, 3)
  compliance = t.as('compliance')
  await world.owner.post('/api/v1/attributes', { name: 'secret', type: 'text', sensitive: true })
  const people = (await rowsOf(t, 'contacts')).map((row) => row.id)
  person = people[0]
  other = people[1]
  await world.owner.patch(`/api/v1/contacts/${person}`, { lastName: 'García', attributes: { secret: 'open sesame' } })
  const worker = await runWorker(t.config)
  const campaign = await world.campaign()
  const run = await world.launch(campaign)
  await world.reached(campaign, 'completed')
  await world.owner.post('/api/v1/messages', {
    channel: 'email',
    content: { en: { subject: 'x', html: '<p>{{data.code}}</p>' } },
    to: { contactId: person, data: { code: '4711' } },
  })
  await until('the message left', async () =>
    (await rowsOf(t, 'messages', { wave: -1 })).every((row) => row.state === 3),
  )
  await worker.close()
  // More than a page of events.
  await t.core.db.direct(t.workspaceId, (client) =>
    recordEvents(client, {
      workspaceId: t.workspaceId,
      campaignId: null,
      runId: run,
      step: 0,
      channel: 'email',
      slot: 0,
      events: Array.from({ length: 1_200 }, () => ({ contactId: person, kind: 'clicked' as const, data: { link: 0 } })),
    }),
  )
  const [address] = await rowsOf(t, 'addresses', { contact_id: person })
  await compliance.post('/api/v1/suppressions', { kind: 'email', addresses: [address.value] })
  exported = await compliance.get(`/api/v1/contacts/${person}/export`)
}, 60_000)
afterAll(async () => {
  await world?.close()
  await t?.close()
})

/** Section of the export for each table that holds a person's id. */
const SECTIONS: Record<string, (body: any) => unknown[]> = {
  contacts: (body) => [body.contact],
  addresses: (body) => body.contact.addresses,
  list_members: (body) => body.lists,
  consents: (body) => body.consents,
  consent_events: (body) => body.consentEvents,
  messages: (body) => body.messages,
  delivery_events: (body) => body.events,
  // Holds only who is gone: there is nobody left to export.
  erasures: () => [],
}

describe('an export', () => {
  test('holds every row of every table that holds the id; no table is forgotten', async () => {
    expect(exported.status).toBe(200)
    const { rows } = await t.core.db.system((trx) =>
      trx.raw(`SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attname = 'contact_id'`),
    )
    const tables = [...rows.map((row: any) => row.name), 'contacts'].sort()
    expect(tables).toEqual(Object.keys(SECTIONS).sort())
    for (const table of tables) {
      const kept = await rowsOf(t, table, { [table === 'contacts' ? 'id' : 'contact_id']: person })
      if (table !== 'erasures') expect(kept.length, `${table} has a row to find`).toBeGreaterThan(0)
      expect(SECTIONS[table]!(exported.body), table).toHaveLength(kept.length)
    }
  })

  test('opens what is sealed, and shows texts and values rather than ids', () => {
    const { contact, consentEvents, messages, suppressions, lists } = exported.body
    expect(contact).toMatchObject({ lastName: 'García', sensitive: { secret: 'open sesame' } })
    expect(consentEvents[0].wording).toBe('Yes, write to me.')
    expect(messages.map((message: any) => message.campaign).sort()).toEqual(['Spring', null])
    expect(messages.find((message: any) => message.campaign === null).data).toEqual({ code: '4711' })
    expect(suppressions).toMatchObject([{ reason: 'manual' }])
    expect(lists[0].name).toMatch(/^Readers/)
  })

  test('fits the schema that the API document gives for it', () => {
    const document: any = t.app.swagger()
    const ajv = new Ajv2020({ strict: false, validateFormats: true })
    addFormats.default(ajv as any)
    ajv.addSchema({ $id: 'doc', components: document.components })
    const check = ajv.compile({ $ref: 'doc#/components/schemas/PersonExport' })
    expect(check(exported.body), JSON.stringify(check.errors)).toBe(true)
  })

  test('holds nothing of anybody else, and is noted', async () => {
    expect(JSON.stringify(exported.body)).not.toContain(other)
    expect(await rowsOf(t, 'audit_log', { action: 'contact.export', object_id: person })).toHaveLength(1)
    expect(exported.headers['cache-control']).toBe('no-store')
  })

  test('of a held person is complete too (GDPR art. 18)', async () => {
    await compliance.put(`/api/v1/contacts/${person}/restriction`, { held: true, reason: 'contests it' })
    const again = await compliance.get(`/api/v1/contacts/${person}/export`)
    expect(again.body.messages).toHaveLength(exported.body.messages.length)
    expect(again.body.contact.held).toBe(true)
  })

  test('is for those who may export', async () => {
    for (const role of ['reader', 'agent'] as const)
      expect((await t.as(role).get(`/api/v1/contacts/${person}/export`)).status).toBe(403)
  })
})
