import type { Page } from 'playwright-core'
import { openBrowser, pressed, signedIn } from './support/browser.ts'
import { type Bench, type Measure, type Options, percentile, roundedAll } from './support/measure.ts'
import { addReader, startRole } from './support/role.ts'
import { expandedRun } from './support/send.ts'
import { freePort } from './support/sink.ts'
import { addSender, inWorld } from './support/world.ts'

/** P1: from a press until what was asked for is shown, answers of the server included; three of four presses are quicker. */
export const p1: Bench = { id: 'P1', run }

/** What a person does all day; each ends where the next begins. */
const PRESSES: readonly { readonly name: string; readonly press: string; readonly shown: string }[] = [
  { name: 'open people', press: 'nav a[href="/people"]', shown: 'main tbody a[href^="/people/"]' },
  {
    name: 'next page',
    press: 'button[aria-label="Go to next page"]',
    shown: 'button[aria-label="Go to previous page"]:not([disabled])',
  },
  { name: 'open a person', press: 'main tbody a[href^="/people/"]', shown: 'main dl' },
  { name: 'open campaigns', press: 'nav a[href="/campaigns"]', shown: 'main tbody a[href^="/campaigns/"]' },
  {
    name: 'open a campaign',
    press: 'main tbody a[href^="/campaigns/"]',
    shown: 'main [role=progressbar][aria-valuenow]',
  },
  { name: 'open home', press: 'nav a[href="/home"]', shown: 'main section' },
]

async function run(options: Options): Promise<Measure> {
  const people = options.people ?? (options.full ? 1_000_000 : 100_000)
  return inWorld(people, async (world) => {
    await expandedRun(world, await addSender(world, await freePort()))
    await addReader(world)
    const port = await freePort()
    const browser = await openBrowser()
    const api = await startRole(world, 'api', port)
    try {
      const context = await signedIn(browser, `http://127.0.0.1:${port}`)
      const page = await context.newPage()
      await page.goto(`http://127.0.0.1:${port}/home`)
      await page.locator('nav a').first().waitFor()
      const times: Record<string, number[]> = {}
      for (let round = 0; round < options.rounds * 3; round++) await once(page, times)
      return conclude(times, people)
    } finally {
      await browser.close()
      await api.close()
    }
  })
}

async function once(page: Page, times: Record<string, number[]>): Promise<void> {
  for (const { name, press, shown } of PRESSES) {
    await page.locator(press).first().waitFor()
    times[name] = [...(times[name] ?? []), await pressed(page, press, shown)]
  }
}

function conclude(times: Readonly<Record<string, readonly number[]>>, people: number): Measure {
  const all = Object.values(times).flat()
  const [name, slowest] = Object.entries(times)
    .map(([one, own]) => [one, percentile(own, 0.75)] as const)
    .reduce((worst, one) => (one[1] > worst[1] ? one : worst))
  return {
    id: 'P1',
    named: true,
    figures: [{ name: 'interaction_p75_ms', value: percentile(all, 0.75), goal: { is: '<=', value: 200 } }],
    note: `${all.length} presses, ${people} people; slowest: ${name}, ${Math.round(slowest)} ms`,
    raw: { people, ms: Object.fromEntries(Object.entries(times).map(([one, own]) => [one, roundedAll(own, 0)])) },
  }
}
