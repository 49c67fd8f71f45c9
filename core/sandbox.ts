import type { ReadyConfig } from '../config/env.ts'
import type { RunningSandbox } from './contracts/index.ts'
import { openCore } from './core.ts'
import { startControl } from './sandbox/control.ts'
import { followSandbox } from './sandbox/follow.ts'
import { createAnnouncer } from './sandbox/mailbox/announce.ts'
import { createMailboxes } from './sandbox/mailbox/mailbox.ts'
import { createOwners } from './sandbox/owners.ts'
import { startOnPort } from './sandbox/ports.ts'
import { createReader } from './sandbox/reader.ts'
import { readState, writeState } from './sandbox/state.ts'
import { watchMailboxes } from './sandbox/watch.ts'

/**
 * The sandbox process: every mounted stand-in on loopback, on the port it had before if that is free; the accounts that
 * use one follow it. Beside them a reader that plays the people of a demo workspace, and the API's way in.
 */
export async function runSandboxes(config: ReadyConfig): Promise<{ close(): Promise<void> }> {
  const core = await openCore(config, { listen: false, name: 'sandbox' })
  const running = new Map<string, RunningSandbox>()
  const closeAll = async () => {
    await Promise.allSettled([...running.values()].map((sandbox) => sandbox.close()))
    await core.close()
  }
  try {
    const before = readState(config.dataDir)
    for (const [provider, sandbox] of core.registries.sandboxes) {
      const started = await startOnPort(sandbox, before.settings[provider]?.port, (line) => core.log.info(line))
      running.set(provider, started)
      const changed = await followSandbox(core, provider, started)
      if (changed) core.log.info({ provider, accounts: changed }, 'accounts follow the sandbox')
    }
    const owners = createOwners(core)
    const reader = createReader(core)
    const watch = watchMailboxes(core, owners, running, [reader, createAnnouncer(core)])
    const control = await startControl({ sandboxes: running, mailbox: createMailboxes(running, owners), reader })
    const settings = Object.fromEntries([...running].map(([provider, sandbox]) => [provider, sandbox.settings]))
    writeState(config.dataDir, { settings, control: { port: control.port, token: control.token } })
    return {
      async close() {
        await control.close()
        await watch.close()
        await reader.close()
        await closeAll()
      },
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}
