import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Config } from '../../../config/env.ts'
import { CliError } from '../exit.ts'

const ATTEMPTS = 100

/**
 * The configured port, or the next free one.
 * @param patienceMs how long the configured one is waited for: after a `kill -9` the earlier API may still be draining.
 */
export async function choosePort({ host, port }: Config, patienceMs: number): Promise<number> {
  const giveUpAt = Date.now() + patienceMs
  while (!(await isFree(host, port)) && Date.now() < giveUpAt) await wait(50)
  const last = Math.min(port + ATTEMPTS, 65_535)
  for (let candidate = port; candidate <= last; candidate++) if (await isFree(host, candidate)) return candidate
  throw new CliError(`Every port from ${port} to ${last} on ${host} is taken; set PORT to a free one.`)
}

/** The configuration on another port; addresses that follow from the port follow it. */
export function onPort(config: Config, port: number): Config {
  const follows = config.publicUrl === `http://localhost:${config.port}`
  const publicUrl = follows ? `http://localhost:${port}` : config.publicUrl
  const trackingUrl = config.trackingUrl === config.publicUrl ? publicUrl : config.trackingUrl
  return { ...config, port, publicUrl, trackingUrl }
}

async function isFree(host: string, port: number): Promise<boolean> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject)
      probe.listen({ host, port, exclusive: true }, resolve)
    })
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') return false
    if (code === 'EACCES') throw new CliError(`This user may not listen on port ${port}; set PORT above 1023.`)
    throw new CliError(`HOST ${host} cannot be listened on (${code}); 127.0.0.1 and 0.0.0.0 always can.`)
  } finally {
    probe.close()
  }
}
