import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { projectRoot } from '../../config/env.ts'
import { carillon } from '../cli/run.ts'
import { killAll, npmStart, processes, type Started } from './started.ts'

/** What a newcomer does: `npm start`, read the table, sign in, stop, start again. */
const dataDir = join(inject('testFolder'), 'first')
const MINUTES = 180_000
let environment: Record<string, string>
let started: Started
let url: string
let password: string

beforeAll(async () => {
  environment = {
    CARILLON_DATA_DIR: dataDir,
    CARILLON_EMBEDDED_SHARED_BUFFERS: '32MB',
    LOG_LEVEL: 'warn',
    PORT: String(await freePort()),
  }
  started = npmStart(environment)
  url = await ready(started)
  await started.line(/shown this once/)
}, MINUTES)
afterAll(killAll)

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as { port: number }
  await new Promise((closed) => server.close(closed))
  return port
}

const ready = async (one: Started) => /http:\/\/[^ ]+/.exec(await one.line(/is ready: /))![0]

/** The number behind a word of the table. */
const figure = (word: string) => {
  const line = started.lines.find((text) => new RegExp(`\\| +${word} +\\d`).test(text)) ?? ''
  return Number(/(\d+)/.exec(line.slice(line.indexOf(word)))?.[1] ?? Number.NaN)
}

async function get(path: string, token: string): Promise<any> {
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })
  expect(answer.status, path).toBe(200)
  return answer.json()
}

async function signIn(): Promise<string> {
  const answer = await fetch(`${url}/api/v1/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'owner@demo.example', password }),
  })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { accessToken: string }).accessToken
}

const finished = async (token: string, name: string) => {
  const { data } = await get('/api/v1/campaigns', token)
  return data.find((campaign: any) => campaign.name === name && campaign.state === 'completed')
}

test('the README names the command', () => {
  expect(readFileSync(join(projectRoot, 'README.md'), 'utf8')).toContain('npm ci && npm start')
})

test('the table adds up, and somebody read the mails', () => {
  expect(figure('recipients')).toBe(420)
  expect(figure('sent') + figure('excluded')).toBe(420)
  expect(figure('delivered') + figure('bounced')).toBe(figure('sent'))
  expect(figure('bounced')).toBe(9)
  expect(figure('opened')).toBeGreaterThan(50)
  expect(figure('clicked')).toBeGreaterThan(10)
  const why = started.lines.slice(started.lines.findIndex((line) => line.includes('and why:')) + 1)
  const reasons = why.slice(
    0,
    why.findIndex((line) => line.includes('is ready')),
  )
  expect(reasons.reduce((sum, line) => sum + Number(/\| +(\d+) /.exec(line)![1]), 0)).toBe(figure('excluded'))
})

test('the printed sign-in opens the API, and the ledger says what the table said', async () => {
  password = /password (\S+)/.exec(await started.line(/Sign in as owner@demo.example/))![1]!
  const token = await signIn()
  const campaign = await finished(token, 'Autumn harvest')
  const progress = await get(`/api/v1/campaigns/${campaign.id}/progress`, token)
  expect(progress.audience).toBe(420)
  expect(Object.values<number>(progress.states).reduce((a, b) => a + b)).toBe(420)
  expect(progress.states).toEqual({ accepted: figure('delivered'), failed: 9, suppressed: figure('excluded') })
  const rollup = await get(`/api/v1/campaigns/${campaign.id}/rollup`, token)
  expect(rollup.people.opened).toBeGreaterThanOrEqual(figure('opened'))
  expect(rollup.kinds.accepted).toBe(figure('delivered'))
})

test('what arrived can be read, as it came over the wire', async () => {
  const token = await signIn()
  const { data } = await get('/api/v1/sandbox/messages?limit=200', token)
  expect(data).toHaveLength(200)
  const message = await get(`/api/v1/sandbox/messages/${data[0].id}`, token)
  expect(message.raw).toMatch(/^X-Carillon-Key: /m)
  expect(message.raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m)
})

test(
  'a campaign launched from the command line beside it is watched to its end',
  async () => {
    const words = [
      'campaign',
      'launch',
      '--list',
      'Regulars',
      '--template',
      'Summer letter',
      '--basis',
      'consent',
      '--watch',
      '--json',
    ]
    const { code, stdout, stderr } = await carillon(words, environment)
    expect(stderr).not.toContain('No other worker runs')
    expect(code).toBe(0)
    const { state, figures } = JSON.parse(stdout)
    expect(state).toBe('completed')
    expect(figures.sent + figures.excluded).toBe(figures.recipients)
  },
  MINUTES,
)

test(
  'SIGTERM leaves nothing behind',
  async () => {
    await started.stop()
    expect(processes().filter(({ command }) => command.includes(dataDir))).toEqual([])
  },
  MINUTES,
)

test(
  'the second start keeps everything and shows the address only',
  async () => {
    started = npmStart(environment)
    url = await ready(started)
    expect(started.lines.join('\n')).not.toMatch(/delivered|password/)
    expect(await finished(await signIn(), 'Autumn harvest')).toBeDefined()
  },
  MINUTES,
)

test(
  'after kill -9 of everything but PostgreSQL the next start adopts it and goes on',
  async () => {
    await started.kill()
    started = npmStart(environment)
    await started.line(/PostgreSQL runs already and is adopted/)
    url = await ready(started)
    expect(await finished(await signIn(), 'Autumn harvest')).toBeDefined()
    await started.stop()
    expect(processes().filter(({ command }) => command.includes(dataDir))).toEqual([])
  },
  MINUTES,
)
