import { parseMasterKeys, type ReadyConfig } from '../config/env.ts'
import { PLUGINS } from '../config/plugins.ts'
import type { Core } from './context.ts'
import { openEventLog } from './events/log.ts'
import { createVault } from './infra/crypto.ts'
import { createLive } from './infra/live.ts'
import { createLog } from './infra/log.ts'
import { openDatabase } from './infra/postgres.ts'
import { createRegistries } from './infra/registries.ts'

/** Opens what a process works with. `config.databaseUrl` is set by now: by a person, or by the embedded start. */
export async function openCore(config: ReadyConfig, options: { listen: boolean; name: string }): Promise<Core> {
  const log = createLog({ level: config.logLevel, name: options.name })
  const registries = createRegistries(PLUGINS)
  const db = openDatabase({ url: config.databaseUrl, applicationName: `carillon-${options.name}` })
  const live = createLive(db, { listen: options.listen })
  const eventLog = openEventLog(config, db)
  return {
    config,
    db,
    vault: createVault(parseMasterKeys(config.masterKey)),
    log,
    registries,
    live,
    eventLog,
    async close() {
      await live.close()
      await eventLog.close()
      await db.close()
    },
  }
}
