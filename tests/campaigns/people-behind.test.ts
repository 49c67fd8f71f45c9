import { afterAll, beforeAll, expect, test } from 'vitest'
import { freezePlan } from '../../core/campaigns/freeze.ts'
import { findCampaign } from '../../core/campaigns/launch.ts'
import { peopleBehind } from '../../core/campaigns/people-behind.ts'
import { createStage, must, type Stage } from './support.ts'

const PEOPLE = 1_500
/** Every so manieth is held. */
const EVERY = 300

let s: Stage
let campaignId: string
let everybody: string[]
let held: string[]
beforeAll(async () => {
  s = await createStage({ worker: false })
  const { core, workspaceId } = s.t
  const audience = await s.people(PEOPLE, 'behind.example')
  const { listId } = audience.include[0]!.definition as { listId: string }
  // Also somebody who is in two lists is one person.
  const twice = await s.people(0, 'overlap.example')
  everybody = await core.db.tenant(workspaceId, async (trx) => {
    const ids = await trx('list_members').where({ list_id: listId }).orderBy('contact_id').pluck('contact_id')
    const overlap = ids.slice(0, 100).map((id) => ({
      workspace_id: workspaceId,
      list_id: (twice.include[0]!.definition as any).listId,
      contact_id: id,
    }))
    await trx('list_members').insert(overlap)
    return ids
  })
  held = everybody.filter((_, i) => i % EVERY === EVERY - 1)
  await core.db.tenant(workspaceId, (trx) => trx('contacts').whereIn('id', held).update({ held: true }))
  campaignId = await s.world.campaign({ audience: { include: [...audience.include, ...twice.include], exclude: [] } })
})
afterAll(() => s?.close())

async function walk(query: string): Promise<string[][]> {
  const pages: string[][] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path = `/api/v1/campaigns/${campaignId}/audience?${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`
    const page: { data: { id: string }[]; next: string | null } = await must(s.owner.get(path))
    pages.push(page.data.map(({ id }) => id))
    cursor = page.next
  }
  return pages
}

test('page by page come exactly those who will get it, in order, each page full', async () => {
  const pages = await walk('limit=200')
  expect(pages.flat()).toEqual(everybody.filter((id) => !held.includes(id)))
  expect(pages.slice(0, -1).every((page) => page.length === 200)).toBe(true)
})

test('few people with a reason among many are found, without one missing or repeated', async () => {
  expect(await walk('reason=held&limit=2')).toEqual([held.slice(0, 2), held.slice(2, 4), held.slice(4)])
  expect(await walk('reason=held&limit=5')).toEqual([held])
  expect(await walk('reason=objected&limit=5')).toEqual([[]])
})

test('a page looks at no more people than it may, and the next one goes on from there', async () => {
  const { core, workspaceId } = s.t
  const { frozen, plan } = await core.db.tenant(workspaceId, async (trx) => {
    const { plan } = await findCampaign(trx, workspaceId, campaignId)
    return { plan, ...(await freezePlan(core, trx, workspaceId, plan)) }
  })
  const found: string[] = []
  let after: string | null = null
  let short = 0
  do {
    const which = { step: 0, reason: 'held', after, limit: 50, most: 250 }
    const page = await peopleBehind(core, workspaceId, frozen!, plan.limits, which)
    if (page.next && page.data.length < 50) short++
    found.push(...page.data.map(({ id }) => id))
    after = page.next
  } while (after)
  expect(found).toEqual(held)
  expect(short).toBeGreaterThan(1)
})
