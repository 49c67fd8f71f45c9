import { fork } from 'node:child_process'
import { once } from 'node:events'
import { type Bench, type Measure, median, type Options, percentile, roundedAll } from './support/measure.ts'
import type { LoopInput, LoopResult } from './support/open-loop.ts'
import { addReader, signIn, startRole } from './support/role.ts'
import { expandedRun, openSender } from './support/send.ts'
import { freePort, startSink } from './support/sink.ts'
import { addSender, inWorld, settle } from './support/world.ts'

const PER_SECOND = 200
const SECONDS = 10
/** The API's code is compiled and its connections are open before anything counts. */
const WARM_SECONDS = 5

/**
 * S5: how much slower the API answers while a campaign is sent flat out. 200 requests a second, open loop, of a signed-in
 * user paging through the contacts, against a real `carillon api`; p99 while sending ÷ p99 idle.
 */
export const s5: Bench = { id: 'S5', run }

interface Round {
  readonly idle: readonly number[]
  readonly busy: readonly number[]
  readonly rate: number
}

async function run(options: Options): Promise<Measure> {
  // Enough for the sender to outlast the requests; requests after its end are left out.
  const people = options.people ?? (options.full ? 1_000_000 : 100_000)
  return inWorld(people, async (world) => {
    const [smtpPort, apiPort] = [await freePort(), await freePort()]
    const sink = await startSink(smtpPort)
    const api = await startRole(world, 'api', apiPort)
    const sender = await openSender(world)
    await addReader(world)
    const client = openClient(`http://127.0.0.1:${apiPort}`, await signIn(apiPort))
    try {
      const content = await addSender(world, smtpPort)
      await client.ask(WARM_SECONDS)
      const rounds: Round[] = []
      for (let round = 0; round < options.rounds; round++) {
        const runId = await expandedRun(world, content)
        await settle(world)
        const idle = (await client.ask(SECONDS)).ms
        const begun = Date.now()
        const sending = sender.send(runId)
        const asked = client.ask(SECONDS)
        const { ms, rate } = await sending
        const { due, ms: times } = await asked
        const busy = times.filter((_, at) => due[at]! < begun + ms)
        rounds.push({ idle, busy, rate })
        options.say(
          `S5 p99 idle ${percentile(idle, 0.99).toFixed(1)} ms, sending ${percentile(busy, 0.99).toFixed(1)} ms over ${busy.length} requests at ${Math.round(rate)} mails/s`,
        )
      }
      return conclude(rounds, people)
    } finally {
      client.close()
      await sender.close()
      await api.close()
      await sink.close()
    }
  })
}

function conclude(rounds: readonly Round[], people: number): Measure {
  const quantiles = (side: 'idle' | 'busy', share: number) => rounds.map((round) => percentile(round[side], share))
  const [idle, busy] = [quantiles('idle', 0.99), quantiles('busy', 0.99)]
  const ratios = busy.map((value, at) => value / idle[at]!)
  return {
    id: 'S5',
    figures: [
      { name: 'p99 sending ÷ idle', value: median(ratios), goal: { is: '<=', value: 3 } },
      { name: 'p99 sending', value: median(busy), goal: { is: '<=', value: 25, unit: ' ms' } },
    ],
    note: `${PER_SECOND} requests/s, ${Math.round(median(rounds.map((round) => round.rate)))} mails/s beside them`,
    raw: {
      people,
      perSecond: PER_SECOND,
      seconds: SECONDS,
      requestsWhileSending: rounds.map((round) => round.busy.length),
      idleP50Ms: roundedAll(quantiles('idle', 0.5)),
      busyP50Ms: roundedAll(quantiles('busy', 0.5)),
      idleP99Ms: roundedAll(idle),
      busyP99Ms: roundedAll(busy),
      mailsPerSecond: roundedAll(
        rounds.map((round) => round.rate),
        0,
      ),
    },
  }
}

function openClient(origin: string, token: string) {
  const child = fork(new URL('./support/open-loop.ts', import.meta.url).pathname, { execArgv: [] })
  const input = { url: `${origin}/api/v1/contacts?limit=25`, token, perSecond: PER_SECOND }
  return {
    async ask(seconds: number): Promise<LoopResult> {
      child.send({ ...input, seconds } satisfies LoopInput)
      const [result] = (await once(child, 'message')) as [LoopResult]
      if (result.failed.length) throw new Error(`${result.failed.length} requests failed: ${result.failed[0]}`)
      return result
    },
    close: () => child.disconnect(),
  }
}
