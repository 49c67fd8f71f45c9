import { type Bench, type Measure, median, type Options, roundedAll } from './support/measure.ts'
import { type Content, expandedRun, openSender, type Sent } from './support/send.ts'
import { FAR_END, freePort, startSink } from './support/sink.ts'
import { sendmail } from './support/smtp/sendmail-provider.ts'
import { addList, addSender, inWorld, settle } from './support/world.ts'

const WARM_UP = 5_000

/** S2: mails a second of the whole path ÷ the same pipeline whose carrier is nodemailer's pooled `sendMail()`. */
export const s2: Bench = { id: 'S2', run }

async function run(options: Options): Promise<Measure> {
  const people = options.people ?? (options.full ? 100_000 : 20_000)
  return inWorld(people, async (world) => {
    const port = await freePort()
    const sink = await startSink(port)
    const sender = await openSender(world)
    try {
      const contents = { ours: await addSender(world, port), other: await addSender(world, port, {}, sendmail.id) }
      const warm = await addList(world, Math.min(people, WARM_UP))
      const send = async (content: Content, listId?: string): Promise<Sent> => {
        const runId = await expandedRun(world, content, listId)
        await settle(world)
        return sender.send(runId)
      }
      await send(contents.ours, warm)
      await send(contents.other, warm)
      const rounds: { ours: Sent; other: Sent }[] = []
      for (let round = 0; round < options.rounds; round++) {
        const other = await send(contents.other)
        const ours = await send(contents.ours)
        rounds.push({ ours, other })
        options.say(`S2 sendMail ${Math.round(other.rate)}/s, ours ${Math.round(ours.rate)}/s`)
      }
      return conclude(rounds, people)
    } finally {
      await sender.close()
      await sink.close()
    }
  })
}

function conclude(rounds: { ours: Sent; other: Sent }[], people: number): Measure {
  const ratios = rounds.map(({ ours, other }) => ours.rate / other.rate)
  const rates = (side: 'ours' | 'other') => rounds.map((round) => round[side].rate)
  const costs = (side: 'ours' | 'other') => rounds.map((round) => round[side].cpuUs)
  return {
    id: 'S2',
    figures: [{ name: 'ours ÷ sendMail', value: median(ratios), goal: { is: '>=', value: 5 } }],
    note: `${Math.round(median(rates('ours')))} ÷ ${Math.round(median(rates('other')))} mails/s, far=${FAR_END}`,
    raw: {
      people,
      farEnd: FAR_END,
      ratios: roundedAll(ratios),
      oursPerSecond: roundedAll(rates('ours'), 0),
      sendMailPerSecond: roundedAll(rates('other'), 0),
      oursCpuUsPerMail: roundedAll(costs('ours'), 1),
      sendMailCpuUsPerMail: roundedAll(costs('other'), 1),
    },
  }
}
