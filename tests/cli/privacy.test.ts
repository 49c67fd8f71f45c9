import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'
import { carillon } from './run.ts'

let t: TestApp
let folder: string
beforeAll(async () => {
  t = await createTestApp()
  folder = await mkdtemp(join(inject('testFolder'), 'privacy-'))
})
afterAll(async () => {
  await t?.close()
  await rm(folder, { recursive: true, force: true })
})

const run = (words: string[]) =>
  carillon(words, {
    DATABASE_URL: t.config.databaseUrl,
    CARILLON_DATA_DIR: folder,
    CARILLON_MASTER_KEY: t.config.masterKey,
  })
const rows = (table: string, where: object) => t.core.db.system((trx) => trx(table).where(where)) as Promise<any[]>

test('erasures are kept beside the backup and done again after it was restored', { timeout: 90_000 }, async () => {
  const email = 'back@restored.example'
  const made = await t.as('contributor').post('/api/v1/contacts', { addresses: [{ kind: 'email', value: email }] })
  const erased = await t.as('compliance').post(`/api/v1/contacts/${made.body.id}/erase`)
  const printed = await run(['privacy', 'erasures'])
  expect(JSON.parse(printed.stdout)).toMatchObject({ workspaceId: t.workspaceId, contactId: made.body.id })
  const file = join(folder, 'erasures.jsonl')
  writeFileSync(file, printed.stdout)

  // What a dump from before the erasure brings back.
  const own = { workspace_id: t.workspaceId }
  await t.core.db.system(async (trx) => {
    await trx('erasures').delete()
    await trx('suppressions').delete()
    await trx('contacts').insert({ ...own, id: made.body.id })
    const value_hash = t.core.vault.addressHash(t.workspaceId, 'email', email)
    await trx('addresses').insert({ ...own, contact_id: made.body.id, kind: 'email', value: email, value_hash })
  })
  expect(JSON.parse((await run(['privacy', 'reapply-erasures', file, '--json'])).stdout)).toEqual({
    entries: 1,
    erased: 1,
  })
  expect(await rows('contacts', { id: made.body.id })).toEqual([])
  expect(await rows('suppressions', { reason: 'erasure' })).toHaveLength(1)
  expect(await rows('erasures', {})).toMatchObject([{ anonymous_id: erased.body.anonymousId }])
  expect(await run(['privacy', 'reapply-erasures'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('0 people'),
  })
})

test('a file that is no list of erasures changes nothing and is named with its line', { timeout: 60_000 }, async () => {
  const file = join(folder, 'wrong.jsonl')
  writeFileSync(file, '{"data":[]}\n')
  expect(await run(['privacy', 'reapply-erasures', file])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('wrong.jsonl:1 is no erasure'),
  })
})
