import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { ConfigError, loadConfig, projectRoot } from '../config/env.ts'
import { settings } from '../config/schema.ts'

interface Service {
  readonly image: string
  readonly build?: string
  readonly command?: string | string[]
  readonly environment?: Record<string, unknown>
  readonly volumes?: string[]
  readonly depends_on?: Record<string, { condition: string }>
  readonly healthcheck?: { test: string[] }
  readonly restart?: string
}

const read = (name: string) => readFileSync(join(projectRoot, name), 'utf8')
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>
  volumes: Record<string, unknown>
}
const ours = Object.entries(compose.services).filter(([, { build }]) => build !== undefined)
const dockerfile = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n/g, ' ')

/** What the person must put into .env, as the head of the file says. */
const HOST = {
  POSTGRES_PASSWORD: 'a1b2c3',
  CARILLON_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
  CARILLON_JWT_SECRET: Buffer.alloc(48, 2).toString('base64'),
}

test('the head of the file names exactly the variables that must be set', () => {
  const required = new Set([...read('docker-compose.yml').matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name))
  expect([...required].sort()).toEqual(Object.keys(HOST).sort())
  const head = read('docker-compose.yml').split('\n\n')[0]
  for (const name of required) expect(head).toContain(`${name}=`)
})

test.each(ours)('%s: every environment entry is a setting, and together they are a configuration', (_name, service) => {
  const known = settings.map(([, { env }]) => env)
  const environment = interpolated(service.environment!)
  for (const name of Object.keys(environment)) expect(known).toContain(name.replace(/_FILE$/, ''))
  expect(loadConfig(environment)).toMatchObject({
    nodeEnv: 'production',
    host: '0.0.0.0',
    databaseUrl: `postgres://carillon:${HOST.POSTGRES_PASSWORD}@postgres:5432/carillon`,
    mongodbUrl: 'mongodb://mongo:27017/carillon',
    sandbox: false,
    demo: false,
  })
})

test('the check bites: a misspelt entry or value would be found', () => {
  const environment = interpolated(ours[0]![1].environment!)
  expect(() => loadConfig({ ...environment, CARILLON_WORKER: '1' })).toThrow(ConfigError)
  expect(() => loadConfig({ ...environment, LOG_LEVEL: 'verbose' })).toThrow(ConfigError)
})

test('roles, databases, health checks, volumes and the order of the start are there', () => {
  expect(Object.keys(compose.services).sort()).toEqual(['api', 'migrate', 'mongo', 'postgres', 'worker'])
  expect(compose.services.postgres!.image).toBe('postgres:18')
  expect(compose.services.mongo!.image).toBe('mongo:8')
  for (const [name, service] of Object.entries(compose.services)) {
    if (name !== 'migrate') expect(service.healthcheck?.test, name).toBeDefined()
    expect(service.restart, name).toBeDefined()
    for (const volume of service.volumes ?? []) expect(compose.volumes).toHaveProperty(volume.split(':')[0]!)
    for (const other of Object.keys(service.depends_on ?? {})) expect(compose.services).toHaveProperty(other)
  }
  for (const name of ['api', 'worker']) {
    expect(compose.services[name]!.command).toEqual([name])
    expect(compose.services[name]!.depends_on!.migrate).toEqual({ condition: 'service_completed_successfully' })
  }
})

test('the image is a slim Debian with Node 24, runs as nobody special, and copies what exists', () => {
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)
  expect(new Set(bases)).toEqual(new Set(['node:24-bookworm-slim']))
  expect(dockerfile).toMatch(/^USER node$/m)
  const ignored = read('.dockerignore')
  for (const [, sources] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
    for (const source of sources!.split(' ')) {
      expect(existsSync(join(projectRoot, source)), source).toBe(true)
      expect(ignored.split('\n')).toContain(`!${source}`)
    }
  }
})

test("the image's own environment is a part of the configuration", () => {
  const [, line] = /^ENV (.+)$/m.exec(dockerfile)!
  const image = Object.fromEntries(
    line!
      .trim()
      .split(/\s+/)
      .map((pair) => pair.split('=') as [string, string]),
  )
  expect(loadConfig(image)).toMatchObject({ nodeEnv: 'production', dataDir: '/app/data', port: 3000 })
})

/** As Compose does: `${NAME:?…}` and `${NAME:-default}`. */
function interpolated(environment: Record<string, unknown>): Record<string, string> {
  const replace = (value: unknown) =>
    String(value).replace(/\$\{(\w+)(?::([?-])([^}]*))?\}/g, (_all, name: string, kind?: string, rest?: string) => {
      const given = HOST[name as keyof typeof HOST]
      if (given === undefined && kind !== '-') throw new Error(`${name} is not given`)
      return given ?? rest ?? ''
    })
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, replace(value)]))
}
