import { type Bench, type Measure, median, type Options, roundedAll } from './support/measure.ts'
import { type Content, expandedRun, openSender, type Sent } from './support/send.ts'
import { freePort, startSink } from './support/sink.ts'
import { addList, addSender, inWorld, settle, type World } from './support/world.ts'

/** Sent first by every process and not counted: V8 compiles the hot path meanwhile, and the heap finds its size. */
const WARM_UP = 20_000
const SIZES = { usual: [10_000, 50_000, 200_000], full: [10_000, 100_000, 1_000_000] } as const

/**
 * S4: does a sender stay the same however long the campaign is? Peak memory of the largest ÷ of the smallest, CPU a mail of
 * the largest ÷ of the middle one; each from a process of its own that was warmed up alike.
 */
export const s4: Bench = { id: 'S4', run }

async function run(options: Options): Promise<Measure> {
  const sizes = sizesOf(options)
  return inWorld(Math.max(sizes[2], WARM_UP), async (world) => {
    const port = await freePort()
    const sink = await startSink(port)
    try {
      const content = await addSender(world, port)
      const lists = {
        warm: await addList(world, WARM_UP),
        of: await Promise.all(sizes.map((size) => addList(world, size))),
      }
      const rounds: Sent[][] = []
      for (let round = 0; round < options.rounds; round++) {
        const sents: Sent[] = []
        for (const [index, size] of sizes.entries()) {
          const sent = await sendWarm(world, content, lists.warm, lists.of[index]!)
          sents.push(sent)
          options.say(
            `S4 ${size} people: peak ${Math.round(sent.peakRss / 1e6)} MB, ${sent.cpuUs.toFixed(1)} µs CPU a mail`,
          )
        }
        rounds.push(sents)
      }
      return conclude(rounds, sizes)
    } finally {
      await sink.close()
    }
  })
}

function sizesOf({ full, people }: Options): readonly [number, number, number] {
  if (full && !people) return SIZES.full
  return people ? [Math.ceil(people / 20), Math.ceil(people / 4), people] : SIZES.usual
}

async function sendWarm(world: World, content: Content, warm: string, listId: string): Promise<Sent> {
  const sender = await openSender(world)
  try {
    await sender.send(await expandedRun(world, content, warm))
    const runId = await expandedRun(world, content, listId)
    await settle(world)
    return await sender.send(runId)
  } finally {
    await sender.close()
  }
}

function conclude(rounds: Sent[][], sizes: readonly number[]): Measure {
  const memory = rounds.map((sents) => sents[2]!.peakRss / sents[0]!.peakRss)
  const cpu = rounds.map((sents) => sents[2]!.cpuUs / sents[1]!.cpuUs)
  const perSize = (value: (sent: Sent) => number, digits: number) =>
    Object.fromEntries(
      sizes.map((size, at) => [
        size,
        roundedAll(
          rounds.map((sents) => value(sents[at]!)),
          digits,
        ),
      ]),
    )
  return {
    id: 'S4',
    figures: [
      { name: 'memory', value: median(memory), goal: { is: '<=', value: 1.25 } },
      { name: 'CPU a mail', value: median(cpu), goal: { is: '<=', value: 1.05 } },
    ],
    note: `${sizes.join(' / ')} people`,
    raw: {
      sizes,
      memoryRatios: roundedAll(memory, 3),
      cpuRatios: roundedAll(cpu, 3),
      peakRssMb: perSize((sent) => sent.peakRss / 1e6, 0),
      cpuUsPerMail: perSize((sent) => sent.cpuUs, 1),
      mailsPerSecond: perSize((sent) => sent.rate, 0),
    },
  }
}
