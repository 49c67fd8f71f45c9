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

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase({ url: database.url })
  if (hasMongo) mongo = await openTestMongo()
})
afterAll(async () => {
  await db.close()
  await database.drop()
  await mongo?.close()
})

describeEventLog(async () => createPostgresLog(db), 'event log on PostgreSQL')

describe.skipIf(!hasMongo)('with MongoDB', () => {
  describeEventLog(async () => createMongoLog(mongo!.fresh()), 'event log on MongoDB')
  describeEventLog(async () => createShippedLog(createPostgresLog(db), createMongoLog(mongo!.fresh())), 'both as one')
})
