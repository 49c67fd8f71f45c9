import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStage, must, type Stage } from '../support.ts'

let s: Stage
const ids: string[] = []
const NAMES = ['Été', 'Autumn', 'ete two', 'Winter_50%', 'Spring', 'Autumn']
beforeAll(async () => {
  s = await createStage()
  for (const name of NAMES) ids.push((await must(s.owner.post('/api/v1/campaigns', { name }))).id)
})
afterAll(() => s?.close())

const list = async (query: string) => must(s.owner.get(`/api/v1/campaigns?${query}`))

/** All pages of two. */
async function every(query: string): Promise<any[]> {
  const seen: any[] = []
  let cursor: string | null = ''
  do {
    const body: any = await list(`limit=2&${query}${cursor ? `&cursor=${cursor}` : ''}`)
    seen.push(...body.data)
    cursor = body.next
  } while (cursor)
  return seen
}

test.each(['created', 'updated', 'due', 'name'])('sorted by %s, each once over all pages, both ways', async (sort) => {
  const up = (await every(`sort=${sort}&order=asc`)).map((c) => c.id)
  const down = (await every(`sort=${sort}&order=desc`)).map((c) => c.id)
  expect(new Set(up)).toEqual(new Set(ids))
  expect(up).toHaveLength(ids.length)
  expect(down).toEqual([...up].reverse())
  if (sort === 'created') expect(up).toEqual(ids)
})

test('by name: case and accents are one, wildcards are letters', async () => {
  expect((await every('sort=name&order=asc')).map((c) => c.name)).toEqual([
    'Autumn',
    'Autumn',
    'Été',
    'ete two',
    'Spring',
    'Winter_50%',
  ])
  expect((await list('q=ÉTÉ')).data.map((c: any) => c.name).sort()).toEqual(['ete two', 'Été'].sort())
  expect((await list('q=0%25')).data).toHaveLength(1)
  expect((await list('q=_t')).data).toEqual([])
})

test('by state and channel; drafts have no figures, launched ones have', async () => {
  const id = await s.world.campaign({ audience: await s.people(20, 'list.example') })
  await s.world.launch(id)
  await s.world.reached(id, 'completed')
  const { data } = await list('state=completed&state=running&channel=email')
  expect(data).toMatchObject([
    { id, figures: { audience: 20, sent: 20, delivered: 20, waiting: 0 }, rates: { done: 1, delivery: 1, open: 0 } },
  ])
  expect((await list('state=draft')).data.every((c: any) => c.figures === null && c.rates === null)).toBe(true)
  expect((await list('channel=letters')).data).toEqual([])
})

test('a cursor of another order, or made up, is refused', async () => {
  const { next } = await list('limit=2')
  for (const [cursor, sort] of [
    [next, 'name'],
    ['WyJ4Il0', 'created'],
    ['WyIyMDI2IiwiMDE5M2E1ZTAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAwIl0', 'updated'],
  ])
    expect((await s.owner.get(`/api/v1/campaigns?sort=${sort}&cursor=${cursor}`)).status, sort).toBe(400)
})
