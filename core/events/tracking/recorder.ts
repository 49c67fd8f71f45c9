import type { Core } from '../../context.ts'
import { isPassing } from '../../infra/retry.ts'
import { type Hit, type Marks, type Person, recordHits } from './record.ts'
import type { TrackedStep } from './targets.ts'

/** Hits wait this long for others of the same person: who follows all links at once is a scanner. */
const GATHER_MS = 2_000
const TICK_MS = 500
/** People whose hits wait. Beyond that hits are counted as lost, not stored: an attack must not eat the memory. */
const MOST_WAITING = 20_000
const PER_TRANSACTION = 500

/** Gathers clicks and opens and writes them in groups, so that a burst of hits is a few transactions. */
export interface Recorder {
  add(step: TrackedStep, contactId: string, hit: Hit): void
  /** Writes everything that waits, now. */
  flush(): Promise<void>
  /** As `flush`, and stops the clock. */
  close(): Promise<void>
}

interface Waiting extends Person {
  readonly step: TrackedStep
  readonly due: number
}

export function createRecorder(core: Pick<Core, 'db' | 'log' | 'live'>, marks: Marks): Recorder {
  const waiting = new Map<string, Waiting>()
  let lost = 0
  let writing = Promise.resolve()

  const flush = (dueBy: number) => {
    writing = writing.then(async () => {
      if (lost > 0) core.log.warn({ lost }, 'too many clicks and opens at once: some were not counted')
      lost = 0
      for (const group of takeDue(waiting, dueBy)) await write(group)
    })
    return writing
  }
  const write = async (group: readonly Waiting[]) => {
    const { step } = group[0]!
    try {
      await recordHits(core.db, marks, step, group)
      // Whoever watches the campaign reads its counts again.
      if (step.campaignId) core.live.publish({ workspaceId: step.workspaceId, topic: `campaign:${step.campaignId}` })
    } catch (error) {
      const again = isPassing(error)
      core.log.warn({ err: error, people: group.length, again }, 'clicks and opens could not be written')
      if (again) for (const person of group) putBack(waiting, person)
    }
  }
  const timer = setInterval(() => void flush(Date.now()), TICK_MS)
  timer.unref()

  return {
    add(step, contactId, hit) {
      const key = `${step.runId}/${step.step}/${contactId}`
      const person = waiting.get(key)
      if (person) return void keep(person.hits as Hit[], hit)
      if (waiting.size >= MOST_WAITING) return void lost++
      waiting.set(key, { step, contactId, hits: [hit], due: Date.now() + GATHER_MS })
    },
    flush: () => flush(Number.POSITIVE_INFINITY),
    async close() {
      clearInterval(timer)
      await flush(Number.POSITIVE_INFINITY)
    },
  }
}

/** A double click is one click: the same thing twice in the window is kept once, which also bounds what one person can cause. */
function keep(hits: Hit[], hit: Hit): void {
  const same = (other: Hit) => other.kind === hit.kind && other.link === hit.link && other.machine === hit.machine
  if (!hits.some(same)) hits.push(hit)
}

function putBack(waiting: Map<string, Waiting>, person: Waiting): void {
  const key = `${person.step.runId}/${person.step.step}/${person.contactId}`
  const newer = waiting.get(key)
  if (!newer) waiting.set(key, person)
  else for (const hit of person.hits) keep(newer.hits as Hit[], hit)
}

/** Takes the people whose time has come, in groups of one step. */
function takeDue(waiting: Map<string, Waiting>, dueBy: number): Waiting[][] {
  const groups = new Map<TrackedStep, Waiting[][]>()
  for (const [key, person] of waiting) {
    if (person.due > dueBy) continue
    waiting.delete(key)
    const own = groups.get(person.step) ?? groups.set(person.step, [[]]).get(person.step)!
    if (own.at(-1)!.length >= PER_TRANSACTION) own.push([])
    own.at(-1)!.push(person)
  }
  return [...groups.values()].flat()
}
