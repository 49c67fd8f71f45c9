import { describe, expect, test } from 'vitest'
import type { CampaignChange } from '../../admin/src/campaigns/calls.ts'
import { compare } from '../../admin/src/campaigns/compare/difference.ts'
import { keeping } from '../../admin/src/campaigns/draft/keeping.ts'
import { differencesOf, merged } from '../../admin/src/campaigns/draft/merge.ts'
import type { Campaign, Draft } from '../../admin/src/campaigns/types.ts'
import { instantOf, wallOf } from '../../admin/src/campaigns/wizard/schedule/zone-time.ts'
import { createKeeper } from '../../admin/src/data/keeper.ts'
import { ApiProblem } from '../../admin/src/data/problem.ts'

const campaign = (changes: object = {}) =>
  ({ id: 'c', name: 'Spring', plan: { basis: 'consent', purpose: 'news' }, version: 1, ...changes }) as Campaign
const conflict = (code: 'stale' | 'conflict') => new ApiProblem({ status: 409, code, detail: '' })

/** A server that keeps one campaign, and gives keys in an order of its own. */
function server() {
  let row = campaign()
  const sent: CampaignChange[] = []
  return {
    sent,
    set: (next: Campaign) => {
      row = next
    },
    calls: {
      onSaved: () => {},
      read: async () => row,
      async change(_id: string, { version, ...change }: CampaignChange) {
        sent.push({ version, ...change })
        if (version !== row.version) throw conflict('stale')
        row = { ...row, ...change, version: version + 1 }
        return { ...row, plan: Object.fromEntries(Object.entries(row.plan).reverse()) } as Campaign
      },
    },
  }
}

describe('a draft that keeps itself', () => {
  test('is sent once for each change, in one piece, and not again because the server orders keys in its own way', async () => {
    const { calls, sent } = server()
    const keeper = createKeeper(campaign(), keeping(calls))
    keeper.change({ plan: { basis: 'legal', purpose: 'news' } })
    keeper.change({ name: 'Summer' })
    expect(await keeper.save()).toBe(true)
    expect(sent).toEqual([{ version: 1, name: 'Summer', plan: { basis: 'legal', purpose: 'news' } }])
    expect(await keeper.save()).toBe(true)
    expect([sent.length, keeper.read().keeping.is]).toEqual([1, 'saved'])
  })

  test('what is changed while a request is under way goes with the next one', async () => {
    const { calls, sent } = server()
    const keeper = createKeeper(campaign(), keeping(calls))
    keeper.change({ name: 'One' })
    const saving = keeper.save()
    keeper.change({ name: 'Two' })
    expect(await saving).toBe(true)
    expect(sent.map(({ version, name }) => [version, name])).toEqual([
      [1, 'One'],
      [2, 'Two'],
    ])
  })

  test('an emptied name is not sent', async () => {
    const { calls, sent } = server()
    const keeper = createKeeper(campaign(), keeping(calls))
    keeper.change({ name: '  ' })
    await keeper.save()
    expect(sent).toEqual([])
  })

  test('never goes over the change of somebody else; what is chosen then does', async () => {
    const { calls, sent, set } = server()
    const keeper = createKeeper(campaign(), keeping(calls))
    const theirs = campaign({ version: 5, name: 'Theirs' })
    set(theirs)
    keeper.change({ plan: { basis: 'legal', purpose: 'news' } })
    expect(await keeper.save()).toBe(false)
    expect(keeper.read().keeping).toEqual({ is: 'stale', theirs })
    expect(await keeper.save()).toBe(false)
    expect(sent.length).toBe(1)
    expect(await keeper.settle({ name: 'Theirs', plan: { basis: 'legal', purpose: 'news' } }, theirs)).toBe(true)
    expect(sent[1]).toEqual({ version: 5, plan: { basis: 'legal', purpose: 'news' } })
  })
})

describe('two drafts', () => {
  const base: Draft = { name: 'A', plan: { basis: 'consent', purpose: 'news' } }

  test('differ where somebody changed something; what both changed is a question', () => {
    const mine: Draft = { name: 'A', plan: { basis: 'legal', purpose: 'news', limits: { perSecond: 1 } } }
    const theirs: Draft = { name: 'B', plan: { purpose: 'news', basis: 'transactional' } }
    expect(differencesOf(base, mine, theirs)).toEqual([
      { part: 'name', both: false, usual: 'theirs' },
      { part: 'basis', both: true, usual: 'mine' },
      { part: 'limits', both: false, usual: 'mine' },
    ])
  })

  test('become one by what was chosen, and a part that I took away is away', () => {
    const mine: Draft = { name: 'A', plan: { purpose: 'news' } }
    const theirs = campaign({ name: 'B', plan: { basis: 'consent', purpose: 'offers' } })
    expect(merged(mine, theirs, { name: 'theirs', basis: 'mine', purpose: 'mine' })).toEqual({
      name: 'B',
      plan: { purpose: 'news' },
    })
  })
})

describe('times', () => {
  test.each([
    ['2026-11-21T08:00', 'Pacific/Auckland', '2026-11-20T19:00:00.000Z'],
    ['2026-11-21T08:00', 'America/Mexico_City', '2026-11-21T14:00:00.000Z'],
    ['2026-07-01T00:30', 'Europe/Paris', '2026-06-30T22:30:00.000Z'],
    // The day the clocks change.
    ['2027-03-28T09:00', 'Europe/Paris', '2027-03-28T07:00:00.000Z'],
    ['2027-03-28T01:30', 'Europe/Paris', '2027-03-28T00:30:00.000Z'],
  ])('%s in %s is %s, and back', (wall, zone, instant) => {
    expect([instantOf(wall, zone), wallOf(instant, zone)]).toEqual([instant, wall])
  })

  test('what is no time has no instant', () => expect(instantOf('', 'UTC')).toBeNull())
})

describe('two campaigns', () => {
  const figures = (delivered: number, opened: number) => ({ delivered, opened }) as any
  const opened = { name: 'opened', of: 'delivered' } as const

  test('the larger share is told, and whether it may be chance', () => {
    expect(compare(figures(10_000, 2_000), figures(10_000, 2_200), opened)).toMatchObject({ verdict: 'b' })
    expect(compare(figures(100, 22), figures(100, 20), opened)).toMatchObject({ verdict: 'chance' })
    expect(compare(figures(100, 20), figures(1_000, 200), opened)).toMatchObject({ points: 0, verdict: 'same' })
    expect(compare(figures(0, 0), figures(100, 20), opened)).toMatchObject({ points: null, verdict: null })
  })
})
