import type { BrowserContext } from 'playwright-core'
import { openBrowser, signedIn } from './support/browser.ts'
import { type Bench, type Measure, median, type Options, roundedAll } from './support/measure.ts'
import { addReader, startRole } from './support/role.ts'
import { expandedRun } from './support/send.ts'
import { freePort } from './support/sink.ts'
import { addSender, inWorld } from './support/world.ts'

/** P2: from the address to the first people shown, with nothing in the browser's cache. */
export const p2: Bench = { id: 'P2', run }

async function run(options: Options): Promise<Measure> {
  const people = options.people ?? (options.full ? 1_000_000 : 100_000)
  return inWorld(people, async (world) => {
    await expandedRun(world, await addSender(world, await freePort()))
    await addReader(world)
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const browser = await openBrowser()
    const api = await startRole(world, 'api', port)
    try {
      const times: Record<string, number[]> = { '/people': [], '/home': [] }
      let context = await signedIn(browser, url)
      for (let round = 0; round < options.rounds; round++)
        for (const [path, own] of Object.entries(times)) {
          const kept = await context.storageState()
          await context.close()
          // A new context has an empty cache, and only what signs in again.
          context = await browser.newContext({
            storageState: kept,
            locale: 'en-GB',
            viewport: { width: 1440, height: 900 },
          })
          own.push(await load(context, url + path))
        }
      return conclude(times, people)
    } finally {
      await browser.close()
      await api.close()
    }
  })
}

async function load(context: BrowserContext, address: string): Promise<number> {
  const page = await context.newPage()
  await page.goto(address, { waitUntil: 'commit' })
  await page.locator('main section, main tbody a').first().waitFor()
  // Since the request for the page, by the page's own clock.
  return page.evaluate(() => performance.now())
}

function conclude(times: Readonly<Record<string, readonly number[]>>, people: number): Measure {
  const [path, ms] = Object.entries(times)
    .map(([one, own]) => [one, median(own)] as const)
    .reduce((worst, one) => (one[1] > worst[1] ? one : worst))
  return {
    id: 'P2',
    named: true,
    figures: [{ name: 'first_load_ms', value: ms, goal: { is: '<=', value: 2_000 } }],
    note: `slower of two pages: ${path}; ${people} people`,
    raw: { people, ms: Object.fromEntries(Object.entries(times).map(([one, own]) => [one, roundedAll(own, 0)])) },
  }
}
