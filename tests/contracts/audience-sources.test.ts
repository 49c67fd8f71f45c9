import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import type { AudienceHost } from '../../core/contracts/index.ts'
import { type Database, openDatabase } from '../../core/infra/postgres.ts'
import { everyoneSource, listSource, peopleSource, segmentSource } from '../../core/segments/audience.ts'
import { describeAudienceSource, uuidv7 } from '../../core/testing/index.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const [workspaceId, otherWorkspaceId, listId, emptyListId, segmentId, foreignListId] = Array.from({ length: 6 }, () =>
  uuidv7(),
) as [string, string, string, string, string, string]
const people = Array.from({ length: 17 }, (_, i) => uuidv7(1_700_000_000_000 + i))
const foreigner = uuidv7()
const isFrench = (_: string, i: number) => i % 2 === 0
const isListed = (_: string, i: number) => i % 3 === 0

let database: TestDatabase
let db: Database

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase({ url: database.url })
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    await fill(client)
  } finally {
    await client.end()
  }
})

afterAll(async () => {
  await db?.close()
  await database?.drop()
})

async function fill(client: pg.Client): Promise<void> {
  for (const [id, slug] of [
    [workspaceId, 'own'],
    [otherWorkspaceId, 'other'],
  ]) {
    await client.query('INSERT INTO workspaces (id, name, slug) VALUES ($1, $2, $2)', [id, slug])
  }
  const contact = 'INSERT INTO contacts (workspace_id, id, locale, first_name) VALUES ($1, $2, $3, $4)'
  for (const [i, id] of people.entries())
    await client.query(contact, [workspaceId, id, isFrench(id, i) ? 'fr' : 'en', `P${i}`])
  await client.query(contact, [otherWorkspaceId, foreigner, 'fr', 'F'])
  const list = 'INSERT INTO lists (workspace_id, id, name) VALUES ($1, $2, $3)'
  await client.query(list, [workspaceId, listId, 'Some'])
  await client.query(list, [workspaceId, emptyListId, 'None'])
  await client.query(list, [otherWorkspaceId, foreignListId, 'Theirs'])
  const member = 'INSERT INTO list_members (workspace_id, list_id, contact_id) VALUES ($1, $2, $3)'
  for (const id of people.filter(isListed)) await client.query(member, [workspaceId, listId, id])
  await client.query(member, [otherWorkspaceId, foreignListId, foreigner])
  const rules = { field: 'locale', op: 'equals', value: 'fr' }
  await client.query('INSERT INTO segments (workspace_id, id, name, rules) VALUES ($1, $2, $3, $4)', [
    workspaceId,
    segmentId,
    'French',
    rules,
  ])
}

/** Row-level security stands under every query, as in the app. */
const host: AudienceHost = {
  workspaceId,
  query: (text, values) => db.direct(workspaceId, (client) => client.query(text, [...values])),
}

const nowhere = uuidv7()

describeAudienceSource({
  source: everyoneSource,
  host,
  cases: [{ name: 'everyone', definition: {}, ids: people }],
  refused: [],
  hostile: [{ definition: {}, values: [workspaceId] }],
})

describeAudienceSource({
  source: listSource,
  host,
  cases: [
    { name: 'a list', definition: { listId }, ids: people.filter(isListed) },
    { name: 'an empty list', definition: { listId: emptyListId }, ids: [] },
  ],
  refused: [{ listId: 3 }, { listId: `x' OR '1'='1` }, {}],
  missing: [{ listId: nowhere }, { listId: foreignListId }],
  hostile: [{ definition: { listId }, values: [listId] }],
})

const frozen = (value: string, rules: object = { field: 'locale', op: 'equals', value }) => ({
  segmentId,
  name: 'a segment',
  rules: rules as { [key: string]: string },
  attributes: [],
  at: '2026-11-20T10:00:00.000Z',
})
const evil = `fr' OR '1'='1`

describeAudienceSource({
  source: segmentSource,
  host,
  cases: [
    { name: 'a frozen segment', definition: frozen('fr'), ids: people.filter(isFrench) },
    { name: 'a frozen segment of nobody', definition: frozen('xx'), ids: [] },
    {
      name: 'a frozen segment by list',
      definition: frozen('', { all: [{ list: listId }, { not: { field: 'locale', op: 'equals', value: 'fr' } }] }),
      ids: people.filter((id, i) => isListed(id, i) && !isFrench(id, i)),
    },
  ],
  refused: [{ segmentId: 'French' }, {}],
  missing: [{ segmentId: nowhere }],
  hostile: [{ definition: frozen(evil), values: [evil] }],
})

describeAudienceSource({
  source: peopleSource,
  host,
  cases: [
    {
      name: 'some, one of them unknown and one of another workspace',
      definition: { ids: [...people.slice(2, 8).reverse(), nowhere, foreigner] },
      ids: people.slice(2, 8),
    },
    { name: 'one twice', definition: { ids: [people[3]!, people[3]!] }, ids: [people[3]!] },
    { name: 'nobody', definition: { ids: [] }, ids: [] },
  ],
  refused: [{ ids: ['x'] }, { ids: 3 }],
  hostile: [{ definition: { ids: [people[0]!] }, values: [people[0]!] }],
})
