import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { projectRoot } from '../../config/env.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { carillon } from './run.ts'

const dataDir = join(inject('testFolder'), `cli-${process.pid}`)
let migrated: TestDatabase
let empty: TestDatabase
beforeAll(async () => {
  ;[migrated, empty] = await Promise.all([createTestDatabase(), createTestDatabase({ empty: true })])
})
afterAll(() => Promise.all([migrated.drop(), empty.drop()]))

const on = (url: string, more: Record<string, string> = {}) => ({
  DATABASE_URL: url,
  CARILLON_DATA_DIR: dataDir,
  ...more,
})
/** Port 1 of loopback: nothing listens there. */
const NOWHERE = 'postgres://carillon:hunter2@127.0.0.1:1/carillon'

test('every verb explains itself', async () => {
  const { code, stdout } = await carillon(['--help'])
  expect(code).toBe(0)
  const verbs = [...stdout.matchAll(/^ {2}([a-z]+)(?: |$)/gm)].map(([, verb]) => verb!)
  expect(verbs).toEqual(
    expect.arrayContaining(['start', 'api', 'worker', 'dev', 'migrate', 'doctor', 'openapi', 'config']),
  )
  const answers = await Promise.all(verbs.map((verb) => carillon([verb, '--help'])))
  for (const answer of answers)
    expect(answer).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: carillon') })
})

describe('exit codes', () => {
  test('2 for a wrong verb or option, with a hint', async () => {
    expect(await carillon(['strat'])).toMatchObject({ code: 2, stderr: expect.stringContaining('start') })
    expect(await carillon(['migrate', '--fast'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--help') })
    expect((await carillon([])).code).toBe(2)
  })

  test('3 for a wrong configuration, naming variable, value and expectation, for each verb that reads it', async () => {
    for (const verb of ['start', 'api', 'worker', 'migrate', 'openapi', 'config']) {
      const { code, stderr } = await carillon([verb], { PORT: 'eighty' })
      expect(code).toBe(3)
      expect(stderr).toContain('PORT is "eighty", but must be a whole number from 1 to 65535.')
    }
  })

  test('3 for production without a database', async () => {
    const { code, stderr } = await carillon(['start'], { NODE_ENV: 'production', CARILLON_DATA_DIR: dataDir })
    expect(code).toBe(3)
    expect(stderr).toMatch(/DATABASE_URL is not set.*CARILLON_EMBEDDED=true/)
  })

  test.each(['migrate', 'migrate status', 'api', 'worker', 'user list', 'campaign list'])(
    '1 when the database is away: %s says in one line what to do, without stack and without password',
    async (verb) => {
      const { code, stdout, stderr } = await carillon(verb.split(' '), on(NOWHERE))
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toBe(
        'The database at 127.0.0.1:1/carillon does not answer (ECONNREFUSED). Is PostgreSQL running there, and is DATABASE_URL right? `carillon doctor` looks closer.\n',
      )
    },
  )

  test('1 when there is no such user or database, with what to do about it', async () => {
    const nobody = new URL(migrated.url)
    nobody.username = 'nobody_of_that_name'
    const none = new URL(migrated.url)
    none.pathname = '/no_such_database'
    for (const [url, advice] of [
      [nobody, /Correct .*user.* in DATABASE_URL/],
      [none, /`createdb`.*`carillon migrate`/],
    ] as const) {
      const { code, stderr } = await carillon(['user', 'list'], on(url.href))
      expect(code).toBe(1)
      expect(stderr).toMatch(advice)
      expect(stderr.trim().split('\n')).toHaveLength(1)
    }
  })

  test('1 when the schema is missing, and the worker does not stay', async () => {
    for (const verb of ['worker', 'user list']) {
      const { code, stderr } = await carillon(verb.split(' '), on(empty.url, { LOG_LEVEL: 'fatal' }))
      expect({ verb, code }).toEqual({ verb, code: 1 })
      expect(stderr).toMatch(/run `carillon migrate` first/)
      expect(stderr).not.toMatch(/^ {4}at /m)
    }
  })
})

test('migrate: status shows what is missing, up applies it, again there is nothing to do', async () => {
  const before = await carillon(['migrate', 'status', '--json'], on(empty.url))
  const files = JSON.parse(before.stdout).pending
  expect(before.code).toBe(1)
  expect(files.length).toBeGreaterThan(0)
  expect(JSON.parse((await carillon(['migrate', '--json'], on(empty.url))).stdout)).toEqual({ applied: files })
  expect(await carillon(['migrate', 'up'], on(empty.url))).toMatchObject({
    code: 0,
    stdout: 'The schema is up to date.\n',
  })
  expect(JSON.parse((await carillon(['migrate', 'status', '--json'], on(empty.url))).stdout)).toEqual({
    done: files,
    pending: [],
  })
})

describe('doctor', () => {
  const findings = (stdout: string): { is: string; name: string; message: string; advice?: string }[] =>
    JSON.parse(stdout).findings

  test('finds a good installation good', async () => {
    const { code, stdout } = await carillon(['doctor', '--json'], on(migrated.url))
    expect(findings(stdout).filter(({ is }) => is === 'fail')).toEqual([])
    expect(code).toBe(0)
    expect(findings(stdout).map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'node',
        'configuration',
        'data folder',
        'port',
        'database',
        'role',
        'clock',
        'schema',
        'mongodb',
      ]),
    )
  })

  test('says what is wrong and what to do', async () => {
    const { code, stdout } = await carillon(
      ['doctor', '--json'],
      on(NOWHERE, { MONGODB_URL: 'mongodb://u:hunter2@127.0.0.1:1/d' }),
    )
    expect(code).toBe(1)
    expect(stdout).not.toContain('hunter2')
    const failed = findings(stdout).filter(({ is }) => is === 'fail')
    expect(failed.map(({ name }) => name)).toEqual(['database', 'mongodb'])
    for (const { advice } of failed) expect(advice).toBeTruthy()
  })

  test('tells missing migrations, and a wrong configuration as findings', async () => {
    const fresh = await createTestDatabase({ empty: true })
    const { stdout } = await carillon(['doctor', '--json'], on(fresh.url))
    expect(findings(stdout).find(({ name }) => name === 'schema')).toMatchObject({
      is: 'warn',
      advice: expect.stringContaining('migrate'),
    })
    await fresh.drop()
    const wrong = await carillon(['doctor'], { PORT: 'x', CARILLON_NOPE: '1' })
    expect(wrong.code).toBe(1)
    expect(wrong.stdout.match(/^fail +configuration/gm)).toHaveLength(2)
  })
})

test('config shows what is in force, without secrets', async () => {
  const { stdout } = await carillon(['config', '--json'], on(NOWHERE, { CARILLON_WORKERS: '3' }))
  expect(JSON.parse(stdout)).toMatchObject({ CARILLON_WORKERS: 3, DATABASE_URL: '(set)', CARILLON_DATA_DIR: dataDir })
  expect(stdout).not.toContain('hunter2')
})

test('config --example is .env.example', async () => {
  const { stdout } = await carillon(['config', '--example'])
  expect(stdout).toBe(readFileSync(join(projectRoot, '.env.example'), 'utf8'))
})
