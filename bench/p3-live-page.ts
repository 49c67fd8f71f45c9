import type { Page } from 'playwright-core'
import { openBrowser, signedIn } from './support/browser.ts'
import { type Bench, type Measure, median, type Options, percentile, rounded, roundedAll } from './support/measure.ts'
import { addReader, startRole } from './support/role.ts'
import { launched } from './support/send.ts'
import { freePort, startSink } from './support/sink.ts'
import { addSender, inWorld, type World } from './support/world.ts'

/** P3: frames a second of a campaign's page while it is sent as fast as it goes; the slowest seconds count. */
export const p3: Bench = { id: 'P3', run }

const SECOND_MS = 1_000

interface Watched {
  readonly frames: number[]
  readonly perSecond: number
}

async function run(options: Options): Promise<Measure> {
  const people = options.people ?? (options.full ? 1_000_000 : 100_000)
  return inWorld(people, async (world) => {
    const sinkPort = await freePort()
    const sink = await startSink(sinkPort)
    const apiPort = await freePort()
    const browser = await openBrowser()
    await addReader(world)
    const api = await startRole(world, 'api', apiPort)
    const worker = await startRole(world, 'worker')
    try {
      const content = await addSender(world, sinkPort)
      const context = await signedIn(browser, `http://127.0.0.1:${apiPort}`)
      const page = await context.newPage()
      const { campaignId } = await launched(world, content)
      await page.goto(`http://127.0.0.1:${apiPort}/campaigns/${campaignId}`)
      const watched = await watch(page, world, campaignId)
      options.say(`P3 ${watched.frames.length} s, ${Math.round(watched.perSecond)} mails/s`)
      return conclude(watched, people)
    } finally {
      await browser.close()
      await Promise.all([worker.close(), api.close()])
      await sink.close()
    }
  })
}

/** Counts frames by the page's own clock, second by second, from the first mail to the last. */
async function watch(page: Page, world: World, campaignId: string): Promise<Watched> {
  await page.getByRole('heading', { name: 'Progress' }).waitFor()
  const state = async () =>
    (await world.core.db.tenant(world.workspaceId, (trx) => trx('campaigns').where({ id: campaignId }).first('state')))
      .state as string
  const sent = async () =>
    Number(
      (
        await world.core.db.tenant(world.workspaceId, (trx) =>
          trx('run_counts').where({ state: 3 }).sum('count as n').first(),
        )
      )?.n ?? 0,
    )
  while ((await sent()) === 0) await second()
  await page.evaluate(() => {
    const { requestAnimationFrame } = globalThis as any
    const frames: number[] = []
    Object.assign(globalThis, { frames })
    let count = 0
    let begun = performance.now()
    const tick = (now: number) => {
      count++
      if (now - begun >= 1_000) {
        frames.push((count * 1_000) / (now - begun))
        count = 0
        begun = now
      }
      requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  const [before, begun] = [await sent(), performance.now()]
  while ((await state()) === 'running') await second()
  const perSecond = ((await sent()) - before) / ((performance.now() - begun) / SECOND_MS)
  return { frames: await page.evaluate(() => (globalThis as any).frames as number[]), perSecond }
}

const second = () => new Promise((later) => setTimeout(later, SECOND_MS))

function conclude({ frames, perSecond }: Watched, people: number): Measure {
  // One second in twenty may be lost to the machine's other work.
  const slow = percentile(frames, 0.05)
  return {
    id: 'P3',
    named: true,
    figures: [{ name: 'live_frames_per_s', value: slow, goal: { is: '>=', value: 50 } }],
    note: `slowest of 20 seconds; median ${Math.round(median(frames))}; ${Math.round(perSecond)} mails/s`,
    raw: { people, mailsPerSecond: rounded(perSecond, 0), framesPerSecond: roundedAll(frames, 1) },
  }
}
