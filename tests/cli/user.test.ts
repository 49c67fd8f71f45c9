import { execFile } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectRoot } from '../../config/env.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const PASSWORD = 'a good long sentence'

/** Runs the program as a person does, with `input` on its stdin. */
function carillon(args: string[], input = ''): Promise<{ code: number; out: string; err: string }> {
  const env = {
    PATH: '/usr/bin:/bin',
    DATABASE_URL: database.url,
    CARILLON_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    CARILLON_JWT_SECRET: 'a test secret of 32+ characters, no more',
    NODE_ENV: 'test',
  }
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['core/cli.ts', 'user', ...args],
      { env, cwd: projectRoot },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
    child.stdin!.end(input)
  })
}

test('makes, lists, closes and opens accounts, and takes passwords from stdin only', async () => {
  const made = await carillon(['create', 'Ada@Example.com', '--name', 'Ada', '--json'], `${PASSWORD}\n`)
  expect(made.err).toBe('')
  expect(JSON.parse(made.out)).toMatchObject({ created: true, workspace: 'main', role: 'owner' })

  const weak = await carillon(['create', 'bob@example.com', '--role', 'reader'], 'password1\n')
  expect(weak.code).toBe(1)
  expect(weak.err).toMatch(/^Refused: password is one of the first that are tried/)
  expect((await carillon(['create', 'bob@example.com', '--role', 'king'], PASSWORD)).code).toBe(2)
  expect((await carillon(['create', 'bob@example.com', '--workspace', 'elsewhere'], PASSWORD)).code).toBe(2)
  const none = await carillon(['create', 'bob@example.com'])
  expect([none.code, none.err]).toEqual([2, 'Give the password on stdin, one line.\n'])

  expect((await carillon(['disable', 'ada@example.com'])).out).toBe('ada@example.com is disabled.\n')
  const list = await carillon(['list', '--json'])
  expect(JSON.parse(list.out)).toEqual([
    { email: 'ada@example.com', name: 'Ada', workspace: 'main', role: 'owner', disabled: true },
  ])
  expect((await carillon(['disable', 'ada@example.com', '--enable'])).code).toBe(0)
  expect((await carillon(['password', 'ada@example.com'], 'another long sentence\n')).code).toBe(0)
  const unknown = await carillon(['password', 'nobody@example.com'], `${PASSWORD}\n`)
  expect([unknown.code, unknown.err]).toEqual([
    1,
    'There is no user nobody@example.com; `carillon user list` shows those there are.\n',
  ])
}, 60_000)
