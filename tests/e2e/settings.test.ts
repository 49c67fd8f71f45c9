import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe, mustHave, openPanel, overflow, type Panel } from './support/panel.ts'

let opened: Panel | null
beforeAll(async () => {
  opened = await openPanel()
})
afterAll(() => opened?.close())

test('the workspace says who writes; what is refused is said at its field', async (context) => {
  const page = await mustHave(opened, context).open('/settings', { as: 'owner' })
  await page.getByText('footers have no address').waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Edit: Who writes' }).click()
  await page.getByLabel('Postal address').fill('1 Quay\nDublin')
  await page.getByLabel('Website').fill('nowhere')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Has characters that are not allowed here', { exact: true }).waitFor()
  await page.getByLabel('Website').fill('https://shop.example')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('1 Quay').waitFor()
  const { body } = await opened!.test.as('owner').get('/api/v1/workspace')
  expect(body.company).toEqual({ address: '1 Quay\nDublin', website: 'https://shop.example' })
})

test('a domain is added, its records are there to be copied, and it goes only when its name is typed', async (context) => {
  const page = await mustHave(opened, context).open('/settings/domains', { as: 'admin' })
  await page.getByRole('button', { name: 'Add a domain' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Domain').fill('no domain')
  await dialog.getByRole('button', { name: 'Add a domain' }).click()
  await dialog.getByText('Not of the right form', { exact: true }).waitFor()
  await dialog.getByLabel('Domain').fill('shop.example')
  await dialog.getByRole('button', { name: 'Add a domain' }).click()
  await page.getByRole('heading', { name: 'shop.example', level: 1 }).waitFor()
  await page.getByRole('heading', { name: 'DKIM' }).waitFor()
  expect(await axe(page)).toEqual([])
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('region', { name: 'SPF' }).getByRole('button', { name: 'Copy: Value' }).click()
  await page.getByText('Copied.').waitFor()
  expect(await page.evaluate('navigator.clipboard.readText()')).toContain('v=spf1')
  await page.getByRole('button', { name: 'Remove' }).click()
  await dialog.getByRole('textbox').fill('shop.example')
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await page.getByText('No sending domain yet').waitFor()
})

test('an attribute is declared with its choices, and taken back', async (context) => {
  const page = await mustHave(opened, context).open('/settings/attributes', { as: 'owner' })
  await page.getByRole('button', { name: 'Declare an attribute' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('plan')
  await dialog.getByLabel('Kind').click()
  await page.getByRole('option', { name: 'one of a few' }).click()
  await dialog.getByLabel('Choices').fill('free\npro')
  await dialog.getByLabel('Shown as, English').fill('<b>Plan</b>')
  expect(await axe(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('<b>Plan</b>').waitFor()
  const { body } = await opened!.test.as('owner').get('/api/v1/attributes')
  expect(body.data).toMatchObject([{ name: 'plan', type: 'choice', choices: ['free', 'pro'], sensitive: false }])
  await page.getByRole('button', { name: 'Remove: plan' }).click()
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await page.getByText('Nothing declared yet').waitFor()
})

test('on a phone, in French, in the dark: a wording is added; nothing is wider than the window', async (context) => {
  const panel = mustHave(opened, context)
  const how = { viewport: { width: 390, height: 800 }, colorScheme: 'dark', locale: 'fr-FR' } as const
  const page = await panel.open('/settings/wordings', { as: 'owner', ...how })
  await page.getByRole('button', { name: 'Ajouter un texte' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Texte').fill('Oui, écrivez-moi.')
  await dialog.getByLabel('Langue').fill('fr')
  await dialog.getByRole('button', { name: 'Enregistrer' }).click()
  await page.getByText('Oui, écrivez-moi.').waitFor()
  for (const place of ['/settings/wordings', '/settings', '/settings/domains', '/settings/attributes']) {
    await page.goto(`${panel.url}${place}`)
    await page.getByRole('heading', { level: 1, name: 'Réglages' }).waitFor()
    expect([place, await overflow(page)]).toEqual([place, 0])
    expect(await axe(page)).toEqual([])
  }
})

test('a reader changes nothing', async (context) => {
  const page = await mustHave(opened, context).open('/settings', { as: 'reader' })
  await page.getByText('What is measured').waitFor()
  expect(await page.getByRole('button', { name: /^Edit/ }).count()).toBe(0)
})
