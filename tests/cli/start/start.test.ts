import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { projectRoot } from '../../../config/env.ts'
import { isAlive } from '../../../core/infra/embedded-postgres/pidfile.ts'
import { lookAtEmbeddedPostgres } from '../../../core/infra/embedded-postgres.ts'
import { carillon } from '../run.ts'

const dataDir = join(inject('testFolder'), `start-${process.pid}`)
const environment = {
  PATH: '/usr/bin:/bin',
  CARILLON_DATA_DIR: dataDir,
  CARILLON_EMBEDDED_SHARED_BUFFERS: '16MB',
  CARILLON_DEMO: 'false',
  LOG_LEVEL: 'warn',
}

/** A running `carillon start`: its lines so far, a wait for one, and its processes. */
function start(more: Record<string, string> = {}) {
  const supervisor = spawn(process.execPath, [join(projectRoot, 'core', 'cli.ts'), 'start'], {
    env: { ...environment, ...more },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(supervisor)
  const lines: string[] = []
  const streams = [supervisor.stdout!, supervisor.stderr!].map((input) => createInterface({ input }))
  for (const stream of streams) stream.on('line', (line) => lines.push(line))
  const line = async (pattern: RegExp, from = 0): Promise<string> => {
    for (;;) {
      const found = lines.slice(from).find((text) => pattern.test(text))
      if (found) return found
      if (supervisor.exitCode !== null) throw new Error(`ended without ${pattern}:\n${lines.join('\n')}`)
      await Promise.race([...streams.map((stream) => once(stream, 'line')), once(supervisor, 'exit')])
    }
  }
  return { supervisor, lines, line, url: async () => /http:\/\/[^ ]+/.exec(await line(/is ready: /))![0] }
}
const started: ChildProcess[] = []

let first: ReturnType<typeof start>
beforeAll(async () => {
  first = start()
  await first.line(/is ready: /)
}, 120_000)
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL')
})

const children = (supervisor: ChildProcess): { pid: number; role: string }[] =>
  readFileSync(`/proc/${supervisor.pid}/task/${supervisor.pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .map(Number)
    .map((pid) => ({ pid, role: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[2]! }))
    .filter(({ role }) => ['api', 'worker', 'sandbox'].includes(role))

const gone = async (pid: number) => {
  while (isAlive(pid)) await new Promise((next) => setTimeout(next, 20))
}
const answers = async (url: string) => {
  while (
    !(await fetch(`${url}/readyz`).then(
      (r) => r.ok,
      () => false,
    ))
  )
    await new Promise((next) => setTimeout(next, 50))
}

test('database, API, worker and sandboxes run as processes of their own', async () => {
  await answers(await first.url())
  expect(
    children(first.supervisor)
      .map(({ role }) => role)
      .sort(),
  ).toEqual(['api', 'sandbox', 'worker'])
  expect((await lookAtEmbeddedPostgres(dataDir)).url).toMatch(/^postgres:\/\//)
})

test('a second start on the same folder is refused', async () => {
  const { code, stderr } = await carillon(['start'], environment)
  expect(code).toBe(1)
  expect(stderr).toContain(`runs already on ${dataDir} (process ${first.supervisor.pid})`)
})

test('each process that is killed with -9 comes back, the database too', async () => {
  for (const { pid, role } of children(first.supervisor)) {
    process.kill(pid, 'SIGKILL')
    await first.line(new RegExp(`^${role} .*ended \\(SIGKILL\\)`))
  }
  await answers(await first.url())
  const { place } = await lookAtEmbeddedPostgres(dataDir)
  process.kill(Number(readFileSync(join(place!.data, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL')
  await first.line(/PostgreSQL has ended; starting it again/)
  await answers(await first.url())
  expect(children(first.supervisor)).toHaveLength(3)
}, 120_000)

test('when the supervisor is killed with -9 its processes end, and the next start adopts the database', async () => {
  const orphans = children(first.supervisor)
  first.supervisor.kill('SIGKILL')
  await Promise.all(orphans.map(({ pid }) => gone(pid)))
  const url = (await lookAtEmbeddedPostgres(dataDir)).url
  expect(url).not.toBeNull()
  first = start()
  await first.line(/PostgreSQL runs already and is adopted/)
  await answers(await first.url())
}, 120_000)

test('a signal that comes twice within a moment, as through npm, drains everything and ends with 0', async () => {
  const running = children(first.supervisor)
  const exited = once(first.supervisor, 'exit')
  process.kill(-first.supervisor.pid!, 'SIGINT')
  process.kill(-first.supervisor.pid!, 'SIGINT')
  expect(await exited).toEqual([0, null])
  expect(running.filter(({ pid }) => isAlive(pid))).toEqual([])
  expect((await lookAtEmbeddedPostgres(dataDir)).url).toBeNull()
  expect(first.lines.at(-1)).toContain('Stopped.')
}, 60_000)

test('a taken port gives way to the next one, which is printed', async () => {
  const holder = createServer()
  await new Promise<void>((done) => holder.listen(0, '127.0.0.1', done))
  const { port } = holder.address() as { port: number }
  const second = start({ PORT: String(port) })
  expect(await second.line(/is taken; using/)).toContain(`Port ${port} is taken`)
  const url = new URL(await second.url())
  expect(Number(url.port)).toBeGreaterThan(port)
  await answers(url.origin)
  const exited = once(second.supervisor, 'exit')
  second.supervisor.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  holder.close()
}, 120_000)
