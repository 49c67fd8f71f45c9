import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createDiscardServer } from './smtp/bundled-sink.ts'

const run = promisify(execFile)
const has = (name: string) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0
/** Both of Postfix's tools, or none: one side in C and the other not would be no comparison. */
const native = has('smtp-sink') && has('smtp-source')

/** What receives the mails: `smtp-sink` of Postfix, or our own server where Postfix's tools are not installed. */
export const FAR_END = native ? 'smtp-sink' : 'bundled'
const SENDER = 'bounce@acme.example.com'
const RECIPIENT = 'user@example.test'

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export async function startSink(port: number): Promise<{ name: string; close(): Promise<void> }> {
  const child = native
    ? spawn('smtp-sink', [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${port}`, '1000'], {
        stdio: 'ignore',
      })
    : spawn(process.execPath, [new URL('./smtp/bundled-sink.ts', import.meta.url).pathname, String(port)], {
        stdio: 'ignore',
      })
  const kill = () => child.kill('SIGTERM')
  process.once('exit', kill)
  await reachable(port)
  return {
    name: FAR_END,
    async close() {
      process.off('exit', kill)
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      kill()
      await ended
    },
  }
}

async function reachable(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      }).once('error', () => resolve(false))
    })
    if (open) return
    await sleep(50)
  }
  throw new Error(`nothing listens on port ${port}`)
}

/** Octets a mail between DATA and the final dot, over what `work` sends to `port`. */
export async function weigh(port: number, work: () => Promise<unknown>): Promise<number> {
  let mails = 0
  let octets = 0
  const server = createDiscardServer((size) => {
    mails++
    octets += size
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  try {
    await work()
  } finally {
    server.close()
    // Connections that a sender keeps would go on being served by us, instead of by the sink that takes this port next.
    for (const socket of sockets) socket.destroy()
  }
  if (!mails) throw new Error('no mail arrived to be weighed')
  return Math.round(octets / mails)
}

/** What `-l` must be so that smtp-source's mail, with the headers it adds, weighs `octets` on the wire. */
export async function sourceLength(octets: number): Promise<number> {
  if (!native) return octets
  const port = await freePort()
  const weight = await weigh(port, () => smtpSource(port, 10, octets, 1))
  return octets - (weight - octets)
}

/** Mails a second of the far end's own client: smtp-source with sessions kept open, or our lean flood. */
export async function sourceRate(port: number, count: number, length: number, sessions = 20): Promise<number> {
  if (native) {
    const begun = performance.now()
    await smtpSource(port, count, length, sessions)
    return count / ((performance.now() - begun) / 1000)
  }
  const flood = new URL('./smtp/flood.ts', import.meta.url).pathname
  const { stdout } = await run(process.execPath, [flood, ...[port, count, length, sessions].map(String)])
  return Number(stdout)
}

async function smtpSource(port: number, count: number, length: number, sessions: number): Promise<void> {
  const sizes = ['-s', String(sessions), '-m', String(count), '-l', String(length)]
  await run('smtp-source', ['-d', ...sizes, '-f', SENDER, '-t', RECIPIENT, `127.0.0.1:${port}`])
}

/** As `sourceRate`; null where Postfix's tools are missing. */
export async function smtpSourceRate(port: number, count: number, bytes: number): Promise<number | null> {
  return native ? sourceRate(port, count, bytes) : null
}
