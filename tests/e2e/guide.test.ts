import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe, mustHave, openPanel, overflow, type Panel } from './support/panel.ts'

let opened: Panel | null

beforeAll(async () => {
  opened = await openPanel()
})
afterAll(() => opened?.close())

test('the question mark beside a title leads to the page of the guide, with its pictures', async (context) => {
  const page = await mustHave(opened, context).open('/imports', { as: 'contributor' })
  const help = page.getByRole('link', { name: 'Help on this page' })
  expect(await help.getAttribute('href')).toBe('/help/import')
  await page.goto(`${opened!.url}/help/import`)
  await page.getByRole('heading', { level: 1, name: /^Import people/ }).waitFor()
  await page.locator('article img').first().scrollIntoViewIfNeeded()
  await page.waitForFunction('document.querySelector("article img").naturalWidth > 0')
  expect(await axe(page)).toEqual([])
  await page.getByRole('link', { name: 'User guide' }).click()
  await page.getByRole('link', { name: 'Templates and languages' }).click()
  await page.getByRole('heading', { level: 1, name: 'Templates and languages' }).waitFor()
  await page.getByText('{{default contact.firstName "and welcome"}}').waitFor()
})

test('the help menu leads to the guide, in the language of the panel', async (context) => {
  const page = await mustHave(opened, context).open('/people', { as: 'reader', locale: 'fr-FR' })
  await page.getByRole('button', { name: 'Aide', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Guide d’utilisation' }).click()
  await page.getByRole('link', { name: 'La boîte d’essai' }).click()
  await page.getByRole('heading', { level: 1, name: 'La boîte d’essai' }).waitFor()
})

test('the guide is read on a phone in the dark, and a page that is not there says so', async (context) => {
  const narrow = { viewport: { width: 390, height: 800 }, colorScheme: 'dark' } as const
  const page = await mustHave(opened, context).open('/help/schedule', { as: 'owner', ...narrow })
  await page.getByRole('heading', { level: 1, name: 'Check, schedule and time zones' }).waitFor()
  expect(await axe(page)).toEqual([])
  expect(await overflow(page)).toBe(0)
  await page.goto(`${opened!.url}/help/nothing`)
  await page.getByRole('heading', { name: 'This page does not exist' }).waitFor()
})
