import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { childEnvironment, projectRoot, type ReadyConfig } from '../../../config/env.ts'

/** A process of the product, started as `carillon start` would start it. */
export interface Role {
  readonly pid: number
  /** As it stands in the leases it takes. */
  readonly owner: string
  /** False from the moment it is killed. */
  readonly alive: boolean
  /** What it wrote, the end of it. */
  said(): string
  kill(signal?: NodeJS.Signals): void
  /** Ends when the process has: its exit code, null after a signal. */
  readonly ended: Promise<number | null>
}

const KEPT_CHARACTERS = 4_000

/** Starts `node core/cli.ts <verb>` and waits until it works. */
export async function startRole(verb: 'api' | 'worker', config: ReadyConfig): Promise<Role> {
  const child = fork(`${projectRoot}/core/cli.ts`, [verb], {
    env: childEnvironment(config) as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  })
  let said = ''
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (data) => {
      said = (said + data).slice(-KEPT_CHARACTERS)
    })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  await Promise.race([
    heardReady(child),
    ended.then((code) => {
      throw new Error(`carillon ${verb} ended with ${code} before it worked:\n${said}`)
    }),
  ])
  let killed = false
  return {
    pid: child.pid!,
    owner: `${hostname()}:${child.pid}`,
    get alive() {
      return !killed && child.exitCode === null && child.signalCode === null
    },
    said: () => said,
    kill(signal = 'SIGKILL') {
      killed ||= signal === 'SIGKILL'
      child.kill(signal)
    },
    ended,
  }
}

function heardReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on('message', (message: { is?: string }) => message?.is === 'ready' && resolve())
  })
}

/** SIGTERM, and SIGKILL for one that does not listen (a frozen one cannot). */
export async function stopRole(role: Role): Promise<void> {
  if (!role.alive) return
  role.kill('SIGCONT')
  role.kill('SIGTERM')
  const gone = await Promise.race([role.ended.then(() => true), sleep(35_000, false, { ref: false })])
  if (!gone) role.kill('SIGKILL')
  await role.ended
}
