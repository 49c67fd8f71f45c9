import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSmtpSandbox } from '../../plugins/email/sandbox.ts'
import { axe, mustHave, openPanel, overflow, type Panel } from './support/panel.ts'

let opened: Panel | null
let server: Awaited<ReturnType<typeof startSmtpSandbox>>
beforeAll(async () => {
  server = await startSmtpSandbox({})
  opened = await openPanel()
})
afterAll(async () => {
  await opened?.close()
  await server?.close()
})

const NAME = '<img src=x onerror=alert(1)> Shop'

test('an account is made from what its provider asks for, tested in its own words, changed and deleted', async (context) => {
  const page = await mustHave(opened, context).open('/accounts', { as: 'owner' })
  await page.getByText('No account yet').waitFor()
  await page.getByRole('link', { name: 'Add an account' }).first().click()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: /SMTP/ }).click()
  await page.getByLabel(/^Name/).fill(NAME)
  await page.getByLabel('Server').fill('not a server')
  await page.getByLabel('Port').fill('9')
  await page.getByLabel('Sender address').fill('news@shop.example')
  await page.getByRole('button', { name: 'Save and test' }).click()
  await page.getByText('Has characters that are not allowed here', { exact: true }).waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByLabel('Server').fill('127.0.0.1')
  await page.getByRole('button', { name: 'Save and test' }).click()
  await page.getByRole('heading', { name: NAME, level: 1 }).waitFor()
  await page.locator('[data-health=bad]').waitFor()
  expect(await axe(page)).toEqual([])

  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByLabel('Port').fill(String(server.settings.port))
  await page.getByLabel('Encryption').click()
  await page.getByRole('option', { name: 'None' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Test the connection' }).click()
  await page.locator('[data-health=ok]').waitFor()

  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill(NAME)
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('No account yet').waitFor()
})

test('a secret that is stored is never shown, and stays when the field is left empty', async (context) => {
  const panel = mustHave(opened, context)
  const owner = panel.test.as('owner')
  const settings = { host: 'mail.shop.example', fromEmail: 'news@shop.example', user: 'shop', password: 'ours-alone-9' }
  const { body } = await owner.post('/api/v1/accounts', { name: 'Kept', provider: 'smtp', settings })
  const how = { viewport: { width: 390, height: 800 }, colorScheme: 'dark', locale: 'fr-FR' } as const
  const page = await panel.open(`/accounts/${body.id}`, { as: 'owner', ...how })
  await page.getByText('enregistré, jamais affiché').waitFor()
  expect(await overflow(page)).toBe(0)
  expect(await axe(page)).toEqual([])
  await page
    .getByRole('button', { name: 'Modifier', exact: true })
    .or(page.getByRole('button', { name: 'Éditer' }))
    .click()
  await page.getByLabel('Identifiant').fill('boutique')
  expect(await overflow(page)).toBe(0)
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await page.getByText('boutique').waitFor()
  expect((await owner.get(`/api/v1/accounts/${body.id}`)).body.secrets).toEqual(['password'])
})

test('which campaigns name an account is asked of its own address, and of the own workspace only', async (context) => {
  const { test: app } = mustHave(opened, context)
  const owner = app.as('owner')
  const { body: account } = await owner.post('/api/v1/accounts', {
    name: 'Named',
    provider: 'smtp',
    settings: { host: 'mail.shop.example', fromEmail: 'news@shop.example' },
  })
  const usage = `/api/v1/accounts/${account.id}/usage`
  expect((await owner.get(usage)).body).toEqual({ campaigns: [] })
  const steps = [{ channel: 'email', accountId: account.id }]
  await owner.post('/api/v1/campaigns', { name: 'Spring', plan: { steps } })
  expect((await owner.get(usage)).body.campaigns).toMatchObject([{ name: 'Spring', state: 'draft' }])
  expect((await app.as('owner', 'other').get(usage)).status).toBe(404)
})

test('a reader sees accounts and changes none', async (context) => {
  const panel = mustHave(opened, context)
  const page = await panel.open('/accounts', { as: 'reader' })
  await page.getByRole('link', { name: 'Kept' }).click()
  await page.getByText('stored, never shown').waitFor()
  expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0)
  await page.goto(`${panel.url}/accounts/new`)
  await page.getByRole('heading', { name: 'Not for your role' }).waitFor()
})
