import { EventEmitter, once } from 'node:events'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type Child, keepAlive } from '../../../core/cli/start/child.ts'
import { isAlive } from '../../../core/infra/embedded-postgres/pidfile.ts'

const program = join(import.meta.dirname, '..', 'child-program.ts')
const children: Child[] = []
afterEach(() => children.splice(0).forEach((child) => void child.kill()))

/** A kept process, its lines, and a wait for the nth line that matches. */
function keep(role: string, environment: () => NodeJS.ProcessEnv = () => ({})) {
  const lines: string[] = []
  const heard = new EventEmitter()
  const print = (_name: string, line: string) => {
    lines.push(line)
    heard.emit('line')
  }
  const child = keepAlive({ name: role, role, program, drainMs: 200, environment, print })
  children.push(child)
  const line = async (pattern: RegExp, nth = 1): Promise<string> => {
    for (;;) {
      const found = lines.filter((text) => pattern.test(text))[nth - 1]
      if (found) return found
      await once(heard, 'line')
    }
  }
  return { child, lines, line }
}

const pidIn = (line: string) => Number(/\d+$/.exec(line)![0])

test('a killed process is started again, with the environment of now', async () => {
  let greeting = 'first'
  const { child, line } = keep('works', () => ({ GREETING: greeting }))
  await child.ready
  const pid = pidIn(await line(/hello first/))
  greeting = 'second'
  process.kill(pid, 'SIGKILL')
  await line(/ended \(SIGKILL\); starting it again in 0.1 s/)
  expect(pidIn(await line(/hello second/))).not.toBe(pid)
})

test('one that dies at once is tried on, ever later, and a sentence says so', async () => {
  const { line } = keep('dies')
  await line(/exit code 7\); starting it again in 0.1 s/)
  await line(/starting it again in 0.8 s/)
  expect(await line(/has ended 5 times/)).toContain('doctor')
  await line(/starting it again in 3.2 s/)
})

test('restart drains and starts anew; it does not count as a death', async () => {
  let greeting = 'first'
  const { child, line, lines } = keep('works', () => ({ GREETING: greeting }))
  await line(/hello first/)
  greeting = 'second'
  child.restart()
  await line(/hello second/)
  expect(lines).toContain('drained')
  expect(lines.some((text) => text.startsWith('ended'))).toBe(false)
})

test('stop drains and does not start again; a second stop has nothing to do', async () => {
  const { child, line, lines } = keep('works')
  await child.ready
  const pid = pidIn(await line(/hello/))
  await child.stop()
  expect(isAlive(pid)).toBe(false)
  expect(lines).toContain('drained')
  expect(lines.some((text) => text.includes('starting it again'))).toBe(false)
  await child.stop()
})

test('one that does not drain in time is killed, and that is said', async () => {
  const { child, line } = keep('stubborn')
  await child.ready
  const pid = pidIn(await line(/hello/))
  await child.stop()
  expect(isAlive(pid)).toBe(false)
  await line(/has not drained within 0.2 s and is killed/)
})

test('a stop while it waits to be started again is final', async () => {
  const { child, line, lines } = keep('dies')
  await line(/starting it again in 0.4 s/)
  await child.stop()
  expect(lines.filter((text) => text.startsWith('ended'))).toHaveLength(3)
})
