import { expandRun } from '../core/campaigns/expand.ts'
import { type Bench, type Measure, median, type Options, roundedAll } from './support/measure.ts'
import { startedRun } from './support/send.ts'
import { freePort } from './support/sink.ts'
import { addSender, inWorld, settle, type World, withOwner } from './support/world.ts'

/**
 * S3: expansion of a run (audience, consent, suppressions, ledger row with reason, chunks, counts; in pages) ÷ a plain
 * `INSERT … SELECT` of as many rows into a table with the ledger's columns and an identity key, by the owner, in one go.
 */
export const s3: Bench = { id: 'S3', run }

async function run(options: Options): Promise<Measure> {
  const people = options.people ?? (options.full ? 1_000_000 : 200_000)
  return inWorld(people, async (world) => {
    const content = await addSender(world, await freePort())
    await withOwner(world, (client) =>
      client.query(
        'CREATE TABLE bench_plain (LIKE messages INCLUDING DEFAULTS, n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)',
      ),
    )
    const rounds: { plain: number; ours: number }[] = []
    // The round that warms caches and plans is not counted.
    for (let round = 0; round <= options.rounds; round++) {
      const plain = await plainInsert(world)
      const { runId } = await startedRun(world, content)
      const ours = await timed(world, () =>
        expandRun(world.core, { workspaceId: world.workspaceId, runId }, { signal: new AbortController().signal }),
      )
      if ((await rowsOf(world, runId)) !== people) throw new Error(`expansion did not write ${people} rows`)
      if (round > 0) rounds.push({ plain, ours })
      options.say(
        `S3 plain ${plain.toFixed(2)} s, expansion ${ours.toFixed(2)} s${round ? '' : ' (warm-up, not counted)'}`,
      )
    }
    return conclude(rounds, people)
  })
}

function conclude(rounds: { plain: number; ours: number }[], people: number): Measure {
  const ratios = rounds.map(({ plain, ours }) => ours / plain)
  const [plain, ours] = [rounds.map((round) => round.plain), rounds.map((round) => round.ours)]
  return {
    id: 'S3',
    figures: [{ name: 'expansion ÷ plain', value: median(ratios), goal: { is: '<=', value: 2.5 } }],
    note: `${median(ours).toFixed(2)} ÷ ${median(plain).toFixed(2)} s for ${people} people`,
    raw: {
      people,
      ratios: roundedAll(ratios),
      plainSeconds: roundedAll(plain, 3),
      expansionSeconds: roundedAll(ours, 3),
    },
  }
}

/** Seconds, begun on a database that has nothing left to write. */
async function timed(world: World, work: () => Promise<unknown>): Promise<number> {
  await settle(world)
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

async function plainInsert(world: World): Promise<number> {
  return withOwner(world, async (client) => {
    await client.query('TRUNCATE bench_plain RESTART IDENTITY')
    return timed(world, () =>
      client.query(
        `INSERT INTO bench_plain (workspace_id, run_id, contact_id, step, state, wave, address_id)
         SELECT workspace_id, $1::uuid, contact_id, 0, 1, 0, id FROM addresses`,
        [world.listId],
      ),
    )
  })
}

async function rowsOf(world: World, runId: string): Promise<number> {
  return withOwner(world, async (client) => {
    const { rows } = await client.query('SELECT count(*)::int AS count FROM messages WHERE run_id = $1', [runId])
    return rows[0].count
  })
}
