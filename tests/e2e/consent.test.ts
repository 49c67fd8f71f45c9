import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axe, mustHave, openPanel, overflow, type Panel } from './support/panel.ts'

const XSS = '<img src=x onerror=alert(1)>'
const WORDING = `Yes, write to me. ${XSS}`
let opened: Panel | null
let ana: string

beforeAll(async () => {
  opened = await openPanel()
  if (!opened) return
  const officer = opened.test.as('compliance')
  ana = await person('Ana', 'García', 'ana@inbox.example')
  const said = (action: string, at: string) =>
    officer.post(`/api/v1/contacts/${ana}/consents`, {
      action,
      at,
      purpose: 'marketing',
      channel: 'email',
      source: 'form:footer',
      ...(action === 'given' ? { wording: { text: WORDING, locale: 'en' }, ip: '192.0.2.7' } : {}),
    })
  expect((await said('given', '2025-03-01T09:00:00Z')).status).toBe(201)
  expect((await said('withdrawn', '2025-06-01T09:00:00Z')).status).toBe(201)
  const gone = await person('Gone', 'Soon', 'gone@inbox.example')
  expect((await officer.post(`/api/v1/contacts/${gone}/erase`)).status).toBe(200)
  const bruno = await person('Bruno', 'Lefèvre', 'bruno@inbox.example')
  await officer.put(`/api/v1/contacts/${bruno}/objection`, { objected: true, reason: 'asked by telephone' })
})
afterAll(() => opened?.close())

async function person(firstName: string, lastName: string, value: string): Promise<string> {
  const addresses = [{ kind: 'email', value }]
  const made = await opened!.test.as('owner').post('/api/v1/contacts', { firstName, lastName, addresses })
  expect(made.status).toBe(201)
  return made.body.id
}

describe('blocked addresses', () => {
  test('are added, found by the whole address, and unblocked with a reason', async (context) => {
    const page = await mustHave(opened, context).open('/consent', { as: 'compliance' })
    await page.getByRole('heading', { name: 'Blocked addresses', level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Block addresses' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Addresses').fill('stop@inbox.example\nnot an address')
    await dialog.getByRole('button', { name: 'Block addresses' }).click()
    await dialog.getByRole('alert').waitFor()
    expect(await axe(page)).toEqual([])
    await dialog.getByLabel('Addresses').fill('stop@inbox.example\nno@inbox.example')
    await dialog.getByRole('button', { name: 'Block addresses' }).click()
    await page.getByText('2 blocked now, 0 were blocked before.').waitFor()
    await page.getByLabel('A whole address').fill('Stop@inbox.example')
    await page.getByRole('cell', { name: 'Blocked by hand' }).nth(1).waitFor({ state: 'detached' })
    await page.getByRole('cell', { name: 'The person was erased' }).waitFor({ state: 'detached' })
    expect(await page.locator('tbody tr').count()).toBe(1)
    await page.getByRole('button', { name: 'Unblock…' }).click()
    await page.getByLabel('Why').last().fill('typed by mistake')
    await page.getByRole('dialog').getByRole('button', { name: 'Unblock…' }).click()
    await page.getByText('Nothing fits these filters.').waitFor()
    const { body } = await opened!.test.as('owner').get('/api/v1/audit?action=suppression.lift')
    expect(body.data[0].after).toEqual({ reason: 'typed by mistake' })
  })

  test('come from a file; what is no text is refused before it is sent', async (context) => {
    const page = await mustHave(opened, context).open('/consent/blocked', { as: 'compliance' })
    await page.getByRole('button', { name: 'Import a file' }).click()
    const dialog = page.getByRole('dialog')
    const file = dialog.locator('input[type=file]')
    await file.setInputFiles({ name: `${XSS}.csv`, mimeType: 'text/csv', buffer: Buffer.from([0x50, 0x4b, 0, 0xff]) })
    await dialog.getByText('This is no text file').waitFor()
    await dialog.getByText(`${XSS}.csv`).waitFor()
    const text = 'email\none@inbox.example\nnobody\ntwo@inbox.example\n'
    await file.setInputFiles({ name: 'left.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await dialog.getByRole('button', { name: 'Import and block' }).click()
    await dialog.getByText('Line 3 holds no address of this kind.').waitFor()
    expect(await axe(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('cell', { name: 'Came with an import' }).first().waitFor()
  })
})

describe('the log', () => {
  test('says who said what, with the text that was read as its proof', async (context) => {
    const page = await mustHave(opened, context).open('/consent/log', { as: 'compliance', colorScheme: 'dark' })
    await page.getByRole('link', { name: 'Ana García' }).first().waitFor()
    await page.getByLabel('Whole address of a person').fill('ana@inbox.example')
    await page.getByText('Somebody who was erased').waitFor({ state: 'detached' })
    const given = page.getByRole('row').filter({ hasText: 'Agreed to marketing by Email' })
    await given.getByRole('button', { name: 'Show proof' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(WORDING).waitFor()
    await dialog.getByText('192.0.2.7').waitFor()
    await dialog.getByText('The compliance').waitFor()
    await dialog.getByText('a form (footer)').waitFor()
    expect(await axe(page)).toEqual([])
  })

  test('tells how a person stood at a past time', async (context) => {
    const page = await mustHave(opened, context).open(`/consent/past?person=${ana}&at=2025-04-01T12:00`, {
      as: 'compliance',
    })
    await page.getByText('Had agreed to marketing by Email').waitFor()
    await page.getByLabel('Moment').fill('2025-07-01T12:00')
    await page.getByText('Had withdrawn the consent to marketing by Email').waitFor()
    await page.getByLabel('Moment').fill('2025-01-01T12:00')
    await page.getByText('Nothing had been said').waitFor()
    expect(await axe(page)).toEqual([])
  })
})

describe('objections and erasures', () => {
  test('are listed, an erasure with its proof; in French, at 390 px', async (context) => {
    const page = await mustHave(opened, context).open('/consent/objections', {
      as: 'compliance',
      locale: 'fr-FR',
      viewport: { width: 390, height: 800 },
    })
    await page.getByRole('link', { name: 'Bruno Lefèvre' }).waitFor()
    expect(await overflow(page)).toBe(0)
    await page.getByRole('navigation', { name: 'Consentements' }).getByRole('link', { name: 'Effacements' }).click()
    await page.getByRole('button', { name: 'Voir la preuve' }).click()
    await page.getByText('Empreintes des adresses, bloquées pour de bon').waitFor()
    expect(await overflow(page)).toBe(0)
    expect(await axe(page)).toEqual([])
  })

  test('a reader sees the lists, and is offered nothing else', async (context) => {
    const page = await mustHave(opened, context).open('/consent/blocked', { as: 'reader' })
    await page.getByRole('cell', { name: 'The person was erased' }).waitFor()
    expect(await page.getByRole('button', { name: /Block|Import|Unblock/ }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Erasures' }).count()).toBe(0)
    await page.goto(`${opened!.url}/consent/erasures`)
    await page.getByRole('heading', { name: 'Not for your role' }).waitFor()
  })
})
