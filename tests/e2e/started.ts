import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { projectRoot } from '../../config/env.ts'

export interface Started {
  readonly lines: readonly string[]
  /** The first line that matches, now or later. */
  line(pattern: RegExp): Promise<string>
  /** SIGTERM to the whole group, as a terminal or a service manager would; ends when everything has ended that it started. */
  stop(): Promise<void>
  /** SIGKILL to npm and everything below it but PostgreSQL. */
  kill(): Promise<void>
}

const children: ChildProcess[] = []

/** `npm start`, as the README says, with nothing of this process's configuration. */
export function npmStart(environment: Record<string, string>): Started {
  const npm = spawn('npm', ['start'], {
    cwd: projectRoot,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(npm)
  const lines: string[] = []
  const heard = new EventEmitter()
  for (const input of [npm.stdout!, npm.stderr!])
    createInterface({ input }).on('line', (line) => {
      lines.push(line)
      heard.emit('news')
    })
  // npm ends at a signal without waiting for what it started; its pipes are closed when that has ended too.
  const ended = once(npm, 'close')
  npm.once('exit', () => heard.emit('news'))
  return {
    lines,
    async line(pattern) {
      for (;;) {
        const found = lines.find((text) => pattern.test(text))
        if (found) return found
        if (npm.exitCode !== null || npm.signalCode !== null)
          throw new Error(`ended without ${pattern}:\n${lines.join('\n')}`)
        await once(heard, 'news')
      }
    },
    async stop() {
      process.kill(-npm.pid!, 'SIGTERM')
      await ended
    },
    async kill() {
      for (const { pid, command } of below(npm.pid!)) if (!command.includes('postgres')) process.kill(pid, 'SIGKILL')
      npm.kill('SIGKILL')
      await ended
    },
  }
}

/** For the end of a file: whatever a failed test left. */
export function killAll(): void {
  for (const npm of children) {
    try {
      process.kill(-npm.pid!, 'SIGKILL')
    } catch {
      // It has ended, as it should.
    }
  }
}

interface Process {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** Every process of this machine that one may look at. */
export function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const parent = Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))![1])
        return [
          { pid: Number(name), parent, command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') },
        ]
      } catch {
        return []
      }
    })
}

function below(pid: number): Process[] {
  const all = processes()
  const of = (parent: number): Process[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...of(one.pid)])
  return of(pid)
}
