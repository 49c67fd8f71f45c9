import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sweepImports } from '../../core/contacts/imports/run/sweep.ts'
import { axe, mustHave, openPanel, overflow, type Panel } from './support/panel.ts'

let opened: Panel | null
beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'carillon-audience-'))
  opened = await openPanel({ config: { dataDir } })
  if (!opened) return
  const owner = opened.test.as('owner')
  for (const [firstName, locale] of [
    ['Ana', 'es'],
    ['Bruno', 'fr'],
    ['<img src=x onerror=alert(1)>', 'fr'],
  ]) {
    const address = { kind: 'email', value: `${firstName!.replace(/\W/g, '').toLowerCase()}@inbox.example` }
    expect((await owner.post('/api/v1/contacts', { firstName, locale, addresses: [address] })).status).toBe(201)
  }
  for (const name of ['Letter', '<script>alert(1)</script>'])
    expect((await owner.post('/api/v1/lists', { name })).status).toBe(201)
})
afterAll(() => opened?.close())

const runImports = (panel: Panel) => sweepImports(panel.test.core, new AbortController().signal)
const drop = (page: Page, name: string, content: string | Buffer) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) })

describe('segments', () => {
  test('rules are made by hand, counted while typing, said in words, kept, changed and deleted', async (context) => {
    const page = await mustHave(opened, context).open('/segments', { as: 'contributor' })
    await page.getByRole('link', { name: 'Make a segment' }).first().click()
    await page.getByText('In it: everybody').waitFor()
    await page.getByRole('textbox', { name: 'Name' }).fill('Readers of French')
    await page.getByRole('button', { name: 'Add a rule' }).click()
    await page.getByText('A rule is not finished').waitFor()
    await page.getByRole('combobox', { name: 'What' }).fill('langu')
    await page.getByRole('option', { name: 'language' }).click()
    await page.getByRole('combobox', { name: 'How' }).click()
    await page.getByRole('option', { name: 'begins with' }).click()
    await page.getByRole('textbox', { name: 'Value' }).fill('fr')
    await page.getByText('In it: language begins with “fr”').waitFor()
    await page.getByRole('status').getByText('2', { exact: true }).waitFor()
    await page.getByText('bruno@inbox.example').waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Readers of French' }).waitFor()
    await page.getByRole('link', { name: 'Bruno' }).waitFor()
    await page.getByText('Nothing uses it').waitFor()
    await page.getByRole('link', { name: 'Edit' }).click()
    await page.getByRole('button', { name: 'Add a rule' }).click()
    await page.getByRole('combobox', { name: 'What' }).nth(1).fill('opened')
    await page.getByRole('option', { name: 'opened' }).click()
    await page.getByRole('combobox', { name: 'How' }).nth(1).click()
    await page.getByRole('option', { name: 'did not' }).click()
    await page.getByText('and did not open a message in the last 90 days').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Readers of French' }).waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('No segments yet').waitFor()
  })
})

describe('imports', () => {
  test('what is no CSV is refused before it is sent, with why', async (context) => {
    const page = await mustHave(opened, context).open('/imports/new', { as: 'contributor' })
    let sent = 0
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/api/v1/imports')) sent++
    })
    await drop(page, 'people.csv', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0]))
    await page.getByText('This is a spreadsheet').waitFor()
    await drop(page, 'empty.csv', '')
    await page.getByText('This file is empty').waitFor()
    await page.getByTestId('dropzone').evaluate((zone) => {
      const data = new DataTransfer()
      data.items.add(new File(['a'], 'a.csv'))
      data.items.add(new File(['b'], 'b.csv'))
      zone.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
    })
    await page.getByText('These are several files').waitFor()
    expect(sent).toBe(0)
    expect(await axe(page)).toEqual([])
  })

  test('a file is mapped, started, watched over a reload, and taken back', async (context) => {
    const panel = mustHave(opened, context)
    const page = await panel.open('/imports/new', { as: 'contributor' })
    const rows = ['Correo;Prénom;Points', 'zoe@guests.example;<b>Zoé</b>;7', 'broken;B;1', 'lea@guests.example;Léa;12']
    await drop(page, '<img src=x>.csv', rows.join('\n'))
    await page.getByRole('heading', { name: 'What becomes of the columns' }).waitFor()
    await page
      .getByRole('combobox', { name: /^Correo becomes|Becomes/ })
      .first()
      .click()
    await page.getByRole('option', { name: 'address: Email' }).click()
    await page.getByText('One of the first 3 rows would be refused').waitFor()
    await page.getByRole('radio', { name: /^Yes, all of them/ }).check()
    await page.getByText('Complete the consent').waitFor()
    await page.getByRole('combobox', { name: 'Channel' }).click()
    await page.getByRole('option', { name: 'Email' }).click()
    await page.getByRole('textbox', { name: 'Where it was said' }).fill('fair in May')
    await page.getByRole('textbox', { name: /^What people read/ }).fill('Yes, write to me.')
    await page.getByRole('combobox', { name: 'Language of the text' }).click()
    await page.getByRole('option', { name: 'English' }).click()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Start the import' }).click()
    await page.getByText('The import is running').first().waitFor()
    await page.reload()
    await page.getByText('The import is running').first().waitFor()
    await runImports(panel)
    await page.getByRole('heading', { name: 'Refused rows' }).waitFor()
    await page.getByText('The address has no @.').waitFor()
    await page.getByText('Consents given').waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download' }).click()
    expect((await download).suggestedFilename()).toContain('refused')
    await page.getByRole('button', { name: 'Take back' }).click()
    await page.getByText('2 people whom nobody touched since are removed').waitFor()
    await page.getByRole('textbox', { name: /^Type/ }).fill('2')
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
    await page.getByText('Being taken back').first().waitFor()
    await runImports(panel)
    await page.getByRole('heading', { name: 'Taken back', level: 2 }).waitFor()
  })
})

