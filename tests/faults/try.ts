import { type Found, nothingYet } from './check.ts'
import type { Promised, Size } from './promise.ts'
import { createRandom } from './random.ts'
import type { Audience } from './world/campaign.ts'
import type { World } from './world/world.ts'

export interface Trial {
  readonly seed: number
  /** Numbers of the rounds; round and seed together decide what happens. */
  readonly rounds: readonly number[]
  readonly size: Size
}

/** Does the rounds of one promise, one after the other, each with a campaign of its own. */
export async function tryPromise(
  world: World,
  audience: Audience,
  promised: Promised,
  { seed, rounds, size }: Trial,
  tell: (round: number, found: Found) => void = () => {},
): Promise<Found[]> {
  const once = await promised.prepare(world, audience, size)
  const all: Found[] = []
  for (const round of rounds) {
    await world.farEnd.clear()
    const found = await once(createRandom(seed, `${promised.name}/${round}`), round).catch((error) =>
      stuck(world, error),
    )
    all.push(found)
    tell(round, found)
    if (found.problems.length) await settleDown(world)
  }
  return all
}

function stuck(world: World, error: Error): Found {
  const found = nothingYet('did not end')
  found.problems.push(`${error.message}${error.cause ? ` (${(error.cause as Error).message})` : ''}`)
  for (const role of [...world.workers, world.api])
    if (!role.alive) found.problems.push(`process ${role.pid} is gone; it said: ${role.said() || 'nothing'}`)
  return found
}

/** After a broken round: what is still running must not be taken for the next round's. */
async function settleDown(world: World): Promise<void> {
  await world.database.start()
  await world.startApi()
  await world.core.db.directSystem((client) =>
    client.query(
      `UPDATE runs SET state = 'cancelled', finished_at = now() WHERE state IN ('expanding', 'running', 'paused') AND kind = 'campaign'`,
    ),
  )
}

/** One line: `R1 rounds=50 lost=0 doubled=12 bound=100 resumed=6.2s ok`. Doubled, bound and resumed are those of the worst round. */
export function summary(name: string, all: readonly Found[]): string {
  const worst = (of: (found: Found) => number) => Math.max(0, ...all.map(of))
  const lost = all.reduce((sum, found) => sum + found.lost, 0)
  const resumed = worst((found) => found.resumedMs ?? 0)
  const broken = all.filter((found) => found.problems.length).length
  return [
    name,
    `rounds=${all.length}`,
    `lost=${lost}`,
    `doubled=${worst((found) => found.doubled)}`,
    `bound=${worst((found) => found.bound)}`,
    ...(resumed ? [`resumed=${(resumed / 1000).toFixed(1)}s`] : []),
    broken ? `BROKEN in ${broken} rounds` : 'ok',
  ].join(' ')
}
