import type { Agenda } from 'agenda'
import type { ReadyConfig } from '../config/env.ts'
import type { EventLog } from './contracts/index.ts'
import type { Vault } from './infra/crypto.ts'
import type { Live } from './infra/live.ts'
import type { Log } from './infra/log.ts'
import type { Database } from './infra/postgres.ts'
import type { Registries } from './infra/registries.ts'

/** What the rooms work with: opened once per process by `openCore`, closed by the one who opened it. */
export interface Core {
  readonly config: ReadyConfig
  readonly db: Database
  readonly vault: Vault
  readonly log: Log
  readonly registries: Registries
  readonly live: Live
  readonly eventLog: EventLog
  /** Schedules; only a worker also processes. */
  readonly agenda: Agenda
  close(): Promise<void>
}
