/** `npm run faults -- R1 R3 --rounds 50 --seed 7`: breaks things on purpose, and says whether the promises held. */
import { parseArgs } from 'node:util'
import type { Promised, Size } from './promise.ts'
import { PROMISES } from './promises.ts'
import { summary, tryPromise } from './try.ts'
import { createAudience } from './world/campaign.ts'
import { createWorld } from './world/world.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    people: { type: 'string', default: '3000' },
    round: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
})

const number = (name: 'rounds' | 'seed' | 'people' | 'round'): number => {
  const value = Number(values[name])
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} must be a whole number`)
  return value
}

function chosen(): Promised[] {
  const unknown = positionals.filter((name) => !PROMISES.some((promised) => promised.name === name))
  if (unknown.length)
    throw new Error(`There is no ${unknown.join(', ')}; there are ${PROMISES.map((p) => p.name).join(' ')}.`)
  return PROMISES.filter((promised) => !positionals.length || positionals.includes(promised.name))
}

const promises = chosen()
const seed = number('seed')
const rounds = values.round === undefined ? Array.from({ length: number('rounds') }, (_, i) => i) : [number('round')]
const size: Size = { short: false }
console.log(`seed=${seed} people=${number('people')}`)
const world = await createWorld()
try {
  const audience = await createAudience(world, number('people'))
  for (const promised of promises) {
    const why = promised.unavailable?.()
    if (why) {
      console.log(`${promised.name} SKIPPED: ${why}`)
      continue
    }
    const told = await tryPromise(world, audience, promised, { seed, rounds, size }, (round, found) => {
      if (values.verbose || found.problems.length)
        console.log(
          `${promised.name} round ${round}: ${found.note}; lost ${found.lost}, doubled ${found.doubled} of ${found.bound}${found.resumedMs === undefined ? '' : `, resumed after ${(found.resumedMs / 1000).toFixed(1)} s`}`,
        )
      for (const problem of found.problems) console.log(`  BROKEN: ${problem}`)
    })
    console.log(summary(promised.name, told))
    if (told.some((found) => found.problems.length)) process.exitCode = 1
  }
} finally {
  await world.close()
}
