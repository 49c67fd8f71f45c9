import { parseMasterKeys, type ReadyConfig } from '../config/env.ts'
import { PLUGINS } from '../config/plugins.ts'
import type { Core } from './context.ts'
import { openEventLog } from './events/log.ts'
import { openAgenda } from './infra/agenda.ts'
import { createLive } from './infra/live.ts'
import { createLog } from './infra/log.ts'
import { openDatabase } from './infra/postgres.ts'
import { createRegistries } from './infra/registries.ts'
import { openVault } from './infra/root-key.ts'

/** Opens what a process works with. `config.databaseUrl` is set by now: by a person, or by the embedded start. */
export async function openCore(config: ReadyConfig, options: { listen: boolean; name: string }): Promise<Core> {
  const log = createLog({ level: config.logLevel, name: options.name })
  const registries = createRegistries(PLUGINS)
  const db = openDatabase({
    url: config.databaseUrl,
    max: config.databasePool,
    applicationName: `carillon-${options.name}`,
  })
  const name = `${options.name}-${process.pid}`
  // What can fail comes first, and leaves nothing open: a line to listen would keep the process alive.
  const [vault, scheduler] = await openVault(db, parseMasterKeys(config.masterKey))
    .then(async (opened) => [opened, await openAgenda({ url: config.databaseUrl, name, log })] as const)
    .catch((error) => db.close().then(() => Promise.reject(error)))
  const live = createLive(db, { listen: options.listen })
  const eventLog = openEventLog(config, db)
  return {
    config,
    db,
    vault,
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
