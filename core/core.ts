import { parseMasterKeys, type ReadyConfig } from '../config/env.ts'
import { PLUGINS } from '../config/plugins.ts'
import type { Core } from './context.ts'
import { openEventLog } from './events/log.ts'
import { openAgenda } from './infra/agenda.ts'
import { createVault } from './infra/crypto.ts'
import { createLive } from './infra/live.ts'
import { createLog } from './infra/log.ts'
import { openDatabase } from './infra/postgres.ts'
import { createRegistries } from './infra/registries.ts'

/** Opens what a process works with. `config.databaseUrl` is set by now: by a person, or by the embedded start. */
export async function openCore(config: ReadyConfig, options: { listen: boolean; name: string }): Promise<Core> {
  const log = createLog({ level: config.logLevel, name: options.name })
  const registries = createRegistries(PLUGINS)
  const db = openDatabase({
    url: config.databaseUrl,
    max: config.databasePool,
    applicationName: `carillon-${options.name}`,
  })
  const live = createLive(db, { listen: options.listen })
  const eventLog = openEventLog(config, db)
  const scheduler = await openAgenda({ url: config.databaseUrl, name: `${options.name}-${process.pid}`, log })
  return {
    config,
    db,
    vault: createVault(parseMasterKeys(config.masterKey)),
    log,
    registries,
    live,
    eventLog,
    agenda: scheduler.agenda,
    async close() {
      await scheduler.close()
      await live.close()
      await eventLog.close()
      await db.close()
    },
  }
}
