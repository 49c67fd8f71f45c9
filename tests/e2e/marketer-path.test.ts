import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { runSandboxes } from '../../core/sandbox.ts'
import { runWorker } from '../support/campaign-world.ts'
import { axe, openPanel, type Panel } from './support/panel.ts'
import { LANGUAGES, type Language, wordsOf } from './support/words.ts'

/** What somebody does who never saw it: a CSV, a list, a template, an account, a campaign, and the mails read where they arrive. */
const FOLDERS = ['campaigns', 'imports', 'lists', 'sandbox', 'templates']
const MINUTES = 180_000
const PEOPLE = ['Zoé', 'Léa', 'Íñigo']
type Words = Awaited<ReturnType<typeof wordsOf>>

let opened: Panel | null
const parts: { close(): Promise<unknown> }[] = []
beforeAll(async () => {
  const dataDir = await mkdtemp(join(inject('testFolder'), 'path-'))
  opened = await openPanel({ config: { dataDir } })
  if (opened) parts.push(await runSandboxes(opened.test.config), await runWorker(opened.test.config))
}, MINUTES)
afterAll(async () => {
  for (const part of parts.toReversed()) await part.close()
  await opened?.close()
})

const choose = async (page: Page, name: string | RegExp, option: string | RegExp) => {
  await page.getByRole('combobox', { name }).first().click()
  await page.getByRole('option', { name: option }).first().click()
}
const starting = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)

async function makeList(page: Page, t: Words, name: string) {
  await page
    .getByRole('link', { name: t('lists.add') })
    .first()
    .click()
  await page.getByLabel(t('lists.name')).fill(name)
  await page.getByRole('button', { name: t('ra.action.save') }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}

async function importPeople(page: Page, t: Words, list: string, language: Language) {
  const rows = PEOPLE.map((name, i) => `reader${i}.${language}@guests.example;${name}`)
  const buffer = Buffer.from(['Email;First name', ...rows].join('\n'))
  await page.locator('input[type=file]').setInputFiles({ name: 'readers.csv', mimeType: 'text/csv', buffer })
  await page.getByRole('heading', { name: t('imports.mapping') }).waitFor()
  await choose(page, t('imports.lists'), list)
  await page.keyboard.press('Escape')
  await page.getByRole('radio', { name: starting(t('imports.consent_given')) }).check()
  await choose(page, t('parts.consent.channel'), /mail|correo|courriel/i)
  await page.getByRole('textbox', { name: t('parts.consent.source') }).fill('fair in May')
  await page.getByRole('textbox', { name: starting(t('parts.consent.text')) }).fill('Yes, write to me.')
  await choose(page, t('parts.consent.locale'), /English|anglais|inglés/i)
  await page.getByRole('button', { name: t('imports.start') }).click()
  await page.getByRole('heading', { name: t('imports.result') }).waitFor()
}

async function writeTemplate(page: Page, t: Words, name: string) {
  await page.getByRole('textbox', { name: t('templates.name') }).fill(name)
  await page.getByRole('radio', { name: t('templates.starters.letter'), exact: true }).check()
  await page.getByRole('button', { name: t('templates.create') }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  await page.getByRole('button', { name: t('templates.publish') }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('templates.publish') })
    .click()
  await page.getByText(t('templates.published_as', { number: '1' })).waitFor()
}

/** Gives the campaign's address. */
async function launch(page: Page, t: Words, name: string, list: string): Promise<string> {
  const onTo = (step: string) =>
    page.getByRole('button', { name: t('campaigns.on_to', { step: t(`campaigns.steps.${step}`) }) }).click()
  await page.getByRole('textbox', { name: t('campaigns.fields.name') }).fill(name)
  await page.keyboard.press('Enter')
  await choose(page, t('campaigns.include'), starting(list))
  await page.keyboard.press('Escape')
  await onTo('content')
  await choose(page, t('campaigns.fields.template'), starting(name))
  await onTo('schedule')
  await onTo('check')
  await onTo('test')
  await onTo('launch')
  await page.getByRole('button', { name: t('campaigns.launch'), exact: true }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('campaigns.launch'), exact: true })
    .click()
  await page.getByText(t('campaigns.live.handled', { done: '3', audience: '3' })).waitFor({ timeout: 60_000 })
  return new URL(page.url()).pathname
}

/** So that a second try finds its own list and letter. */
let tries = 0

describe('from a file of people to mails that are read', () => {
  test.each(LANGUAGES)(
    'in %s',
    // Forty steps through four processes: one run was seen to stand still for 40 s after the
    // import was started, cause unknown. Tried twice before it counts as broken; the report says when it was.
    { timeout: MINUTES, retry: 1 },
    async (language) => {
      // The browser that is missing was told already (tests/e2e/support/chromium.ts).
      if (!opened) return
      const panel = opened
      const t = await wordsOf(language, FOLDERS)
      tries += 1
      const [list, letter] = [`Readers ${language} ${tries}`, `Letter ${language} ${tries}`]
      const page = await panel.open('/lists', { as: 'owner', locale: language })
      await makeList(page, t, list)
      await page.goto(`${panel.url}/imports/new`)
      await importPeople(page, t, list, language)
      await page.goto(`${panel.url}/sandbox`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      const add = page.getByRole('button', { name: starting(t('sandbox.add_account', { provider: '' }).slice(0, 12)) })
      // The first of the languages adds the account, the others have it.
      await add
        .or(page.getByRole('region', { name: t('sandbox.arrived') }))
        .first()
        .waitFor()
      if (await add.first().isVisible()) {
        await add.first().click()
        await page.getByText(t('sandbox.account_added')).waitFor()
      }
      await page.goto(`${panel.url}/templates/new`)
      await writeTemplate(page, t, letter)
      await page.goto(`${panel.url}/campaigns/new`)
      const campaign = await launch(page, t, letter, list)
      expect(await axe(page)).toEqual([])
      await page.goto(`${panel.url}/sandbox?campaignId=${campaign.split('/')[2]}`)
      await page.getByRole('button', { name: new RegExp(`reader1.${language}@guests.example`) }).click()
      await page.frameLocator('article iframe').getByText('Léa').first().waitFor()
    },
  )
})
