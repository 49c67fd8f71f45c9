import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createUser } from '../../core/workspaces/users.ts'
import { axe, mustHave, openPanel, overflow, type Panel } from './support/panel.ts'

let opened: Panel | null
beforeAll(async () => {
  opened = await openPanel()
})
afterAll(() => opened?.close())

/** One red pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)
const api = (panel: Panel) => panel.test.as('owner')
async function make(panel: Panel, contents: object, name = 'Spring'): Promise<string> {
  const { status, body } = await api(panel).post('/api/v1/templates', { name, channel: 'email', contents })
  expect(status).toBe(201)
  return body.id
}
const written = async (panel: Panel, id: string) => {
  const { body } = await api(panel).get(`/api/v1/templates/${id}/versions?limit=1`)
  return body.data[0].contents
}

describe('a template', () => {
  test('begins with a design, is mended at the line that is wrong, and published', async (context) => {
    const page = await mustHave(opened, context).open('/templates', { as: 'owner' })
    await page.getByRole('link', { name: 'Make a template' }).first().click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Spring news')
    await page.getByRole('radio', { name: 'A newsletter' }).check()
    await page.getByRole('checkbox', { name: 'French' }).check()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { name: 'Spring news', level: 1 }).waitFor()
    const frame = page.frameLocator('iframe[title="Preview"]')
    await frame.getByText('The story that matters most').waitFor()
    await page.getByRole('tab', { name: 'French' }).click()
    await frame.getByText('La nouvelle la plus importante').waitFor()
    expect(await axe(page)).toEqual([])

    const code = page.getByRole('textbox', { name: 'HTML' })
    await code.click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.type('{{contact.nope')
    const mistake = page.getByRole('button', { name: /French · HTML · line 1/ })
    await mistake.waitFor()
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByRole('dialog').getByText('It cannot be published before these are mended.').waitFor()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /French · HTML · line 1/ })
      .click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Shift+End')
    await page.keyboard.press('Delete')
    await page.getByText('Nothing is wrong').waitFor()
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
    await page.getByText('version 1').waitFor()
  })

  test('that was published is compared with what was written since, and taken back', async (context) => {
    const panel = mustHave(opened, context)
    const id = await make(panel, { en: { subject: 'As published', html: '<p>Hello</p>' } })
    expect((await api(panel).post(`/api/v1/templates/${id}/publish`)).status).toBe(200)
    const page = await panel.open(`/templates/${id}`, { as: 'owner' })
    await page.getByRole('textbox', { name: 'Subject' }).fill('Something else')
    await page.getByText('draft', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Versions' }).click()
    await page.getByRole('dialog').getByText('Something else').waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Write on from version 1' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect(await page.getByRole('textbox', { name: 'Subject' }).inputValue()).toBe('As published')
  })

  test('that somebody else changed is not overwritten: both are shown, and what was chosen stands', async (context) => {
    const panel = mustHave(opened, context)
    const id = await make(panel, { en: { subject: 'First', html: '<p>Hello</p>' } })
    const page = await panel.open(`/templates/${id}`, { as: 'owner' })
    await page.getByRole('textbox', { name: 'Subject' }).waitFor()
    const theirs = { en: { subject: 'Theirs', html: '<p>Hello you</p>' } }
    await api(panel).patch(`/api/v1/templates/${id}`, { contents: theirs })
    await page.getByRole('textbox', { name: 'Subject' }).fill('Mine')
    const dialog = page.getByRole('dialog', { name: 'Somebody else changed this template' })
    await dialog.getByText('Hello you').waitFor()
    expect(await axe(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Save what I chose' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect(await written(panel, id)).toEqual({ en: { subject: 'Mine', html: '<p>Hello you</p>' } })
  })

  test('that could not be saved waits for its writer, and not for the next person who signs in there', async (context) => {
    const panel = mustHave(opened, context)
    const id = await make(panel, { en: { subject: 'First', html: '<p>Hello</p>' } })
    const password = 'a long enough passphrase'
    for (const name of ['ada', 'ben'])
      await createUser(panel.test.core, {
        email: `${name}@own.example`,
        name,
        password,
        workspaceId: panel.test.workspaceId,
        role: 'owner',
      })
    const page = await panel.open(`/templates/${id}`)
    const subject = page.getByRole('textbox', { name: 'Subject' })
    const signIn = async (name: string) => {
      await page.getByLabel('Email address').fill(`${name}@own.example`)
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await subject.waitFor()
    }
    const signOut = async () => {
      await page.getByRole('button', { name: 'My account and language' }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await page.getByText('You are signed out').waitFor()
    }
    const isChange = (address: URL) => address.pathname === `/api/v1/templates/${id}`
    await signIn('ada')
    await page.route(isChange, (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()))
    await subject.fill('Of Ada')
    await page.getByText('Not saved').waitFor()
    await signOut()
    await page.unroute(isChange)
    await signIn('ben')
    expect(await subject.inputValue()).toBe('First')
    await signOut()
    expect((await written(panel, id)).en.subject).toBe('First')
    await signIn('ada')
    expect(await subject.inputValue()).toBe('Of Ada')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect((await written(panel, id)).en.subject).toBe('Of Ada')
  })

  test('gets a picture with words for it, which the preview shows and each mail brings', async (context) => {
    const panel = mustHave(opened, context)
    const id = await make(panel, { en: { subject: 'Picture', html: '<p>Look:</p>' } })
    const page = await panel.open(`/templates/${id}`, { as: 'owner' })
    await page.getByRole('button', { name: 'Add a picture' }).click()
    await page
      .locator('input[type=file][accept]')
      .setInputFiles({ name: 'red.png', mimeType: 'image/png', buffer: PNG })
    await page.getByLabel('What it shows').fill('A red "dot"')
    await page.getByRole('dialog').getByRole('button', { name: 'Add a picture' }).click()
    await page.frameLocator('iframe[title="Preview"]').getByAltText('A red "dot"').waitFor()
    expect((await written(panel, id)).en.attachments).toMatchObject([{ name: 'red.png', type: 'image/png' }])
  })

  test('is put together from blocks, and its design is kept', async (context) => {
    const panel = mustHave(opened, context)
    const head = '<mj-head><mj-attributes><mj-text color="#aa0000" /></mj-attributes></mj-head>'
    const body = '<mj-body><mj-section><mj-column><mj-text>Hello</mj-text></mj-column></mj-section></mj-body>'
    const design = `<mjml lang="en">${head}${body}</mjml>`
    const id = await make(panel, { en: { subject: 'Blocks', html: '<p>Hello</p>', design } }, 'Blocks')
    const page = await panel.open(`/templates/${id}`, { as: 'owner' })
    await page.getByRole('button', { name: 'Blocks', exact: true }).click()
    const tools = page.getByRole('group', { name: 'Tools' })
    // What is added by a click comes after what is chosen.
    await page.frameLocator('.gjs-frame').getByText('Hello').click()
    await tools.getByTitle('Divider').click()
    await expect.poll(async () => (await written(panel, id)).en.design, { timeout: 15_000 }).toContain('mj-divider')
    const { en } = await written(panel, id)
    expect(en.design).toContain(head)
    expect(en.html).toContain('<!doctype html>')
    expect(en.html).toContain('#aa0000')
    expect(await axe(page)).toEqual([])
  })

  test('runs nothing of what stands in it, and whoever may only read cannot change it', async (context) => {
    const panel = mustHave(opened, context)
    const html = '<script>document.title="owned"</script><img src="x:" onerror="alert(1)"><p>Harmless</p>'
    const id = await make(
      panel,
      { en: { subject: '<img src=x onerror=alert(1)>', html } },
      '<b onclick=alert(1)>Name</b>',
    )
    const page = await panel.open(`/templates/${id}`, {
      as: 'reader',
      expected: /sandbox|Content Security Policy|ERR_UNKNOWN/,
    })
    page.on('dialog', () => expect.unreachable('a script ran'))
    await page.getByRole('heading', { name: '<b onclick=alert(1)>Name</b>' }).waitFor()
    await page.frameLocator('iframe[title="Preview"]').getByText('Harmless').waitFor()
    await page.getByText('You may read templates, not change them.').waitFor()
    expect(await page.getByRole('button', { name: 'Publish' }).count()).toBe(0)
    expect(await page.getByRole('textbox', { name: 'Subject' }).getAttribute('readonly')).not.toBeNull()
  })

  test('fits a telephone in the dark, in French', async (context) => {
    const panel = mustHave(opened, context)
    const id = await make(panel, {
      fr: { subject: 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(2), html: '<p>x</p>' },
    })
    const viewport = { width: 390, height: 844 }
    const page = await panel.open(`/templates/${id}`, { as: 'owner', locale: 'fr-FR', colorScheme: 'dark', viewport })
    await page.getByText('Pré-en-tête').first().waitFor()
    await page.getByText(/Les téléphones montrent environ 70 caractères/).waitFor()
    expect(await overflow(page)).toBe(0)
    expect(await axe(page)).toEqual([])
    await page.goto(`${panel.url}/templates`)
    await page.getByRole('heading', { name: 'Modèles' }).waitFor()
    expect(await overflow(page)).toBe(0)
  })
})
