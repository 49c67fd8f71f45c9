import type { Promised } from './promise.ts'
import { drain } from './rounds/drain.ts'
import { kill, killOnce } from './rounds/kill.ts'
import { postgres } from './rounds/postgres.ts'
import { workers } from './rounds/workers.ts'

export const PROMISES: readonly Promised[] = [kill, killOnce, postgres, workers, drain]
