// Usage: npm run screenshots [-- name …] — the pictures of docs/guide/images, from a demo workspace of its own.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { projectRoot } from '../../config/env.ts'
import { buildOnce } from '../e2e/support/build.ts'
import { launchBrowser } from '../e2e/support/chromium.ts'
import { type Demo, startDemo, withFolder } from './demo.ts'
import { type Moving, moveTime } from './moved-time.ts'
import { PICTURES, type Picture } from './pictures.ts'
import { prepare, type Shown } from './prepare.ts'

const FOLDER = join(projectRoot, 'docs', 'guide', 'images')
/** Lossy enough that a page of the panel is some 40 kB, good enough that its smallest letters are sharp. */
const QUALITY = 66
const USUAL = { width: 1280, height: 860 }
const PATIENCE_MS = 60_000

async function main(wanted: readonly string[]) {
  const chosen = PICTURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
  await buildOnce()
  mkdirSync(FOLDER, { recursive: true })
  const browser = await launchBrowser()
  if (!browser) throw new Error('No Chromium was found: set CHROMIUM_PATH.')
  try {
    await withFolder(async (dataDir) => {
      const { owner, shown } = await takeAll(browser, await startDemo(dataDir, false), chosen, prepare)
      if (!chosen.some(({ launched }) => launched)) return
      await takeAll(browser, await startDemo(dataDir, true, owner), chosen, async () => shown, true)
    })
  } finally {
    await browser.close()
  }
}

/** Those of one start: before the demo's campaign is launched, or after. */
async function takeAll(
  browser: Browser,
  demo: Demo,
  pictures: readonly Picture[],
  prepared: (demo: Demo) => Promise<Shown>,
  launched = false,
) {
  try {
    const shown = await prepared(demo)
    const { page, move } = await openPage(browser, demo)
    for (const picture of pictures)
      if ((picture.launched ?? false) === launched) await take(page, move, demo.url, picture, shown)
    await page.context().close()
    return { owner: demo.owner, shown }
  } finally {
    await demo.stop()
  }
}

/** Signed in, at the shown day, with nothing that moves. */
async function openPage(browser: Browser, demo: Demo) {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    viewport: USUAL,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const move = await moveTime(page, demo.madeAt)
  await page.goto(demo.url)
  await page.locator('input[type=email], input[name=email]').fill(demo.owner.email)
  await page.locator('input[type=password]').fill(demo.owner.password)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Not now' }).click()
  return { page, move }
}

async function take(page: Page, move: (moving: Moving) => void, url: string, picture: Picture, shown: Shown) {
  move(picture.moving ?? 'moments')
  await page.setViewportSize({ width: picture.width ?? USUAL.width, height: picture.height ?? USUAL.height })
  for (const language of picture.languages ?? ['en']) {
    await page.evaluate((chosen) => localStorage.setItem('carillon.language', chosen), language)
    await page.goto(`${url}${picture.path(shown)}`)
    await picture.ready(page)
    await settled(page)
    const file = `${picture.name}.${language}.webp`
    const bytes = await picturedAs(page)
    writeFileSync(join(FOLDER, file), bytes)
    console.log(`${file} ${Math.round(bytes.length / 1000)} kB`)
  }
}

/** Nothing is being loaded, letters and pictures are there, and nothing blinks. */
async function settled(page: Page) {
  await page.addStyleTag({
    content:
      '*, ::before, ::after { animation: none !important; transition: none !important; caret-color: transparent !important }',
  })
  await page.waitForFunction(`
    !document.querySelector('[role=progressbar]:not([aria-valuenow]), .MuiSkeleton-root') &&
    [...document.querySelectorAll('img')].every(({ complete }) => complete)`)
  await page.evaluate('document.fonts.ready.then(() => undefined)')
  await page.mouse.move(0, 0)
}

async function picturedAs(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY })
  await session.detach()
  return Buffer.from(data, 'base64')
}

await main(process.argv.slice(2))
