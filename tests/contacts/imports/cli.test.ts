import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { carillon } from '../../cli/run.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { EXPORTS } from './corpus.ts'

const folder = mkdtempSync(join(tmpdir(), 'carillon-import-cli-'))
let database: TestDatabase
const run = (...words: string[]) =>
  carillon(['import', ...words], { DATABASE_URL: database.url, CARILLON_DATA_DIR: folder })
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await database.drop()
  rmSync(folder, { recursive: true })
})

test('says what is missing', async () => {
  const people = file('people.csv', 'Email\na@x.example\n')
  expect(await run(people)).toMatchObject({ code: 2, stderr: expect.stringContaining('user create') })
  expect(await run(join(folder, 'none.csv'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is not a file'),
  })
})

test('an export in its own columns, a list, consent, and a file of refused rows', async () => {
  const owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
  await owner.query("INSERT INTO workspaces (name, slug) VALUES ('Main', 'main')").finally(() => owner.end())
  const people = file('export.csv', `${EXPORTS[0]!.content}not an address,X,,,,,,,,,,,,,,,,,,,,,,\n`)
  const rejects = join(folder, 'rejects.csv')
  const done = await run(
    people,
    '--list',
    'News',
    '--consent-source',
    'form',
    '--consent-wording',
    'Yes',
    '--json',
    '--rejects',
    rejects,
  )
  expect(done.code, done.stderr).toBe(0)
  expect(JSON.parse(done.stdout)).toMatchObject({
    state: 'completed',
    totals: { rows: 3, created: 2, refused: 1, consentGiven: 1, suppressed: 1 },
  })
  expect(readFileSync(rejects, 'utf8')).toContain('4,Email Address,email_')
  const again = await run(people, '--duplicates', 'skip', '--map', 'Address=attribute:street')
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('skipped 2') })
})

test('wrong words are refused with a sentence', async () => {
  const people = file('wrong.csv', 'Email,Town\na@x.example,Lyon\n')
  expect(await run(people, '--map', 'Twn=ignore')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('columns are: Email, Town'),
  })
  expect(await run(people, '--consent-source', 'form')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--consent-wording'),
  })
  expect(await run(people, '--duplicates', 'some')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('duplicates'),
  })
})
