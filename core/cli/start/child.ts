import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { DRAIN_MS } from '../role.ts'

const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url))

const FIRST_DELAY_MS = 100
const LAST_DELAY_MS = 5_000
/** Alive for this long means that it works: the delay starts anew, and older deaths are forgotten. */
const SETTLED_MS = 30_000
const TOO_OFTEN = 5

export interface ChildOptions {
  /** Shown before each line: 'api', 'worker 2'. */
  readonly name: string
  /** The verb it runs. */
  readonly role: string
  readonly environment: () => NodeJS.ProcessEnv
  readonly print: (name: string, line: string) => void
  /** Another program than our own command line, and another limit than 30 s. */
  readonly program?: string
  readonly drainMs?: number
}

/** A process that is started again whenever it ends, until it is told to stop. */
export interface Child {
  readonly name: string
  /** Settles when it works for the first time. */
  readonly ready: Promise<void>
  /** Drains it, and starts it again with a fresh environment. */
  restart(): void
  /** SIGTERM, and SIGKILL when it has not ended within the time for draining. */
  stop(): Promise<void>
  /** SIGKILL, at once. */
  kill(): void
}

export function keepAlive(options: ChildOptions): Child {
  const { name, role, environment, print, program = CLI, drainMs = DRAIN_MS } = options
  const ready = Promise.withResolvers<void>()
  let process_: ChildProcess
  let stopping = false
  let restarting = false
  let deaths: number[] = []
  let timer: NodeJS.Timeout | undefined

  const start = () => {
    const startedAt = Date.now()
    restarting = false
    // A group of its own: the terminal's Ctrl-C reaches the supervisor only, which drains in order.
    process_ = spawn(process.execPath, [program, role], {
      env: environment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    process_.on('message', (message) => {
      if ((message as { is?: string })?.is === 'ready') ready.resolve()
    })
    process_.on('error', (error) => print(name, `could not start: ${error.message}`))
    for (const stream of [process_.stdout!, process_.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => print(name, line))
    }
    process_.once('close', (code, signal) => ended(Date.now() - startedAt, signal ?? `exit code ${code}`))
  }

  const ended = (livedMs: number, how: string) => {
    if (stopping) return
    if (restarting) return start()
    const now = Date.now()
    deaths = [...(livedMs > SETTLED_MS ? [] : deaths.filter((at) => now - at < SETTLED_MS)), now]
    const delay = Math.min(FIRST_DELAY_MS * 2 ** (deaths.length - 1), LAST_DELAY_MS)
    print(name, `ended (${how}); starting it again in ${delay / 1000} s`)
    if (deaths.length % TOO_OFTEN === 0) {
      print(
        name,
        `has ended ${deaths.length} times within ${SETTLED_MS / 1000} s. The lines above say why; \`carillon doctor\` checks the rest. It is tried on.`,
      )
    }
    timer = setTimeout(start, delay)
  }

  start()
  return {
    name,
    ready: ready.promise,
    restart() {
      clearTimeout(timer)
      if (hasEnded(process_)) start()
      else restarting = process_.kill('SIGTERM')
    },
    kill() {
      stopping = true
      clearTimeout(timer)
      process_.kill('SIGKILL')
    },
    async stop() {
      stopping = true
      clearTimeout(timer)
      if (hasEnded(process_)) return
      const closed = once(process_, 'close')
      process_.kill('SIGTERM')
      // The process ends itself at the limit; the second more lets its last lines through.
      const late = setTimeout(() => {
        print(name, `has not drained within ${drainMs / 1000} s and is killed`)
        process_.kill('SIGKILL')
      }, drainMs + 1_000)
      await closed
      clearTimeout(late)
    },
  }
}

const hasEnded = ({ exitCode, signalCode, pid }: ChildProcess) =>
  exitCode !== null || signalCode !== null || pid === undefined
