import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPeople, type CampaignWorld, createCampaignWorld, runWorker } from '../support/campaign-world.ts'
import { hurry, settled } from '../support/ledger.ts'
import { axe, mustHave, openPanel, overflow, type Panel } from './support/panel.ts'

let opened: Panel | null
let world: CampaignWorld
let worker: Awaited<ReturnType<typeof runWorker>>
const XSS = '<img src=x onerror=alert(1)>'
const PEOPLE = 40

beforeAll(async () => {
  opened = await openPanel()
  if (!opened) return
  world = await createCampaignWorld(opened.test, PEOPLE)
  worker = await runWorker(opened.test.config)
})
afterAll(async () => {
  await worker?.close()
  await world?.close()
  await opened?.close()
})

const named = async (id: string, name: string) => {
  const { body } = await world.owner.get(`/api/v1/campaigns/${id}`)
  const { status } = await world.owner.patch(`/api/v1/campaigns/${id}`, { version: body.version, name })
  expect(status).toBe(200)
}

describe('the start page', () => {
  test('of a workspace in which nothing was sent says what comes first', async (context) => {
    const page = await mustHave(opened, context).open('/', { as: 'owner' })
    await page.getByRole('heading', { name: 'First steps' }).waitFor()
    await page.getByText('To do').first().waitFor({ state: 'attached' })
    expect(await axe(page)).toEqual([])
  })

  test('offers a tour of four steps, once; the help menu has it again', async (context) => {
    const page = await mustHave(opened, context).open('/', { as: 'reader' })
    await page.getByRole('link', { name: 'Begin the tour' }).click()
    for (let step = 1; step <= 4; step++) {
      await page.getByText(`Step ${step} of 4`).waitFor()
      if (step === 1) expect(await axe(page)).toEqual([])
      await page.keyboard.press('Enter')
    }
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.getByRole('link', { name: 'Begin the tour' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Help' }).click()
    await page.getByRole('menuitem', { name: 'Tour of the panel' }).click()
    await page.getByText('Step 1 of 4').waitFor()
  })
})

describe('a finished campaign', () => {
  let id: string
  beforeAll(async () => {
    if (!opened) return
    const rules = [0, 1, 2].map((i) => ({ at: 'RCPT', to: `p${i}@inbox.example`, reply: '550 5.1.1 no such user' }))
    world.sandbox.behave({ rules: rules as never })
    id = await world.campaign()
    await named(id, XSS)
    await world.launch(id)
    await world.reached(id, 'completed')
  })

  test('tells what it came to, who stands behind a number, and what to do about failures', async (context) => {
    const page = await mustHave(opened, context).open(`/campaigns/${id}`, { as: 'contributor' })
    await page.getByRole('heading', { name: XSS, level: 1 }).waitFor()
    await page.getByText(`${PEOPLE} of ${PEOPLE} done`).waitFor()
    await page.getByText('Many of them mean an old list').waitFor()
    await page.getByText('1 code of the provider').click()
    await page.getByText('550 5.1.1').waitFor()
    await page.getByRole('button', { name: '3: who? Bounced' }).click()
    await page.getByRole('dialog').getByRole('link').nth(2).waitFor()
    expect(await page.getByRole('dialog').getByRole('link').count()).toBe(3)
    expect(await axe(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Count by the recipients’ time zones' }).click()
    await page.getByText('Counted ', { exact: false }).last().waitFor()
    expect(await axe(page)).toEqual([])
  })

  test.each(['pdf', 'csv'] as const)('gives its report as %s', async (kind) => {
    if (!opened) return
    const page = await opened.open(`/campaigns/${id}`, { as: 'reader' })
    await page.getByRole('button', { name: 'Report' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: kind === 'pdf' ? 'As a PDF' : 'As a CSV table' }).click()
    expect((await download).suggestedFilename()).toMatch(new RegExp(`\\.${kind}$`))
  })

  test('is shown in French, dark and narrow, without a fault that axe finds', async (context) => {
    const page = await mustHave(opened, context).open(`/campaigns/${id}`, {
      as: 'owner',
      locale: 'fr-FR',
      colorScheme: 'dark',
      viewport: { width: 390, height: 800 },
    })
    await page.getByRole('heading', { name: 'De l’audience au clic' }).waitFor()
    await page.getByText(`${PEOPLE} sur ${PEOPLE} traités`).waitFor()
    expect(await overflow(page)).toBe(0)
    expect(await axe(page)).toEqual([])
    await page.goto(`${opened!.url}/`)
    await page.getByRole('heading', { name: 'Demande votre attention' }).waitFor()
    await page.getByText('trop peu pour juger').first().waitFor({ state: 'attached' })
    expect(await overflow(page)).toBe(0)
    expect(await axe(page)).toEqual([])
  })
})

describe('a campaign that runs', () => {
  test('is paused, seen by others at once, resumed and stopped for good', async (context) => {
    const panel = mustHave(opened, context)
    world.sandbox.behave({})
    const id = await world.campaign({ limits: { perSecond: 0.2 } })
    await world.launch(id)
    const page = await panel.open(`/campaigns/${id}`, { as: 'contributor' })
    const other = await panel.open(`/campaigns/${id}`, { as: 'reader' })
    await other.getByText('running', { exact: true }).waitFor()
    expect(await other.getByRole('button', { name: 'Pause' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Messages that have not left and will wait').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Paused by a person').waitFor()
    await other.getByText('paused', { exact: true }).waitFor()
    await page.reload()
    await page.getByText('Paused by a person').waitFor()
    await other.goto(`${panel.url}/`)
    await other.getByText('“Spring” is paused').waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await page.getByRole('button', { name: 'Stop for good' }).click()
    const confirm = page.getByRole('dialog').getByRole('button', { name: 'Stop for good' })
    expect(await confirm.isDisabled()).toBe(true)
    await page.getByLabel('Type "Spring" to confirm').fill('Spring')
    await confirm.click()
    await page.getByText('never left.', { exact: false }).waitFor()
    expect((await world.owner.get(`/api/v1/campaigns/${id}`)).body.state).toBe('cancelled')
  })

  test('with answers that were lost asks a person, and does what was decided', async (context) => {
    const panel = mustHave(opened, context)
    world.sandbox.behave({
      rules: [{ at: 'DOT', to: 'p1@lost.example', drop: 'close', accept: true, times: 1 }] as never,
    })
    const { body: list } = await world.owner.post('/api/v1/lists', { name: 'Lost' })
    await addPeople(panel.test, list.id, 2, 'lost.example')
    const { body: account } = await world.owner.post('/api/v1/accounts', {
      name: 'Never twice',
      provider: 'smtp',
      policy: 'at_most_once',
      settings: { ...world.sandbox.settings, fromEmail: 'news@shop.example', fromName: 'Shop', connections: 1 },
    })
    const id = await world.campaign({
      audience: { include: [{ source: 'list', definition: { listId: list.id } }], exclude: [] },
      steps: [{ channel: 'email', accountId: account.id, templateId: world.templateId }],
    })
    const runId = await world.launch(id)
    await settled(panel.test, runId, { accepted: 1, unknown: 1 })
    await hurry(panel.test, runId)
    await world.reached(id, 'completed')
    const page = await panel.open(`/campaigns/${id}`, { as: 'contributor' })
    await page.getByRole('heading', { name: 'Waiting for your decision: 1' }).waitFor()
    await page.getByRole('button', { name: 'Show who' }).click()
    await page.getByLabel('Choose the message to Ana').check()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Give up the 1 chosen' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Give up' }).click()
    await page.getByText('Decided: 1.').waitFor()
    await page.getByRole('heading', { name: 'Waiting for your decision: 1' }).waitFor({ state: 'detached' })
  })
})
