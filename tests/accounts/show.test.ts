import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeBreakers, tripBreaker } from '../../core/accounts/breaker.ts'
import { takeFromBucket } from '../../core/accounts/pace.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createCampaignWorld, runWorker } from '../support/campaign-world.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t.close())

const shown = async (id: string) => (await t.as('reader').get(`/api/v1/accounts/${id}`)).body

test('an account shows its limits and what of them could leave now', async () => {
  const settings = { host: '127.0.0.1', fromEmail: 'news@shop.example', ratePerSecond: 0.5 }
  const { id } = (await t.as('owner').post('/api/v1/accounts', { name: 'Slow', provider: 'smtp', settings })).body
  const limit = { unit: 'messages', amount: 0.5, perSeconds: 1 }
  expect((await shown(id)).limits).toEqual([{ ...limit, available: 0.5 }])
  await takeFromBucket(t.core.db, t.workspaceId, id, limit, 100)
  expect((await shown(id)).limits).toEqual([{ ...limit, available: 0 }])
})

test('the last words of trouble stay until a message is taken again; a door is open or closed', async () => {
  const settings = { host: '127.0.0.1', fromEmail: 'news@shop.example' }
  const { id } = (await t.as('owner').post('/api/v1/accounts', { name: 'Blocked', provider: 'smtp', settings })).body
  expect(await shown(id)).toMatchObject({ lastError: null, breakers: [], acceptedToday: 0, limits: [] })
  const trouble = { destination: 'inbox.example', code: '4.7.28', reason: 'too many messages' }
  const subject = { workspaceId: t.workspaceId, accountId: id }
  await t.core.db.direct(t.workspaceId, (client) => tripBreaker(client, { ...subject, ...trouble }))
  const closed = await shown(id)
  expect(closed.breakers).toMatchObject([trouble])
  expect(closed.lastError).toMatchObject(trouble)
  await t.core.db.tenant(t.workspaceId, (trx) =>
    trx('account_breakers')
      .where({ account_id: id })
      .update({ open_until: trx.raw("now() - interval '1 second'") }),
  )
  expect(await shown(id)).toMatchObject({ breakers: [], lastError: trouble })
  await t.core.db.direct(t.workspaceId, (client) => closeBreakers(client, t.workspaceId, id, ['inbox.example']))
  expect((await shown(id)).lastError).toBeNull()
})

test('what a campaign sent today is counted for its account', async () => {
  const world = await createCampaignWorld(t, 7)
  const worker = await runWorker(t.config)
  try {
    const campaign = await world.campaign()
    await world.launch(campaign)
    await world.reached(campaign, 'completed')
    expect((await shown(world.accountId)).acceptedToday).toBe(7)
    const { data } = (await t.as('owner').get('/api/v1/accounts')).body
    expect(data.find((one: any) => one.id === world.accountId).acceptedToday).toBe(7)
  } finally {
    await worker.close()
    await world.close()
  }
})
