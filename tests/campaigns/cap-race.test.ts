import { afterAll, beforeAll, expect, test } from 'vitest'
import { runWorker, scheduleStart } from '../support/campaign-world.ts'
import { expectExactCounts, ledgerOf, until } from '../support/ledger.ts'
import { createStage, type Stage } from './support.ts'

const CAMPAIGNS = 5
const PEOPLE = 300
let s: Stage
let second: { close(): Promise<void> }
beforeAll(async () => {
  s = await createStage()
  second = await runWorker(s.t.config)
})
afterAll(async () => {
  await second?.close()
  await s?.close()
})

/** Launches them for later and expands them now; then all fall due in one moment: whoever is capped is so by the claim alone. */
async function launchTogether(caps: readonly (number | null)[], domain: string): Promise<string[]> {
  const { core, workspaceId } = s.t
  const accountId = await s.account({ lanes: 4, group: 25 })
  // While one waits for the wire the others catch up with it, and pass it.
  s.world.sandbox.behave({ rules: [{ at: 'DOT', delayMs: 20 }] })
  const audience = await s.people(PEOPLE, domain)
  const schedule = { kind: 'at' as const, at: new Date(Date.now() + 3_600_000).toISOString() }
  const runs: string[] = []
  const ids: string[] = []
  for (const messages of caps) {
    const limits = messages === null ? {} : { frequencyCap: { messages, days: 1 } }
    ids.push(await s.world.campaign({ audience, limits, schedule, steps: s.by(accountId) }))
    const runId = await s.world.launch(ids.at(-1)!)
    runs.push(runId)
    await scheduleStart(core.agenda, { workspaceId, runId }, new Date())
  }
  await until(async () => {
    const rows = await core.db.tenant(workspaceId, (trx) =>
      trx('runs').whereIn('id', runs).whereNotNull('expanded_at').select('id'),
    )
    return rows.length === runs.length
  })
  for (const runId of runs)
    expect(new Set((await ledgerOf(s.t, runId)).map((row) => row.state))).toEqual(new Set(['queued']))
  await core.db.direct(workspaceId, async (client) => {
    await client.query('UPDATE chunks SET due_at = now() WHERE workspace_id = $1 AND run_id = ANY ($2)', [
      workspaceId,
      runs,
    ])
    await client.query("SELECT pg_notify('carillon_work', '')")
  })
  await Promise.all(ids.map((id) => s.world.reached(id, 'completed')))
  return runs
}

/** How many messages of these runs each person got. */
async function received(runs: readonly string[]): Promise<number[]> {
  const got = new Map<string, number>()
  for (const runId of runs) {
    for (const row of await ledgerOf(s.t, runId)) {
      expect([row.state, row.reason]).toEqual(row.state === 'accepted' ? ['accepted', null] : ['suppressed', 'capped'])
      got.set(row.contactId, (got.get(row.contactId) ?? 0) + (row.state === 'accepted' ? 1 : 0))
    }
    await expectExactCounts(s.t, runId)
  }
  return [...got.values()]
}

test('campaigns that claim the same people at once, from two workers, keep to the cap exactly (T72)', async () => {
  const runs = await launchTogether(Array(CAMPAIGNS).fill(1), 'race.example')
  expect(await received(runs)).toEqual(Array(PEOPLE).fill(1))
  const shares = await Promise.all(
    runs.map(async (runId) => (await ledgerOf(s.t, runId)).filter((row) => row.state === 'accepted').length),
  )
  // Otherwise they did not meet, and the test has shown nothing.
  expect(shares.filter((share) => share > 0).length).toBeGreaterThan(1)
})

test('with different caps each keeps to its own', async () => {
  const runs = await launchTogether([2, 2, 2, 3], 'caps.example')
  const got = await received(runs)
  expect(got).toHaveLength(PEOPLE)
  for (const count of got) expect([2, 3]).toContain(count)
  const own = await received(runs.slice(0, 3))
  expect(Math.max(...own)).toBeLessThanOrEqual(2)
})
