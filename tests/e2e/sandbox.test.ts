import { mkdtemp } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { runSandboxes } from '../../core/sandbox.ts'
import { createCampaignWorld, runWorker } from '../support/campaign-world.ts'
import { axe, mustHave, openPanel, overflow, type Panel } from './support/panel.ts'

/** Images of mails stay away, and the browser notes that they do. */
const BLOCKED = /Content Security Policy/
let opened: Panel | null
const parts: { close(): Promise<unknown> }[] = []

beforeAll(async () => {
  const port = await freePort()
  const dataDir = await mkdtemp(join(inject('testFolder'), 'mailbox-page-'))
  const trackingUrl = `http://127.0.0.1:${port}`
  opened = await openPanel({ config: { dataDir, port, publicUrl: trackingUrl, trackingUrl } })
  if (!opened) return
  parts.push(await runSandboxes(opened.test.config), await runWorker(opened.test.config))
})
afterAll(async () => {
  for (const part of parts.toReversed()) await part.close()
  await opened?.close()
})

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    }),
  )
}

test('an account is added here, mails arrive while one looks, are read and acted on, and the campaign changes', async (context) => {
  const panel = mustHave(opened, context)
  const page = await panel.open('/sandbox', { as: 'owner', expected: BLOCKED })
  await page.getByRole('button', { name: /Add a sandbox account/ }).click()
  await page.getByText('Nothing has arrived yet').waitFor()
  expect(await axe(page)).toEqual([])

  const { body } = await panel.test.as('owner').get('/api/v1/accounts')
  const world = await createCampaignWorld(panel.test, 3)
  parts.push(world)
  const steps = [{ channel: 'email', accountId: body.data[0].id, templateId: world.templateId }]
  await world.launch(await world.campaign({ steps }))
  const arrived = page.getByRole('list', { name: 'What arrived' }).getByRole('button')
  await arrived.nth(2).waitFor()
  await arrived.first().click()
  await page.getByRole('tab', { name: 'Raw' }).click()
  await page
    .getByText(/Message-ID/i)
    .first()
    .waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Unsubscribe' }).click()
  await page.locator('[data-outcome=done]').waitFor()
  await page.locator('[data-figure=unsubscribed] dd', { hasText: /^1$/ }).waitFor()
})

test('on a phone the list and the message come one after the other, in French and in the dark', async (context) => {
  const how = { viewport: { width: 390, height: 800 }, colorScheme: 'dark', locale: 'fr-FR' } as const
  const page = await mustHave(opened, context).open('/sandbox', { as: 'contributor', expected: BLOCKED, ...how })
  const arrived = page.getByRole('list', { name: 'Messages arrivés' }).getByRole('button')
  await arrived.first().click()
  await page.getByRole('tab', { name: 'Brut' }).waitFor()
  expect(await overflow(page)).toBe(0)
  expect(await axe(page)).toEqual([])
  await page.goBack()
  await arrived.first().waitFor()
  expect(await overflow(page)).toBe(0)
})

test('a stand-in misbehaves at the press of a button, which is said until it is set back', async (context) => {
  const page = await mustHave(opened, context).open('/sandbox', { as: 'contributor', expected: BLOCKED })
  await page.getByRole('button', { name: 'Make it misbehave' }).click()
  await page.getByRole('radio', { name: 'The server is away' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await page.getByText('misbehaves: The server is away').waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Set back' }).click()
  await page.getByText('misbehaves').waitFor({ state: 'detached' })
})

test('a reader reads and does nothing; what is not there any more is said', async (context) => {
  const page = await mustHave(opened, context).open('/sandbox?open=smtp-999999', { as: 'reader', expected: BLOCKED })
  await page.getByText('This message is gone').waitFor()
  await page.getByRole('list', { name: 'What arrived' }).getByRole('button').first().click()
  await page.getByRole('tab', { name: 'Raw' }).waitFor()
  expect(await page.getByRole('button', { name: 'Unsubscribe' }).count()).toBe(0)
  expect(await page.getByRole('button', { name: 'Empty' }).count()).toBe(0)
})
