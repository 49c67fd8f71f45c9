import { STATE } from '../../core/messages/states.ts'
import { type Audience, ask, campaignState, keyOf } from './world/campaign.ts'
import type { World } from './world/world.ts'

/** What one round found. `problems` are broken promises, as sentences. */
export interface Found {
  readonly problems: string[]
  lost: number
  doubled: number
  /** How many may be doubled in this round. */
  bound: number
  /** From the fault to the moment at which nothing waits for the dead any more. */
  resumedMs?: number
  /** What was done, for a person who looks into it. */
  note: string
}

export const nothingYet = (note: string, bound = 0): Found => ({ problems: [], lost: 0, doubled: 0, bound, note })

/** Compares the ledger with the far end and with itself: what was lost, what came twice, and whether the sums are exact. */
export async function settle(
  world: World,
  found: Found,
  run: { campaignId: string; runId: string; audience: Audience },
  expected: readonly string[] = run.audience.willing,
): Promise<Map<string, { state: number; reason: string | null }>> {
  const { campaignId, runId, audience } = run
  const arrivals = await world.farEnd.arrivals()
  const rows = await ask(
    world,
    'SELECT contact_id AS id, state, reason FROM messages WHERE workspace_id = $1 AND run_id = $2',
    [runId],
  )
  const ledger = new Map<string, { state: number; reason: string | null }>(rows.map((row) => [row.id, row]))
  const copies = (id: string) => arrivals.get(keyOf(runId, id))?.length ?? 0
  const listed = (id: string) => ledger.get(id)?.state === STATE.needs_review
  const missing = expected.filter((id) => copies(id) === 0 && !listed(id))
  const invented = rows.filter((row) => row.state === STATE.accepted && copies(row.id) === 0)
  found.lost += missing.length
  found.doubled += [...arrivals.values()].reduce((sum, times) => sum + times.length - 1, 0)
  if (missing.length)
    found.problems.push(`${missing.length} people who should get it did not: ${whatBecameOf(missing, ledger)}`)
  if (invented.length) found.problems.push(`${invented.length} messages are "accepted" but never came`)
  if (found.doubled > found.bound) found.problems.push(`${found.doubled} doubled, at most ${found.bound} allowed`)
  const strangers = [...arrivals.keys()].filter((key) => !key.startsWith(runId.replaceAll('-', '')))
  if (strangers.length) found.problems.push(`${strangers.length} messages of another run came`)
  found.problems.push(...(await conservation(world, runId, audience.people, rows)))
  const { state } = await campaignState(world, campaignId)
  if (state !== 'completed') found.problems.push(`the campaign is ${state}, not completed`)
  return ledger
}

/** In which state, and with which reason, the ledger holds the first few of them. */
function whatBecameOf(
  ids: readonly string[],
  ledger: ReadonlyMap<string, { state: number; reason: string | null }>,
): string {
  const told = ids.slice(0, 5).map((id) => {
    const row = ledger.get(id)
    return row ? `${id} state ${row.state} (${row.reason ?? 'no reason'})` : `${id} not in the ledger`
  })
  return told.join(', ')
}

/** The sum over the states is the audience, counted from the rows and as the counters say; and nothing is left open. */
async function conservation(
  world: World,
  runId: string,
  people: number,
  rows: readonly { state: number }[],
): Promise<string[]> {
  const problems: string[] = []
  const counted = new Map<number, number>()
  for (const { state } of rows) counted.set(state, (counted.get(state) ?? 0) + 1)
  const counters = await ask(
    world,
    'SELECT state, sum(count)::int AS count FROM run_counts WHERE workspace_id = $1 AND run_id = $2 GROUP BY state HAVING sum(count) <> 0',
    [runId],
  )
  const written = new Map(counters.map((row) => [row.state as number, row.count as number]))
  if (rows.length !== people) problems.push(`${rows.length} rows in the ledger for an audience of ${people}`)
  for (const state of new Set([...counted.keys(), ...written.keys()]))
    if (counted.get(state) !== written.get(state))
      problems.push(`state ${state}: ${counted.get(state) ?? 0} rows, but the counters say ${written.get(state) ?? 0}`)
  for (const state of [STATE.queued, STATE.sending, STATE.deferred, STATE.unknown])
    if (counted.get(state)) problems.push(`${counted.get(state)} rows are still in state ${state}`)
  const [{ open }] = await ask(
    world,
    `SELECT count(*)::int AS open FROM chunks WHERE workspace_id = $1 AND run_id = $2 AND state <> 'done'`,
    [runId],
  )
  if (open) problems.push(`${open} chunks are not done`)
  return problems
}
