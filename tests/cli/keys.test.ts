import { readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { carillon } from './run.ts'

let database: TestDatabase
let dataDir: string
beforeAll(async () => {
  database = await createTestDatabase()
  dataDir = await mkdtemp(join(inject('testFolder'), 'keys-'))
})
afterAll(async () => {
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})

const run = (words: string, more: Record<string, string> = {}) =>
  carillon(words.split(' '), { DATABASE_URL: database.url, CARILLON_DATA_DIR: dataDir, ...more })
const kept = () => readFileSync(join(dataDir, 'master.key'), 'utf8').trim()

test('a key in the data folder: another one is made, everything sealed with it, the old one dropped', {
  timeout: 120_000,
}, async () => {
  expect(JSON.parse((await run('keys status --json')).stdout)).toMatchObject({
    kept: 'file',
    keys: [{ id: '1', current: true, values: 1 }],
    missing: [],
  })
  const first = kept()
  expect((await run('keys new')).stdout).toContain('k2 is the first key')
  expect(kept()).toMatch(new RegExp(`^k2:[A-Za-z0-9+/=]{44},${first.replace(/[+/]/g, '\\$&')}$`))
  expect(statSync(join(dataDir, 'master.key')).mode & 0o777).toBe(0o600)
  expect(await run('keys drop 1')).toMatchObject({ code: 1, stderr: expect.stringContaining('1 is needed: 1 values') })
  expect((await run('keys')).stdout).toMatch(/^k2 +current, 0 values\n1 +1 values; `carillon keys rotate`/)
  const doctor = async () =>
    JSON.parse((await run('doctor --json')).stdout).findings.find((one: { name: string }) => one.name === 'keys')
  expect(await doctor()).toMatchObject({ is: 'warn', advice: expect.stringContaining('carillon keys rotate') })
  expect((await run('keys rotate')).stdout).toMatch(/^1 can go \(`carillon keys drop 1`/m)
  expect((await run('keys drop 1')).code).toBe(0)
  expect(kept()).toMatch(/^k2:[^,]+$/)
  expect(await doctor()).toMatchObject({ is: 'ok', message: 'Everything is sealed with "k2".' })
  // The old key alone opens nothing: configuration is wrong, and a sentence says how.
  const lost = await run('user list', { CARILLON_MASTER_KEY: `1:${first}` })
  expect(lost).toMatchObject({ code: 3, stderr: expect.stringContaining('master key "k2"') })
  expect(lost.stderr).not.toMatch(/^ {4}at /m)
})

test('a key in the environment: the new one is printed, and taken out by hand', { timeout: 60_000 }, async () => {
  const CARILLON_MASTER_KEY = kept()
  const made = await run('keys new', { CARILLON_MASTER_KEY })
  expect(made.stdout).toMatch(/^k3:[A-Za-z0-9+/=]{44}\n$/)
  expect(kept()).toBe(CARILLON_MASTER_KEY)
  const both = `${made.stdout.trim()},${CARILLON_MASTER_KEY}`
  expect(JSON.parse((await run('keys rotate --json', { CARILLON_MASTER_KEY: both })).stdout)).toEqual({
    accounts: 0,
    people: 0,
    canGo: ['k2'],
  })
  expect((await run('keys drop k2', { CARILLON_MASTER_KEY: both })).stderr).toContain('take it out there')
})
