import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CampaignWorld, createCampaignWorld } from '../support/campaign-world.ts'
import { axe, mustHave, openPanel, overflow, type Panel } from './support/panel.ts'

let opened: Panel | null
let world: CampaignWorld
const XSS = '<img src=x onerror=alert(1)>'

beforeAll(async () => {
  opened = await openPanel()
  if (!opened) return
  world = await createCampaignWorld(opened.test, 3)
  await world.owner.post('/api/v1/lists', { name: XSS })
  const [one] = (await world.owner.get('/api/v1/contacts?limit=1')).body.data
  await world.owner.put(`/api/v1/contacts/${one.id}/restriction`, { held: true, reason: 'asked' })
})
afterAll(async () => {
  await world?.close()
  await opened?.close()
})

const saved = (page: Page) => page.getByText('Draft saved').waitFor()
const campaign = async (id: string) => (await world.owner.get(`/api/v1/campaigns/${id}`)).body
const idOf = (page: Page) => new URL(page.url()).pathname.split('/')[2]!
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor()

describe('the wizard', () => {
  test('leads by keyboard alone from a name to a launch', async (context) => {
    const page = await mustHave(opened, context).open('/campaigns', { as: 'contributor' })
    await page.getByText('No campaign yet').waitFor()
    const tab = async (
      name: string | RegExp,
      role: 'button' | 'link' | 'combobox' | 'textbox' | 'radio' | 'switch',
    ) => {
      const target = page.getByRole(role, { name }).first()
      await target.waitFor()
      for (let i = 0; i < 60; i++) {
        if (await target.evaluate((node) => node === node.ownerDocument.activeElement)) return
        await page.keyboard.press('Tab')
      }
      throw new Error(`${name} is not reached by Tab`)
    }
    await tab('New campaign', 'link')
    await page.keyboard.press('Enter')
    await tab('Name of the campaign', 'textbox')
    await page.keyboard.type('Spring')
    await page.keyboard.press('Enter')
    await heading(page, 'Who gets it, and why')
    await tab('To', 'combobox')
    await page.keyboard.type('Readers')
    await page.getByRole('option', { name: /^Readers/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await page.getByText('processing restricted').waitFor()
    await tab(/Continue: Message/, 'button')
    await page.keyboard.press('Enter')
    await heading(page, 'What is said, and who carries it')
    await tab('Template', 'combobox')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByText('News for Ana').waitFor()
    await tab(/Continue: Schedule/, 'button')
    await page.keyboard.press('Enter')
    await heading(page, 'When it leaves, and how fast')
    await tab(/In each recipient/, 'radio').catch(() => tab(/At once/, 'radio'))
    await tab(/Continue: Check/, 'button')
    await page.keyboard.press('Enter')
    await page.getByText('Nothing is missing').waitFor()
    await tab(/Continue: Test/, 'button')
    await page.keyboard.press('Enter')
    await tab('Addresses for the test', 'combobox')
    await page.keyboard.type('me@inbox.example,')
    await tab(/Send the test/, 'button')
    await page.keyboard.press('Enter')
    await page.getByText('me@inbox.example: on its way.').waitFor()
    await tab(/Continue: Launch/, 'button')
    await page.keyboard.press('Enter')
    await page.getByText('2 people get it').waitFor()
    await tab('Launch', 'button')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('Launched to 2 people.').waitFor()
    expect(await campaign(idOf(page))).toMatchObject({ name: 'Spring', state: 'running' })
  })

  test('keeps what is chosen: over a reload in the middle, and when one leaves', async (context) => {
    const id = await world.campaign({ steps: [] })
    const page = await mustHave(opened, context).open(`/campaigns/${id}/edit?step=schedule`, { as: 'owner' })
    await page.getByRole('radio', { name: /In each recipient/ }).check()
    await page.getByLabel('Date and time').fill('2031-03-02T08:00')
    await page.getByRole('switch', { name: /Not faster than/ }).check()
    await page.getByLabel('Messages a second').fill('5')
    await saved(page)
    await page.reload()
    await heading(page, 'When it leaves, and how fast')
    expect(await page.getByLabel('Date and time').inputValue()).toBe('2031-03-02T08:00')
    await page.getByLabel('Messages a second').fill('7')
    // At once, before the pause after which a draft is saved.
    await page.getByRole('navigation').getByRole('link', { name: 'People' }).click()
    await heading(page, 'People')
    await page.goBack()
    await saved(page)
    expect((await campaign(id)).plan).toMatchObject({
      schedule: { kind: 'local', at: '2031-03-02T08:00' },
      limits: { perSecond: 7 },
    })
  })

  test('tells the second of two who edit it, shows the difference, and keeps what is chosen', async (context) => {
    const id = await world.campaign()
    const page = await mustHave(opened, context).open(`/campaigns/${id}/edit?step=schedule`, { as: 'owner' })
    await page.getByRole('switch', { name: /Not faster than/ }).waitFor()
    const { version, plan } = await campaign(id)
    const theirs = { ...plan, basis: 'legal', limits: { perSecond: 3 } }
    await world.owner.patch(`/api/v1/campaigns/${id}`, { version, name: 'Theirs', plan: theirs })
    await page.getByRole('switch', { name: /Not faster than/ }).check()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Both of you changed this.').waitFor()
    await dialog.getByText('3 a second').waitFor()
    expect(await axe(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Keep what I chose' }).click()
    await saved(page)
    expect(await campaign(id)).toMatchObject({ name: 'Theirs', plan: { basis: 'legal', limits: { perSecond: 10 } } })
  })

  test('says what is missing and leads there; says when somebody else launched it', async (context) => {
    const id = await world.campaign({ steps: [] })
    const page = await mustHave(opened, context).open(`/campaigns/${id}/edit?step=check`, { as: 'owner' })
    await page.getByText('Choose what to send.').waitFor()
    await page.getByRole('link', { name: 'To: Message' }).first().click()
    await page.getByRole('combobox', { name: 'Template' }).click()
    await page.getByRole('option', { name: /^News/ }).click()
    await saved(page)
    await page.goto(page.url().replace('content', 'launch'))
    await page.getByText('2 people get it').waitFor()
    await world.launch(id)
    await page.getByRole('button', { name: 'Launch', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Launch' }).click()
    await page.getByRole('dialog').getByText('Somebody else launched this campaign').waitFor()
  })
})

describe('everybody else', () => {
  test('a reader sees the list and changes nothing; a name of others is text', async (context) => {
    const panel = mustHave(opened, context)
    await world.owner.post('/api/v1/campaigns', { name: XSS })
    const page = await panel.open('/campaigns', { as: 'reader' })
    await page.getByRole('link', { name: XSS }).waitFor()
    expect(await page.getByRole('link', { name: 'New campaign' }).count()).toBe(0)
    await page.getByRole('button', { name: `What can be done with ${XSS}` }).click()
    await page.getByRole('menuitem', { name: 'Open' }).waitFor()
    expect(await page.getByRole('menuitem', { name: /Duplicate|Delete/ }).count()).toBe(0)
    await page.goto(`${panel.url}/campaigns/new`)
    await heading(page, 'Not for your role')
  })

  test('two are put beside each other, a draft is deleted', async (context) => {
    const panel = mustHave(opened, context)
    for (const name of ['Left', 'Right']) {
      const id = await world.campaign()
      const { version } = await campaign(id)
      await world.owner.patch(`/api/v1/campaigns/${id}`, { version, name })
      await world.launch(id)
    }
    await world.owner.post('/api/v1/campaigns', { name: 'Useless' })
    const page = await panel.open('/campaigns', { as: 'owner' })
    await page.getByRole('button', { name: 'What can be done with Useless' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('link', { name: 'Useless' }).waitFor({ state: 'detached' })
    await page.getByRole('checkbox', { name: 'Left' }).check()
    await page.getByRole('checkbox', { name: 'Right' }).check()
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await heading(page, 'From audience to click')
    expect(await axe(page)).toEqual([])
  })

  test.each(['light', 'dark'] as const)('%s, narrow, and in French, without a fault that axe finds', async (scheme) => {
    if (!opened) return
    const id = await world.campaign({ limits: { quietHours: { from: '21:00', to: '08:00' } } })
    const how = { colorScheme: scheme, locale: 'fr-FR', viewport: { width: 390, height: 800 } }
    const page = await opened.open('/campaigns', { as: 'owner', ...how })
    await heading(page, 'Campagnes')
    expect([await axe(page), await overflow(page)]).toEqual([[], 0])
    const steps = {
      audience: 'Qui ne le reçoit pas, et pourquoi',
      content: 'News for Ana',
      schedule: 'Elle part dès que vous la lancez.',
      check: 'Il ne manque rien.',
      test: 'Adresses pour le test',
      launch: 'personnes le reçoivent',
    }
    for (const [step, words] of Object.entries(steps)) {
      await page.goto(`${opened.url}/campaigns/${id}/edit?step=${step}`)
      await page.getByText(words).first().waitFor()
      expect([step, await axe(page), await overflow(page)]).toEqual([step, [], 0])
    }
  })
})
