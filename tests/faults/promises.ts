import type { Promised } from './promise.ts'
import { badInput } from './rounds/bad-input.ts'
import { drain } from './rounds/drain.ts'
import { kill, killOnce } from './rounds/kill.ts'
import { launchRace } from './rounds/launch.ts'
import { mongo } from './rounds/mongo.ts'
import { pause } from './rounds/pause.ts'
import { postgres } from './rounds/postgres.ts'
import { withdraw } from './rounds/withdraw.ts'
import { workers } from './rounds/workers.ts'

/** R1 to R10, as docs/reliability.md lists them. */
export const PROMISES: readonly Promised[] = [
  kill,
  killOnce,
  postgres,
  mongo,
  workers,
  launchRace,
  pause,
  withdraw,
  drain,
  badInput,
]
