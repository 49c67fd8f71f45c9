import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createUser } from '../../core/workspaces/users.ts'
import { axe, mustHave, openPanel, overflow, type Panel } from './support/panel.ts'

const XSS = '<img src=x onerror=alert(1)>'
let opened: Panel | null
beforeAll(async () => {
  opened = await openPanel()
})
afterAll(() => opened?.close())

describe('members', () => {
  test('are added with a role in words, changed and removed', async (context) => {
    const page = await mustHave(opened, context).open('/team', { as: 'owner' })
    await page.getByRole('link', { name: 'Add a member' }).click()
    await page.getByLabel('Email address').fill('new@own.example')
    await page.getByLabel('Name').fill(XSS)
    await page.getByLabel('First password').fill('password')
    await page.getByRole('radio', { name: /^reader/ }).check()
    await page.getByRole('button', { name: 'Add a member' }).click()
    await page.getByText('One of the first that are tried').first().waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByLabel('First password').fill('tea house by the lake')
    await page.getByRole('button', { name: 'Add a member' }).click()
    await page.getByRole('heading', { name: XSS, level: 1 }).waitFor()
    await page.getByRole('radio', { name: /^compliance/ }).check()
    await page.getByRole('button', { name: 'Save the role' }).click()
    await page.getByText('The role was changed.').waitFor()
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('The member was removed.').waitFor()
    const { body } = await opened!.test.as('owner').get('/api/v1/members')
    expect(body.data.map((one: any) => one.email)).not.toContain('new@own.example')
  })

  test('the last owner cannot be lost, and it is said why; a session elsewhere is ended', async (context) => {
    const panel = mustHave(opened, context)
    const page = await panel.open(`/team/${panel.test.userIds.owner}`, { as: 'owner', colorScheme: 'dark' })
    await page.getByText('This is the only owner').waitFor()
    expect(await page.getByRole('button', { name: 'Remove' }).count()).toBe(0)
    expect(await page.getByRole('radio', { name: /^reader/ }).isDisabled()).toBe(true)
    expect(await axe(page)).toEqual([])
    await panel.test.signInAs(panel.test.userIds.agent, panel.test.workspaceId)
    await page.goto(`${panel.url}/team/${panel.test.userIds.agent}`)
    await page.getByRole('button', { name: 'End', exact: true }).click()
    await page.getByText('Signed in nowhere.').waitFor()
  })
})

describe('API keys', () => {
  test('are made with what they may do, shown once, and revoked', async (context) => {
    const panel = mustHave(opened, context)
    const page = await panel.open('/team/keys', { as: 'owner' })
    await page.getByRole('link', { name: 'Make a key' }).first().click()
    await page.getByLabel('Name').fill('Shop')
    await page.getByRole('button', { name: 'Make a key' }).click()
    await page.getByText('Choose at least one thing').waitFor()
    await page.getByRole('checkbox', { name: 'Messages: send' }).check()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Make a key' }).click()
    const key = await page.getByLabel('Key', { exact: true }).inputValue()
    expect(key).toMatch(/^car_live_/)
    expect((await panel.test.bearing(key).get('/api/v1/members')).status).toBe(403)
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page.getByRole('cell', { name: 'Messages (send)' }).waitFor()
    expect(await page.content()).not.toContain(key)
    await page.getByRole('button', { name: 'Revoke the key “Shop”?' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('cell', { name: 'revoked' }).waitFor()
    expect((await panel.test.bearing(key).get('/api/v1/members')).status).toBe(401)
  })
})

describe('the audit log', () => {
  test('shows before and after, and says whether it is whole', async (context) => {
    const panel = mustHave(opened, context)
    await panel.test.as('owner').patch('/api/v1/workspace', { name: XSS })
    const page = await panel.open('/team/audit', { as: 'compliance' })
    await page.getByRole('row').filter({ hasText: 'Workspace: changed' }).getByRole('button', { name: 'Show' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(XSS).waitFor()
    await dialog.getByText('Own', { exact: true }).waitFor()
    expect(await axe(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Check the chain' }).click()
    await page.getByText(/lines fit together.*Keep the receipt/).waitFor()
    await page.getByRole('button', { name: 'Check the chain' }).click()
    await page.getByText('Nothing was cut off at the end').waitFor()
    // Somebody who owns the database: the only one who could touch the log.
    const owner = new pg.Client({ connectionString: panel.test.config.databaseUrl })
    await owner.connect()
    await owner.query("UPDATE audit_log SET action = 'nothing' WHERE sequence = 2 AND workspace_id = $1", [
      panel.test.workspaceId,
    ])
    await owner.end()
    await page.getByRole('button', { name: 'Check the chain' }).click()
    await page.getByText('The chain breaks at line 2').waitFor()
  })

  test('is narrowed by what, in French, at 390 px', async (context) => {
    const page = await mustHave(opened, context).open('/team/audit', {
      as: 'owner',
      locale: 'fr-FR',
      viewport: { width: 390, height: 800 },
    })
    await page.getByText('Espace de travail : création').waitFor()
    await page.getByRole('combobox', { name: 'Sur' }).click()
    await page.getByRole('option', { name: 'Membre', exact: true }).click()
    await page.getByText('Espace de travail : création').waitFor({ state: 'detached' })
    await page.getByText('Membre : création').first().waitFor()
    expect(await overflow(page)).toBe(0)
    expect(await axe(page)).toEqual([])
  })

  test('is not for readers', async (context) => {
    const page = await mustHave(opened, context).open('/team/audit', { as: 'reader' })
    await page.getByRole('heading', { name: 'Not for your role' }).waitFor()
  })
})

describe('my account', () => {
  test('another session is ended, the colours stay, the password is changed', async (context) => {
    const panel = mustHave(opened, context)
    const { id } = await createUser(panel.test.core, {
      email: 'ada@own.example',
      name: 'Ada',
      password: 'a long enough passphrase',
      workspaceId: panel.test.workspaceId,
      role: 'reader',
    })
    const page = await panel.open('/me')
    await page.getByLabel('Email address').fill('ada@own.example')
    await page.getByLabel('Password').fill('a long enough passphrase')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('this one').waitFor()
    await panel.test.signInAs(id, panel.test.workspaceId)
    await page.reload()
    await page.getByRole('button', { name: 'End', exact: true }).click()
    await page.getByText('The session was ended.').waitFor()
    await page.getByRole('button', { name: 'Dark', exact: true }).click()
    expect(await axe(page)).toEqual([])
    await page.getByLabel('Present password').fill('not this one')
    await page.getByLabel('New password').fill('tea house by the lake')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('Not the right one').first().waitFor()
    await page.getByLabel('Present password').fill('a long enough passphrase')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('The password was changed.').waitFor()
    await page.getByText('this one').waitFor()
  })
})
