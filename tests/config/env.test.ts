import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, inject, test } from 'vitest'
import { describeConfig, renderExample } from '../../config/describe.ts'
import {
  ConfigError,
  childEnvironment,
  loadConfig,
  parseMasterKeys,
  projectRoot,
  readyConfig,
} from '../../config/env.ts'

const KEY = Buffer.alloc(32, 7).toString('base64')
const SECRET = 'x'.repeat(40)

const problemsOf = (source: Record<string, string>, root?: string): readonly string[] => {
  try {
    loadConfig(source, root ? { root, dotenv: true } : {})
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

test('without any variable everything has its default', () => {
  expect(loadConfig({})).toEqual({
    nodeEnv: 'development',
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://localhost:3000',
    trackingUrl: 'http://localhost:3000',
    databasePool: 10,
    dataDir: join(projectRoot, 'data'),
    embedded: false,
    embeddedSharedBuffers: '256MB',
    demo: true,
    logLevel: 'info',
    trustProxy: [],
    workers: 1,
    leaseSeconds: 60,
    sandbox: true,
  })
})

test('addresses follow the port, and tracking follows the public address', () => {
  expect(loadConfig({ PORT: '4000' })).toMatchObject({ port: 4000, publicUrl: 'http://localhost:4000' })
  expect(loadConfig({ PUBLIC_URL: 'https://c.example/' })).toMatchObject({
    publicUrl: 'https://c.example',
    trackingUrl: 'https://c.example',
  })
})

test('sandbox and demo are for the embedded database outside production', () => {
  expect(loadConfig({ DATABASE_URL: 'postgres://u:p@h/d' })).toMatchObject({ sandbox: false, demo: false })
  expect(loadConfig({ DATABASE_URL: 'postgres://u:p@h/d', CARILLON_SANDBOX: 'on' }).sandbox).toBe(true)
  expect(loadConfig({ NODE_ENV: 'production' })).toMatchObject({ sandbox: false, demo: false })
})

test.each([
  ['PORT', '70000', '"70000"'],
  ['PORT', '3e3', '"3e3"'],
  ['NODE_ENV', 'prod', '"prod"'],
  ['LOG_LEVEL', 'loud', '"loud"'],
  ['HOST', 'a b', '"a b"'],
  ['PUBLIC_URL', 'example.com', '"example.com"'],
  ['PUBLIC_URL', 'https://[x', '"https://[x"'],
  ['CARILLON_WORKERS', '0', '"0"'],
  ['CARILLON_LEASE_SECONDS', '1', '"1"'],
  ['CARILLON_SANDBOX', 'maybe', '"maybe"'],
  ['CARILLON_TRUST_PROXY', '10.0.0.0/8, somewhere', '"10.0.0.0/8, somewhere"'],
  ['CARILLON_EMBEDDED_SHARED_BUFFERS', 'much', '"much"'],
])('%s=%s is refused in a sentence with name, value and expectation', (name, value, shown) => {
  const [problem, ...others] = problemsOf({ [name]: value })
  const { expects } = describeConfig().find((setting) => setting.name === name)!
  expect(problem).toBe(`${name} is ${shown}, but must be ${expects}.`)
  expect(others).toEqual([])
})

test.each(
  describeConfig()
    .filter(({ secret }) => secret)
    .map(({ name }) => name),
)('a wrong %s is refused without showing it', (name) => {
  const problems = problemsOf({ [name]: 'hunter2 and so on', CARILLON_SYSTEM_FROM: 'a@b.example' })
  if (name !== 'CARILLON_METRICS_TOKEN') expect(problems).toHaveLength(1)
  expect(problems.join()).not.toContain('hunter2')
})

test('an unknown CARILLON_ variable is refused; others are none of our business', () => {
  expect(problemsOf({ CARILLON_WORKER: '2', HOSTNAME: 'x' })).toEqual([
    'CARILLON_WORKER is not a setting; known ones are in .env.example.',
  ])
})

test('all problems are told at once', () => {
  expect(problemsOf({ PORT: 'x', LOG_LEVEL: 'y', CARILLON_Z: '1' })).toHaveLength(3)
})

test('production with a database needs its keys to be given', () => {
  const production = { NODE_ENV: 'production', DATABASE_URL: 'postgres://u:p@h/d' }
  expect(problemsOf(production).map((problem) => problem.split(' ')[0])).toEqual([
    'CARILLON_MASTER_KEY',
    'CARILLON_JWT_SECRET',
  ])
  expect(problemsOf({ ...production, CARILLON_MASTER_KEY: KEY, CARILLON_JWT_SECRET: SECRET })).toEqual([])
})

test('.env is read, the environment wins over it, an empty value is none', async () => {
  const root = await mkdtemp(join(inject('testFolder'), 'config-'))
  await writeFile(join(root, '.env'), 'PORT=4001\nHOST=0.0.0.0\nCARILLON_WORKERS="3"\n# a comment\nLOG_LEVEL=debug\n')
  const config = loadConfig({ PORT: '4002', LOG_LEVEL: '' }, { root, dotenv: true })
  expect(config).toMatchObject({ port: 4002, host: '0.0.0.0', workers: 3, logLevel: 'debug' })
  expect(config.dataDir).toBe(join(root, 'data'))
})

test('a secret may come from a file; the environment in either spelling wins over .env', async () => {
  const root = await mkdtemp(join(inject('testFolder'), 'config-'))
  const file = join(root, 'key')
  await writeFile(file, `${KEY}\n`)
  await writeFile(join(root, '.env'), `CARILLON_MASTER_KEY=${Buffer.alloc(32, 8).toString('base64')}\n`)
  expect(loadConfig({ CARILLON_MASTER_KEY_FILE: file }, { root, dotenv: true }).masterKey).toBe(KEY)
  expect(problemsOf({ CARILLON_MASTER_KEY_FILE: join(root, 'none') })[0]).toContain('cannot be read (ENOENT)')
  expect(problemsOf({ CARILLON_MASTER_KEY_FILE: file, CARILLON_MASTER_KEY: KEY })[0]).toContain('are both set')
  expect(problemsOf({ PORT_FILE: file, CARILLON_WORKERS_FILE: file })[0]).toContain(
    'CARILLON_WORKERS_FILE is not a setting',
  )
})

test('master keys: one, or several with ids, the current one first', () => {
  const other = Buffer.alloc(32, 9).toString('base64')
  expect(parseMasterKeys(KEY)).toEqual([{ id: '1', key: Buffer.alloc(32, 7) }])
  expect(parseMasterKeys(`b:${other},a:${KEY}`).map(({ id }) => id)).toEqual(['b', 'a'])
  for (const wrong of [KEY.slice(4), `a:${KEY},a:${other}`, `a b:${KEY}`, `${KEY},`, 'a:']) {
    expect(() => parseMasterKeys(wrong)).toThrow()
    expect(problemsOf({ CARILLON_MASTER_KEY: wrong })[0]).toContain('CARILLON_MASTER_KEY')
  }
})

test('keys that are not given are made once, readable by their owner only', async () => {
  const config = { ...loadConfig({}), dataDir: join(await mkdtemp(join(inject('testFolder'), 'config-')), 'data') }
  const [first, second] = [readyConfig(config, 'postgres://h/d'), readyConfig(config, 'postgres://h/d')]
  expect(second).toEqual(first)
  expect(parseMasterKeys(first.masterKey)[0]!.key).toHaveLength(32)
  expect(first.jwtSecret.length).toBeGreaterThanOrEqual(32)
  for (const name of ['master.key', 'jwt.secret'])
    expect((await stat(join(config.dataDir, name))).mode & 0o777).toBe(0o600)
})

test('a child process reads back exactly the configuration of its parent', () => {
  const source = {
    PORT: '4003',
    CARILLON_TRUST_PROXY: 'loopback,10.0.0.0/8',
    CARILLON_SANDBOX: 'true',
    MONGODB_URL: 'mongodb://h/d',
  }
  const config = readyConfig(
    loadConfig({ ...source, CARILLON_MASTER_KEY: KEY, CARILLON_JWT_SECRET: SECRET }),
    'postgres://u:p@127.0.0.1:1/d',
  )
  expect(loadConfig(childEnvironment(config), { dotenv: false })).toEqual(config)
})

test('whatever the values are, the answer is a configuration or a ConfigError', () => {
  const names = describeConfig().map(({ name }) => name)
  const source = fc.dictionary(fc.constantFrom(...names), fc.string({ unit: 'grapheme', maxLength: 40 }))
  fc.assert(fc.property(source, (variables) => void problemsOf(variables)))
})

test('.env.example is what the schema says (`carillon config --example > .env.example`)', async () => {
  expect(await readFile(join(projectRoot, '.env.example'), 'utf8')).toBe(renderExample())
})
