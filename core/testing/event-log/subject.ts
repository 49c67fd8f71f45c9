import type { DeliveryEvent, EventFilter, EventLog } from '../../contracts/index.ts'
import { deliveryEvent, uuidv7 } from '../fixtures.ts'
import { broken, type Property, within } from '../property.ts'

/**
 * Opens an event log. Each property opens one and closes it. They may share one store, as long as nobody else writes
 * to it: the suite uses workspaces of its own, and purges what is older than 40 days.
 */
export type MakeEventLog = () => Promise<EventLog>

const PATIENCE_MS = 60_000
const DAY_MS = 86_400_000

/** `days` before the start of this run, at a whole second, plus `seconds`. */
const START = Math.floor(Date.now() / 1000) * 1000
export const daysAgo = (days: number, seconds = 0): string =>
  new Date(START - days * DAY_MS + seconds * 1000).toISOString()

export interface LogTrial {
  readonly log: EventLog
  readonly workspaceId: string
  /** An event of this trial's workspace, ten days old unless said otherwise. */
  event(fields?: Partial<DeliveryEvent>): DeliveryEvent
  append(events: readonly DeliveryEvent[]): Promise<number>
  /** Every event that a filter finds in this workspace, page by page. */
  all(filter?: Partial<EventFilter>, limit?: () => number): Promise<DeliveryEvent[]>
}

export function logProperty(name: string, work: (trial: LogTrial) => Promise<void>): Property<MakeEventLog> {
  return {
    name,
    async run(makeLog) {
      const log = await within(PATIENCE_MS, 'opening the log', makeLog)
      try {
        await work(makeTrial(log))
      } finally {
        await within(PATIENCE_MS, 'close()', () => log.close())
      }
    },
  }
}

function makeTrial(log: EventLog): LogTrial {
  const workspaceId = uuidv7()
  return {
    log,
    workspaceId,
    event: (fields = {}) => deliveryEvent({ workspaceId, at: daysAgo(10), ...fields }),
    append: (events) => within(PATIENCE_MS, 'append()', () => log.append(events)),
    async all(filter = {}, limit = () => 100) {
      const found: DeliveryEvent[] = []
      let cursor: string | null = null
      for (;;) {
        const size = limit()
        const ask = () => log.query({ workspaceId, ...filter }, { limit: size, cursor })
        const page: Awaited<ReturnType<typeof ask>> = await within(PATIENCE_MS, 'query()', ask)
        if (page.events.length > size) throw broken(`query() gave ${page.events.length} events, asked for ${size}`)
        found.push(...page.events)
        if (page.next === null) return found
        if (page.events.length === 0) throw broken('query() gave an empty page that is not the last')
        cursor = page.next
      }
    },
  }
}

/** The same events, whatever their order. */
export function expectEvents(what: string, wanted: readonly DeliveryEvent[], got: readonly DeliveryEvent[]): void {
  const ids = (events: readonly DeliveryEvent[]) => events.map((e) => e.id).sort()
  const [want, have] = [ids(wanted), ids(got)]
  if (want.join() === have.join()) return
  const missing = want.filter((id) => !have.includes(id)).length
  throw broken(`${what}: found ${have.length} events instead of ${want.length}; ${missing} missing`)
}

export function expectNumber(what: string, wanted: number, got: number): void {
  if (wanted !== got) throw broken(`${what} must be ${wanted}, is ${got}`)
}
