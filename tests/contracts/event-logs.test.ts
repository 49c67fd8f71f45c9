import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe } from 'vitest'
import { createShippedLog } from '../../core/events/log.ts'
import { createMongoLog } from '../../core/events/mongo-log.ts'
import { createPostgresLog } from '../../core/events/postgres-log.ts'
import { type Database, openDatabase } from '../../core/infra/postgres.ts'
import { describeEventLog } from '../../core/testing/index.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { hasMongo, openTestMongo, type TestMongo } from '../support/ferretdb.ts'

let database: TestDatabase
let db: Database
let mongo: TestMongo | undefined
const used: string[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase({ url: database.url })
  if (hasMongo) mongo = await openTestMongo()
})

afterAll(async () => {
  await db?.close()
  await database?.drop()
  for (const url of used) await dropMongo(url)
  await mongo?.close()
})

describeEventLog(async () => createPostgresLog(db), 'event log on PostgreSQL')

describe.skipIf(!hasMongo)('with MongoDB', () => {
  describeEventLog(async () => createMongoLog(freshMongo()), 'event log on MongoDB')
  describeEventLog(
    async () => createShippedLog(createPostgresLog(db), createMongoLog(freshMongo())),
    'event log on both, what is not shipped yet in PostgreSQL',
  )
})

/** FerretDB reads a whole collection for each page: a database for each property keeps the collections small. */
function freshMongo(): string {
  const url = new URL(mongo!.url)
  url.pathname += `_${used.length}`
  used.push(url.href)
  return url.href
}

async function dropMongo(url: string): Promise<void> {
  const client = new MongoClient(url)
  await client
    .db()
    .dropDatabase()
    .finally(() => client.close())
}
