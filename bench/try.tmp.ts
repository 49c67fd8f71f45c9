import { expandedRun, sendRun } from '/work/main/bench/support/send.ts'
import { smtpSourceRate, startSink } from '/work/main/bench/support/sink.ts'
import { addPeople, addSender, createWorld } from '/work/main/bench/support/world.ts'

const N = Number(process.argv[2] ?? 40000)
const world = await createWorld()
console.log('world')
await addPeople(world, N)
console.log('people')
const sink = await startSink(2599)
const sender = await addSender(world, 2599)
for (let i = 0; i < 4; i++) {
  console.log('source', Math.round((await smtpSourceRate(2599, 40000, 5100))!))
  const t = performance.now()
  const run = await expandedRun(world, sender)
  console.log('expand', Math.round(performance.now() - t))
  const sent = await sendRun(world, run)
  console.log(sent)
}
await sink.close()
await world.close()
