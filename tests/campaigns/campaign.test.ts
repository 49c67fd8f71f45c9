import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'
import { type CampaignWorld, createCampaignWorld, runWorker } from '../support/campaign-world.ts'

const PEOPLE = 250

describe('a campaign from launch to its end', () => {
  let app: TestApp
  let world: CampaignWorld
  let worker: { close(): Promise<void> }

  beforeAll(async () => {
    app = await createTestApp({ config: { logLevel: 'error' } })
    world = await createCampaignWorld(app, PEOPLE)
    worker = await runWorker(app.config)
  })
  afterAll(async () => {
    await worker?.close()
    await world?.close()
    await app?.close()
  })

  it('reaches everybody once and accounts for all', async () => {
    const id = await world.campaign()
    const check = await world.owner.get(`/api/v1/campaigns/${id}/check`)
    expect(check.body).toMatchObject({ ready: true, explanation: { people: PEOPLE, reachable: PEOPLE } })
    const runId = await world.launch(id)
    await world.reached(id, 'completed')
    const progress = (await world.owner.get(`/api/v1/campaigns/${id}/progress`)).body
    expect(progress).toMatchObject({ runId, audience: PEOPLE, states: { accepted: PEOPLE } })
    expect(world.sandbox.keys().size).toBe(PEOPLE)
    expect([...world.sandbox.keys().values()].every((times) => times === 1)).toBe(true)
  })
})
