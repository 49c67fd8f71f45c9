import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from './database.ts'

const opened: TestDatabase[] = []
afterAll(() => Promise.all(opened.map((database) => database.drop())))

test('two test databases are migrated and do not see each other', async () => {
  opened.push(...(await Promise.all([createTestDatabase(), createTestDatabase()])))
  const [first, second] = await Promise.all(opened.map((database) => ask(database.url, 'CREATE TABLE mine (id int)')))
  expect([first, second]).toHaveLength(2)
  const [row] = await ask(opened[0]!.url, 'SELECT count(*)::int AS done FROM migrations')
  expect(row.done).toBeGreaterThan(0)
})

async function ask(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return (await client.query(statement).finally(() => client.end())).rows
}
