import { afterAll, beforeAll, expect, test } from 'vitest'
import { expandRun } from '../../core/campaigns/expand.ts'
import { launchCampaign } from '../../core/campaigns/launch.ts'
import type { Plan } from '../../core/campaigns/schema.ts'
import { systemActor } from '../../core/workspaces/actor.ts'
import { addPeople } from '../support/campaign-world.ts'
import { expectExactCounts, type LedgerRow, ledgerOf } from '../support/ledger.ts'
import { createStage, type Stage } from './support.ts'

let s: Stage
beforeAll(async () => {
  s = await createStage({ worker: false })
})
afterAll(() => s?.close())

const CHUNK = 1_000

/** A launched run that is due and has no row yet. */
async function started(plan: Partial<Plan>): Promise<string> {
  const { core, workspaceId } = s.t
  const id = await s.world.campaign(plan)
  const actor = systemActor(workspaceId, 'test')
  const { runId } = await core.db.tenant(workspaceId, (trx) => launchCampaign(core, actor, id, trx))
  await core.db.tenant(workspaceId, (trx) =>
    trx('runs').where({ id: runId }).update({ state: 'running', started_at: trx.fn.now() }),
  )
  return runId
}

const expand = (runId: string, pageSize: number) =>
  expandRun(s.t.core, { workspaceId: s.t.workspaceId, runId }, { signal: new AbortController().signal, pageSize })

const chunksOf = (runId: string): Promise<any[]> =>
  s.t.core.db.tenant(s.t.workspaceId, (trx) => trx('chunks').where({ run_id: runId }).orderBy('number'))

/** Each chunk covers what it says, and everybody who is queued is in one. */
async function expectCovered(runId: string, rows: readonly LedgerRow[]): Promise<any[]> {
  const chunks = await chunksOf(runId)
  const queued = rows.filter((row) => row.state === 'queued')
  let covered = 0
  for (const chunk of chunks) {
    const within = queued.filter(
      (row) => row.step === chunk.step && row.contactId >= chunk.from_contact && row.contactId <= chunk.to_contact,
    )
    expect(within).toHaveLength(chunk.size)
    expect(chunk.size).toBeLessThanOrEqual(CHUNK)
    covered += chunk.size
  }
  expect(covered).toBe(queued.length)
  expect(chunks.map((chunk) => chunk.number)).toEqual(chunks.map((_, i) => i + 1))
  return chunks
}

test('every page is cut into chunks of a thousand, and everybody who is queued is in one of them', async () => {
  const audience = await s.people(2_350, 'cut.example')
  const { listId } = audience.include[0]!.definition as { listId: string }
  await s.t.core.db.tenant(s.t.workspaceId, (trx) =>
    trx('contacts')
      .whereIn(
        'id',
        trx('list_members').where({ list_id: listId }).orderBy('contact_id').limit(50).select('contact_id'),
      )
      .update({ held: true }),
  )
  const runId = await started({ audience })
  expect(await expand(runId, 1_200)).toBe(true)
  const rows = await ledgerOf(s.t, runId)
  expect(rows).toHaveLength(2_350)
  expect(rows.filter((row) => row.state === 'suppressed' && row.reason === 'held')).toHaveLength(50)
  const chunks = await expectCovered(runId, rows)
  expect(chunks.map((chunk) => chunk.size)).toEqual([1_000, 150, 1_000, 150])
  await expectExactCounts(s.t, runId)
})

test('rows that are there already stay as they are, are counted once and go into no second chunk', async () => {
  const { core, workspaceId } = s.t
  const audience = await s.people(2_500, 'twice.example')
  const { listId } = audience.include[0]!.definition as { listId: string }
  const runId = await started({ audience })
  expect(await expand(runId, 20_000)).toBe(true)
  const before = await chunksOf(runId)
  const [first] = await ledgerOf(s.t, runId)
  // As if the checkpoint had been lost; somebody has been tried meanwhile, somebody else has come into the list.
  await core.db.tenant(workspaceId, async (trx) => {
    await trx('messages').where({ run_id: runId, contact_id: first!.contactId }).update({ attempt: 7 })
    await trx('runs').where({ id: runId }).update({ cursor: null, expanded_at: null })
  })
  await addPeople(s.t, listId, 1, 'late.example')
  expect(await expand(runId, 900)).toBe(true)
  const rows = await ledgerOf(s.t, runId)
  expect(rows).toHaveLength(2_501)
  expect(rows.find((row) => row.contactId === first!.contactId)).toMatchObject({ attempt: 7 })
  const chunks = await expectCovered(runId, rows)
  expect(chunks.slice(before.length).map((chunk) => chunk.size)).toEqual([1])
  await expectExactCounts(s.t, runId)
})

test('a plan of two steps writes a row, and chunks, for each', async () => {
  const steps = [...s.by(), ...s.by()]
  const runId = await started({ audience: await s.people(1_100, 'steps.example'), steps, strategy: 'all' })
  expect(await expand(runId, 20_000)).toBe(true)
  const rows = await ledgerOf(s.t, runId)
  expect(rows).toHaveLength(2_200)
  const chunks = await expectCovered(runId, rows)
  expect(chunks.map((chunk) => [chunk.step, chunk.size])).toEqual([
    [0, 1_000],
    [0, 100],
    [1, 1_000],
    [1, 100],
  ])
  await expectExactCounts(s.t, runId)
})
