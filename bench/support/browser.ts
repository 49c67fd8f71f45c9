import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '../../tests/e2e/support/chromium.ts'
import { READER } from './role.ts'

const BUILD = fileURLToPath(new URL('../../admin/build.mjs', import.meta.url))

/** The panel as it is delivered, and a browser to look at it. */
export async function openBrowser(): Promise<Browser> {
  await promisify(execFile)(process.execPath, [BUILD, '--if-stale'])
  const browser = await launchBrowser()
  if (!browser) throw new Error('no Chromium was found; set CHROMIUM_PATH')
  return browser
}

/** Somebody who has signed in at `url`, on a screen of a usual size. */
export async function signedIn(browser: Browser, url: string): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto(`${url}/me`)
  await page.getByLabel('Email address').fill(READER.email)
  await page.getByLabel('Password').fill(READER.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'My account' }).waitFor()
  await page.close()
  return context
}

/** Milliseconds from pressing what `press` finds until `shown` is on the page, by the page's own clock: no driver in between. */
export function pressed(page: Page, press: string, shown: string): Promise<number> {
  return page.evaluate(
    ([what, until]) =>
      new Promise<number>((done, failed) => {
        const { document, requestAnimationFrame } = globalThis as any
        const target = document.querySelector(what)
        if (!target) throw new Error(`${what} is not on the page`)
        const begun = performance.now()
        const look = () => {
          const ms = performance.now() - begun
          if (document.querySelector(until)) return done(ms)
          if (ms > 20_000) return failed(new Error(`${until} did not come`))
          requestAnimationFrame(look)
        }
        target.click()
        requestAnimationFrame(look)
      }),
    [press, shown],
  )
}
