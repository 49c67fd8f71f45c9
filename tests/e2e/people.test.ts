import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createUser } from '../../core/workspaces/users.ts'
import { addPeople } from '../support/campaign-world.ts'
import { axe, mustHave, openPanel, overflow, type Panel } from './support/panel.ts'

let opened: Panel | null
beforeAll(async () => {
  opened = await openPanel()
  if (!opened) return
  const { test: app } = opened
  const owner = app.as('owner')
  for (const [firstName, lastName] of [
    ['Ana', 'García'],
    ['Bruno', 'Lefèvre'],
    ['<img src=x onerror=alert(1)>', 'Injected'],
  ]) {
    const address = { kind: 'email', value: `${lastName!.toLowerCase().replace(/\W/g, '')}@inbox.example` }
    const made = await owner.post('/api/v1/contacts', { firstName, lastName, locale: 'fr', addresses: [address] })
    expect(made.status).toBe(201)
  }
  await createUser(app.core, {
    email: 'ada@own.example',
    name: 'Ada',
    password: 'a long enough passphrase',
    workspaceId: app.workspaceId,
    role: 'owner',
  })
})
afterAll(() => opened?.close())

describe('signing in', () => {
  test('a wrong password is said, the right one leads to where one wanted to go, and out again', async (context) => {
    const page = await mustHave(opened, context).open('/people?perPage=25')
    await page.getByLabel('Email address').fill('ada@own.example')
    await page.getByLabel('Password').fill('not this one')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Address and password do not fit').waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByLabel('Password').fill('a long enough passphrase')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'People' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/people')
    await page.reload()
    await page.getByRole('heading', { name: 'People' }).waitFor()
    await page.getByRole('button', { name: 'My account and language' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByText('You are signed out').waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
  })

  test('a session that was ended elsewhere asks for the password, at the same address', async (context) => {
    const panel = mustHave(opened, context)
    const page = await panel.open('/people', { as: 'contributor' })
    await page.getByRole('link', { name: 'Ana García' }).waitFor()
    const member = panel.test.as('contributor')
    const { body } = await member.get('/api/v1/auth/sessions')
    for (const { id, current } of body.data) if (!current) await member.delete(`/api/v1/auth/sessions/${id}`)
    await page.getByText('Your session is over').waitFor()
    expect(new URL(page.url()).pathname).toBe('/people')
  })
})

describe('people', () => {
  test('are listed, found and opened; a name is never code', async (context) => {
    const page = await mustHave(opened, context).open('/people', { as: 'owner' })
    await page.getByText('<img src=x onerror=alert(1)> Injected').waitFor()
    await page.getByLabel('Name, address or id').fill('garc')
    await page.getByRole('link', { name: 'Injected' }).waitFor({ state: 'detached' })
    expect(page.url()).toContain('garc')
    expect(await axe(page)).toEqual([])
    await page.getByRole('link', { name: 'Ana García' }).click()
    await page.getByRole('heading', { name: 'Ana García', level: 1 }).waitFor()
    await page.getByRole('region', { name: 'Addresses' }).getByText('garca@inbox.example').waitFor()
    expect(await axe(page)).toEqual([])
    await page.goBack()
    expect(await page.getByLabel('Name, address or id').inputValue()).toBe('garc')
  })

  test('are found from anywhere by keyboard', async (context) => {
    const page = await mustHave(opened, context).open('/me', { as: 'reader' })
    await page.getByRole('heading', { name: 'My account and sessions' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Go to, create, or find somebody').fill('lef')
    await page.getByRole('option', { name: /Bruno Lefèvre/ }).waitFor()
    expect(await axe(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Bruno Lefèvre' }).waitFor()
  })

  test('are added, and what is wrong is said at its field', async (context) => {
    const page = await mustHave(opened, context).open('/people/new', { as: 'owner' })
    await page.getByLabel('First name').fill('Cleo')
    await page.getByLabel('Country').fill('Nowhere')
    await page.getByLabel('Address', { exact: true }).fill('cleo@inbox.example')
    await page.getByRole('button', { name: 'Add a person' }).click()
    await page.getByText('Too long').first().waitFor()
    await page.getByLabel('Country').fill('FR')
    await page.getByRole('button', { name: 'Add a person' }).click()
    await page.getByRole('heading', { name: 'Cleo', level: 1 }).waitFor()
    await page.getByRole('region', { name: 'Addresses' }).getByText('cleo@inbox.example').waitFor()
  })

  test('are turned page by page, over a reload, and from an address that somebody else wrote down', async (context) => {
    const panel = mustHave(opened, context)
    const { body: list } = await panel.test.as('owner').post('/api/v1/lists', { name: 'Many' })
    await addPeople(panel.test, list.id, 60)
    const page = await panel.open(
      `/people?perPage=25&filter=${encodeURIComponent(JSON.stringify({ list: list.id }))}`,
      {
        as: 'owner',
      },
    )
    const first = page.locator('tbody a').first()
    const people = async () =>
      (await page.locator('tbody a').evaluateAll((links) => links.map((a) => a.getAttribute('href')))) as string[]
    await first.waitFor()
    const one = await people()
    await page.getByRole('button', { name: 'Go to next page' }).click()
    await page.getByText('Page 2').waitFor()
    await page.locator(`tbody a[href="${one[0]}"]`).waitFor({ state: 'detached' })
    const two = await people()
    expect(new Set([...one, ...two]).size).toBe(50)
    await page.reload()
    await first.waitFor()
    expect(await people()).toEqual(two)
    const elsewhere = await panel.open(page.url().slice(panel.url.length).replace('page=2', 'page=3'), { as: 'admin' })
    await elsewhere.locator('tbody a').first().waitFor()
    expect(await elsewhere.locator('tbody a').count()).toBe(10)
    expect(await elsewhere.getByRole('button', { name: 'Go to next page' }).isDisabled()).toBe(true)
  })

  test('a reader is not offered what is not for readers', async (context) => {
    const page = await mustHave(opened, context).open('/people/new', { as: 'reader' })
    await page.getByRole('heading', { name: 'Not for your role' }).waitFor()
    await page.getByRole('link', { name: 'To the start page', exact: true }).click()
    await page.getByRole('heading', { name: 'Not for your role' }).waitFor({ state: 'detached' })
    await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'People', exact: true }).click()
    await page.getByRole('link', { name: 'Ana García' }).waitFor()
    expect(await page.getByRole('link', { name: 'Add a person' }).count()).toBe(0)
  })
})

describe('everywhere', () => {
  test('the language changes and stays', async (context) => {
    const page = await mustHave(opened, context).open('/people', { as: 'owner' })
    await page.getByRole('button', { name: 'My account and language' }).click()
    await page.getByRole('menuitemradio', { name: 'Français' }).click()
    await page.getByRole('heading', { name: 'Personnes' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Personnes' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('fr')
    await page.goto(`${opened!.url}/nowhere`)
    await page.getByRole('heading', { name: 'Cette page n’existe pas' }).waitFor()
  })

  test.each(['light', 'dark'] as const)('%s as the system has it, without a fault that axe finds', async (scheme) => {
    if (!opened) return
    const page = await opened.open('/people', { as: 'owner', colorScheme: scheme })
    await page.getByRole('link', { name: 'Ana García' }).waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: scheme === 'light' ? 'Dark colours' : 'Light colours' }).click()
    await page.getByRole('button', { name: scheme === 'light' ? 'Light colours' : 'Dark colours' }).waitFor()
    expect(await axe(page)).toEqual([])
  })

  test('while the network is away it is said, and the line goes by itself', async (context) => {
    const page = await mustHave(opened, context).open('/people', { as: 'owner', expected: /ERR_INTERNET_DISCONNECTED/ })
    await page.getByRole('link', { name: 'Ana García' }).waitFor()
    await page.context().setOffline(true)
    await page.getByText('This device is offline').waitFor()
    await page.context().setOffline(false)
    await page.getByText('This device is offline').waitFor({ state: 'detached' })
  })

  test('at 390 px nothing is wider than the window', async (context) => {
    const page = await mustHave(opened, context).open('/people', { as: 'owner', viewport: { width: 390, height: 800 } })
    await page.getByRole('link', { name: 'Ana García' }).waitFor()
    expect(await overflow(page)).toBe(0)
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('navigation').getByRole('link', { name: 'People' }).click()
    await page.getByRole('link', { name: 'Ana García' }).click()
    await page.getByRole('region', { name: 'Addresses' }).getByText('garca@inbox.example').waitFor()
    expect(await overflow(page)).toBe(0)
  })
})
