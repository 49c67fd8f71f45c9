import { setTimeout as sleep } from 'node:timers/promises'
import { scheduleStart } from '../core/campaigns/jobs.ts'
import { type Bench, type Measure, median, type Options, percentile, roundedAll } from './support/measure.ts'
import { startRole } from './support/role.ts'
import { type Content, launched } from './support/send.ts'
import { freePort, startSink } from './support/sink.ts'
import { addList, addSender, inWorld, type World } from './support/world.ts'

const CAMPAIGNS = 40
const PEOPLE = 20
/** Between two due times: not a multiple of the scheduler's 200 ms, so that every phase of its poll is met. */
const APART_MS = 237
/** After the last launch, before the first is due. */
const LEAD_MS = 2_000
const PATIENCE_MS = 60_000

/** S8: how late a scheduled campaign starts (`runs.started_at` − `due_at`), over 40 campaigns on a real `carillon worker`. */
export const s8: Bench = { id: 'S8', run }

async function run(options: Options): Promise<Measure> {
  return inWorld(1_000, async (world) => {
    const port = await freePort()
    const sink = await startSink(port)
    const worker = await startRole(world, 'worker')
    try {
      const content = await addSender(world, port)
      const listId = await addList(world, PEOPLE)
      const rounds: number[][] = []
      for (let round = 0; round < options.rounds; round++) {
        const late = await lateness(world, content, listId)
        rounds.push(late)
        options.say(`S8 p50 ${percentile(late, 0.5).toFixed(3)} s, p99 ${percentile(late, 0.99).toFixed(3)} s`)
      }
      return conclude(rounds)
    } finally {
      await worker.close()
      await sink.close()
    }
  })
}

function conclude(rounds: number[][]): Measure {
  const at = (share: number) => rounds.map((late) => percentile(late, share))
  return {
    id: 'S8',
    figures: [{ name: 'late p99', value: median(at(0.99)), goal: { is: '<=', value: 0.25, unit: ' s' } }],
    note: `p50 ${median(at(0.5)).toFixed(3)} s; of ${CAMPAIGNS} campaigns the p99 is the latest`,
    raw: { campaigns: CAMPAIGNS, p50Seconds: roundedAll(at(0.5), 3), p99Seconds: roundedAll(at(0.99), 3) },
  }
}

/** Seconds after its due time that each of the campaigns started. */
async function lateness(world: World, content: Content, listId: string): Promise<number[]> {
  // Launching one takes some 30 ms, on a busy machine 100: the first must not be due before the last is launched.
  const first = Date.now() + CAMPAIGNS * 100 + LEAD_MS
  const runIds: string[] = []
  for (let i = 0; i < CAMPAIGNS; i++) {
    const at = new Date(first + i * APART_MS)
    const { runId } = await launched(world, content, listId, at)
    await scheduleStart(world.core.agenda, { workspaceId: world.workspaceId, runId }, at)
    runIds.push(runId)
  }
  if (Date.now() > first) throw new Error('launching took longer than planned; run S8 again on a quieter machine')
  const patience = first + CAMPAIGNS * APART_MS + PATIENCE_MS
  for (;;) {
    await sleep(500)
    const late = await startedLate(world, runIds)
    if (late.length === CAMPAIGNS) return late
    if (Date.now() > patience) throw new Error(`only ${late.length} of ${CAMPAIGNS} campaigns started`)
  }
}

async function startedLate(world: World, runIds: readonly string[]): Promise<number[]> {
  const { rows } = await world.core.db.direct(world.workspaceId, (client) =>
    client.query(
      `SELECT extract(epoch FROM r.started_at - c.due_at)::float8 AS late
       FROM runs r JOIN campaigns c ON c.workspace_id = r.workspace_id AND c.id = r.campaign_id
       WHERE r.workspace_id = $1 AND r.id = ANY($2::uuid[]) AND r.started_at IS NOT NULL`,
      [world.workspaceId, runIds],
    ),
  )
  return rows.map((row) => row.late)
}