describe('lists', () => {
  test('people are put on and taken off; a name is never code', async (context) => {
    const page = await mustHave(opened, context).open('/lists', { as: 'contributor' })
    await page.getByRole('link', { name: '<script>alert(1)</script>' }).waitFor()
    await page.getByRole('link', { name: 'Letter' }).click()
    await page.getByText('Nobody on it yet').waitFor()
    await page.getByRole('button', { name: 'Add people' }).first().click()
    await page.getByRole('combobox', { name: 'A person' }).fill('bruno')
    await page.getByRole('option', { name: /Bruno/ }).click()
    await page.getByRole('button', { name: 'Add', exact: true }).first().click()
    await page.getByText('One person was added').waitFor()
    await page.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('checkbox', { name: 'Bruno' }).check()
    await page.getByRole('button', { name: 'Take off the list' }).click()
    await page.getByText('Nobody on it yet').waitFor()
  })

  test('all whom a filter finds go onto a list at once', async (context) => {
    const page = await mustHave(opened, context).open('/people', { as: 'contributor' })
    await page.getByRole('textbox', { name: 'Language' }).fill('fr')
    await page.getByRole('button', { name: 'Add all found to a list' }).click()
    await page.getByRole('menuitem', { name: 'Letter' }).click()
    await page.getByText('2 people were added to the list').waitFor()
  })
})

describe('one person', () => {
  test('consent is recorded with its proof, and shows in what they would get', async (context) => {
    const page = await mustHave(opened, context).open('/people', { as: 'compliance' })
    await page.getByRole('link', { name: 'Ana' }).click()
    await page.getByRole('heading', { name: 'What they would get now' }).waitFor()
    await page.getByRole('button', { name: 'Record consent' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Channel' }).click()
    await page.getByRole('option', { name: 'Email' }).click()
    await dialog.getByRole('textbox', { name: 'Where it was said' }).fill('telephone')
    await dialog.getByRole('textbox', { name: /^What people read/ }).fill('May we write to you?')
    await dialog.getByRole('combobox', { name: 'Language of the text' }).click()
    await page.getByRole('option', { name: 'English' }).click()
    await dialog.getByRole('button', { name: 'Record consent' }).click()
    await page.getByText('It is in the log').waitFor()
    await page.getByText('Log and proof').click()
    await page.getByText('“May we write to you?”').waitFor()
    await page.getByRole('button', { name: /^Withdraw: marketing/ }).click()
    await dialog.getByRole('textbox', { name: 'Where it was said' }).fill('telephone')
    await dialog.getByRole('button', { name: 'Record the withdrawal' }).click()
    await page.getByText('withdrew consent').first().waitFor()
    expect(await axe(page)).toEqual([])
  })
})

describe('everywhere', () => {
  test('a reader sees and cannot change; imports are not for them', async (context) => {
    const page = await mustHave(opened, context).open('/lists', { as: 'reader' })
    await page.getByRole('link', { name: 'Letter' }).waitFor()
    expect(await page.getByRole('link', { name: 'Make a list' }).count()).toBe(0)
    await page.goto(page.url().replace('/lists', '/imports'))
    await page.getByText('Not for your role').waitFor()
  })

  test('in French, dark and narrow, nothing is wider than the window', async (context) => {
    const panel = mustHave(opened, context)
    const page = await panel.open('/segments/new', {
      as: 'contributor',
      locale: 'fr-FR',
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
    })
    await page.getByText('En font partie : tout le monde').waitFor()
    await page.getByRole('button', { name: 'Ajouter une règle' }).click()
    expect(await overflow(page)).toBe(0)
    expect(await axe(page)).toEqual([])
    for (const [path, heading] of [
      ['/lists', 'Listes'],
      ['/imports/new', 'Importer un fichier'],
      ['/people', 'Personnes'],
    ]) {
      await page.goto(`${panel.url}${path}`)
      await page.getByRole('heading', { name: heading!, level: 1 }).waitFor()
      expect([path, await overflow(page)]).toEqual([path, 0])
      expect(await axe(page)).toEqual([])
    }
  })
})
