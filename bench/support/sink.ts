import { execFile, spawn, spawnSync } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const has = (name: string) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0

/** The far end: Debian's smtp-sink where it is installed, else our sandbox in a process of its own. */
export async function startSink(port: number): Promise<{ name: string; close(): Promise<void> }> {
  const native = has('smtp-sink')
  const child = native
    ? spawn('smtp-sink', [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${port}`, '1000'], { stdio: 'ignore' })
    : spawn(process.execPath, [new URL('./bundled-sink.ts', import.meta.url).pathname, String(port)], { stdio: 'ignore' })
  await reachable(port)
  return {
    name: native ? 'smtp-sink' : 'bundled sink',
    async close() {
      child.kill('SIGTERM')
      await sleep(50)
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

/** Mails a second of Postfix's own client to the same sink; null where it is not installed. */
export async function smtpSourceRate(port: number, count: number, bytes: number, sessions = 20): Promise<number | null> {
  if (!has('smtp-source')) return null
  const begun = performance.now()
  await run('smtp-source', ['-d', '-s', String(sessions), '-m', String(count), '-l', String(bytes), '-f', 'bounce@acme.example.com', '-t', 'user@example.test', `127.0.0.1:${port}`])
  return count / ((performance.now() - begun) / 1000)
}
