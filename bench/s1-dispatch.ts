import { type Bench, type Measure, median, type Options, rounded, roundedAll } from './support/measure.ts'
import { type Content, expandedRun, openSender, type Sender, type Sent } from './support/send.ts'
import { FAR_END, freePort, sourceLength, sourceRate, startSink, weigh } from './support/sink.ts'
import { addList, addSender, inWorld, settle, type World } from './support/world.ts'

/** So many mails until V8 has compiled the hot path (measured: the first 10,000 cost half as much again). */
const WARM_UP = 10_000

/**
 * S1: mails a second of the whole path (read, render, links, gate, ledger, MIME, SMTP, outcome, events) ÷ the far end's own
 * client flooding mails of the same weight, both to the same sink.
 */
export const s1: Bench = { id: 'S1', run }

async function run(options: Options): Promise<Measure> {
  const people = options.people ?? (options.full ? 200_000 : 40_000)
  return inWorld(people, async (world) => {
    const port = await freePort()
    const content = await addSender(world, port)
    const sender = await openSender(world)
    try {
      const { octets, length } = await weighOurs(world, content, sender, port)
      const sink = await startSink(port)
      try {
        await sender.send(await expandedRun(world, content, await addList(world, Math.min(people, WARM_UP))))
        const rounds: { source: number; sent: Sent }[] = []
        for (let round = 0; round < options.rounds; round++) {
          const runId = await expandedRun(world, content)
          await settle(world)
          const source = await sourceRate(port, people, length)
          const sent = await sender.send(runId)
          rounds.push({ source, sent })
          options.say(
            `S1 ${FAR_END} source ${Math.round(source)}/s, ours ${Math.round(sent.rate)}/s, ${Math.round(sent.cpuUs)} µs CPU a mail`,
          )
        }
        return conclude(rounds, people, octets)
      } finally {
        await sink.close()
      }
    } finally {
      await sender.close()
    }
  })
}

/** What our mails weigh, by sending some to a server that counts octets. */
async function weighOurs(world: World, content: Content, sender: Sender, port: number) {
  const runId = await expandedRun(world, content, await addList(world, 200))
  const octets = await weigh(port, () => sender.send(runId))
  return { octets, length: await sourceLength(octets) }
}

function conclude(rounds: { source: number; sent: Sent }[], people: number, octets: number): Measure {
  const ratios = rounds.map(({ source, sent }) => sent.rate / source)
  const sents = rounds.map(({ sent }) => sent)
  const rate = median(sents.map((sent) => sent.rate))
  const source = median(rounds.map((round) => round.source))
  return {
    id: 'S1',
    figures: [{ name: 'whole path ÷ source', value: median(ratios), goal: { is: '>=', value: 0.5 } }],
    note: `${Math.round(rate)} ÷ ${Math.round(source)} mails/s, far=${FAR_END}`,
    raw: {
      people,
      farEnd: FAR_END,
      octetsPerMail: octets,
      ratios: roundedAll(ratios, 3),
      sourcePerSecond: roundedAll(
        rounds.map((round) => round.source),
        0,
      ),
      oursPerSecond: roundedAll(
        sents.map((sent) => sent.rate),
        0,
      ),
      cpuUsPerMail: roundedAll(
        sents.map((sent) => sent.cpuUs),
        1,
      ),
      peakRssMb: rounded(Math.max(...sents.map((sent) => sent.peakRss)) / 1e6, 0),
    },
  }
}
