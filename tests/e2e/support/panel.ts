import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect, onTestFinished, type TestContext } from 'vitest'
import { openSession } from '../../../core/workspaces/auth/sessions.ts'
import type { Role } from '../../../core/workspaces/permissions.ts'
import { createTestApp, type TestApp } from '../../support/app.ts'
import { buildOnce } from './build.ts'
import { launchBrowser } from './chromium.ts'

export interface PageOptions extends BrowserContextOptions {
  /** Signed in already, without the form. */
  readonly as?: Role
  /** Messages in the console that this test provokes. */
  readonly expected?: RegExp
}

/** The built panel on the real application, in a real browser. */
export interface Panel {
  readonly test: TestApp
  readonly url: string
  /** A page in a context of its own; whatever goes wrong in it fails the test that opened it. */
  open(path: string, options?: PageOptions): Promise<Page>
  close(): Promise<void>
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Null where there is no browser; tests then say `mustHave(panel, context)`. Close it in `afterAll`. */
export async function openPanel(options: Parameters<typeof createTestApp>[0] = {}): Promise<Panel | null> {
  const browser = await launchBrowser()
  if (!browser) return null
  await buildOnce()
  const test = await createTestApp(options)
  await test.app.listen({ host: '127.0.0.1', port: options.config?.port ?? 0 })
  const { port } = test.app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  return {
    test,
    url,
    open: (path, pageOptions) => openPage(browser, test, url, path, pageOptions),
    async close() {
      await browser.close()
      await test.close()
    },
  }
}

/** The panel of this file, or the test is skipped, loudly (tests/e2e/support/chromium.ts). */
export function mustHave(panel: Panel | null, context: TestContext): Panel {
  if (!panel) context.skip('no browser')
  return panel as Panel
}

async function openPage(browser: Browser, test: TestApp, url: string, path: string, options: PageOptions = {}) {
  const { as, expected, ...how } = options
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...how,
  })
  // Only what fails waits so long; a machine that does much else besides has had pages of 20 s.
  context.setDefaultTimeout(40_000)
  const page = await context.newPage()
  const problems = watch(page, url, expected)
  onTestFinished(async () => {
    await context.close()
    expect(problems).toEqual([])
  })
  if (as) await signInAs(page, test, url, as)
  await page.goto(`${url}${path}`)
  return page
}

/** Errors of the page and of its content policy, files that are missing, and requests to anybody else. */
function watch(page: Page, url: string, expected: RegExp | undefined): string[] {
  const problems: string[] = []
  const add = (text: string) => expected?.test(text) || problems.push(text)
  page.on('pageerror', (error) => add(`page error: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    // The API's refusals are shown by the page; that the browser notes them as well is not an error.
    const refused = message.text().startsWith('Failed to load resource') && message.location().url.includes('/api/')
    if (message.type() === 'error' && !refused) add(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(url)) add(`request to ${request.url()}`)
  })
  return problems
}

/** The refresh cookie that the form would bring: hashing a password for each page would take longer than the page. */
async function signInAs(page: Page, test: TestApp, url: string, role: Role): Promise<void> {
  const session = await test.core.db.system((trx) => openSession(trx, test.core, { userId: test.userIds[role] }))
  const cookie = { name: 'carillon_refresh', value: session.refreshToken, httpOnly: true, sameSite: 'Strict' as const }
  await page.context().addCookies([{ ...cookie, domain: new URL(url).hostname, path: '/api/v1/auth' }])
  // Once, not at each load: a page that signed out must stay so.
  await page.goto(`${url}/offline.html`)
  await page.evaluate((id) => {
    localStorage.setItem('carillon.signed-in', '1')
    localStorage.setItem('carillon.workspace', id)
  }, test.workspaceId)
}

/** What axe finds to be serious or critical, each with its places; empty is good. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const found = await faults(page)
  // A colour on its way is no fault: what stays when everything has come to rest is one.
  if (!found.length) return found
  await page.waitForLoadState('networkidle')
  return faults(page)
}

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(async () => {
    const passing = document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity)
    await Promise.allSettled(passing.map((one) => one.finished))
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
  })
  const violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] =
    await page.evaluate(async () => (await (globalThis as any).axe.run()).violations)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} (${node.failureSummary})`))
}

/** By how many pixels the page is wider than its window; 0 is good. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
