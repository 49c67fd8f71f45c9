/** The far end as a process of its own: it outlives whatever the runner kills, and tells what came and when. */
import { startSmtpSandbox } from '../../../plugins/email/sandbox.ts'

/** Above the largest campaign of a round, so that the time of every message is kept. */
const CAPACITY = 60_000
const ANSWER_MS = 10
const sandbox = await startSmtpSandbox({ capacity: CAPACITY, countKeys: true })
// As a real server, it takes a moment: a campaign is then under way for long enough that random instants hit it.
sandbox.behave({ rules: [{ at: 'DOT', delayMs: ANSWER_MS }], demo: false })

/** [key, times in ms since 1970] of everything that was taken. */
function arrivals(): [string, number[]][] {
  const times = new Map<string, number[]>()
  for (const { raw, at } of sandbox.messages({ limit: CAPACITY })) {
    const key = /^X-Carillon-Key: (\S+)/m.exec(raw)?.[1] ?? 'without a key'
    const found = times.get(key)
    if (found) found.unshift(Date.parse(at))
    else times.set(key, [Date.parse(at)])
  }
  for (const [key, count] of sandbox.keys())
    if (times.get(key)?.length !== count) throw new Error('the far end forgot times: its capacity is too small')
  return [...times]
}

const answers: Record<string, () => unknown> = {
  count: sandbox.accepted,
  arrivals,
  clear: () => sandbox.clear(),
}

process.on('message', ({ id, ask }: { id: number; ask: string }) =>
  process.send!({ id, answer: answers[ask]!() ?? null }),
)
process.on('disconnect', () => process.exit(0))
process.send!({ settings: sandbox.settings })
