import type { DeliveryEvent, EventFilter, EventLog } from '../../../core/contracts/index.ts'
import { retentionOf } from '../../../core/contracts/index.ts'

/** The reference event log: a map. */
export function createMemoryEventLog(): EventLog {
  const events = new Map<string, DeliveryEvent>()
  return {
    id: 'memory',
    async append(list) {
      const before = events.size
      for (const event of list) if (!events.has(event.id)) events.set(event.id, structuredClone(event))
      return events.size - before
    },
    async query(filter, { limit, cursor }) {
      const found = [...events.values()].filter((event) => matches(event, filter)).sort(newestFirst)
      const rest = cursor ? found.filter((event) => place(event) < cursor) : found
      const page = rest.slice(0, limit)
      return { events: page, next: rest.length > limit ? place(page.at(-1)!) : null }
    },
    async purge({ retention, before, holdWorkspaces, limit }) {
      const due = [...events.values()].filter(
        (e) => retentionOf(e.kind) === retention && e.at < before && !holdWorkspaces.includes(e.workspaceId),
      )
      for (const event of due.slice(0, limit)) events.delete(event.id)
      return Math.min(due.length, limit)
    },
    async forget({ workspaceId, contactId, anonymousId }) {
      const theirs = [...events.values()].filter((e) => e.workspaceId === workspaceId && e.contactId === contactId)
      for (const event of theirs) events.set(event.id, { ...event, contactId: anonymousId, data: null })
      return theirs.length
    },
    health: async () => ({ ok: true, message: `${events.size} events in memory` }),
    close: async () => {},
  }
}

/** Time, then id: a total order, and the cursor. */
const place = (event: DeliveryEvent): string => `${event.at}|${event.id}`
const newestFirst = (a: DeliveryEvent, b: DeliveryEvent): number => (place(a) < place(b) ? 1 : -1)

function matches(event: DeliveryEvent, filter: EventFilter): boolean {
  return (
    event.workspaceId === filter.workspaceId &&
    (!filter.campaignId || event.campaignId === filter.campaignId) &&
    (!filter.runId || event.runId === filter.runId) &&
    (!filter.contactId || event.contactId === filter.contactId) &&
    (!filter.kinds || filter.kinds.includes(event.kind)) &&
    (!filter.from || event.at >= filter.from) &&
    (!filter.to || event.at < filter.to)
  )
}
