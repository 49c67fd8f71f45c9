import type { Found } from './check.ts'
import type { Random } from './random.ts'
import type { Audience } from './world/campaign.ts'
import type { World } from './world/world.ts'

export interface Size {
  /** Seconds instead of minutes: fewer people, shorter absences. */
  readonly short: boolean
}

/** One of R1 to R10: what is prepared once, and what is done in every round. */
export interface Promised {
  readonly name: string
  prepare(world: World, audience: Audience, size: Size): Promise<(random: Random, round: number) => Promise<Found>>
  /** Why it cannot be tried here, as a sentence. */
  unavailable?(): string | null
}
