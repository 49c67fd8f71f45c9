import type { Core } from '../../context.ts'
import { STATE } from '../../messages/states.ts'

/** What became of the people of one time zone. Null: nobody knows theirs. */
export interface ZoneFigures {
  readonly timeZone: string | null
  readonly audience: number
  readonly delivered: number
  readonly failed: number
  readonly waiting: number
  readonly opened: number
  readonly clicked: number
}
export interface Zones {
  readonly at: string
  /** How long counting took, in ms. */
  readonly tookMs: number
  readonly data: readonly ZoneFigures[]
}

/** No count is kept by time zone: sending would pay for it. Counted from the ledger when asked (1 M messages: about 2 s), and kept so long. */
const KEEP_MS = { open: 30_000, ended: 600_000 }
const MOST_KEPT = 100
const kept = new Map<string, { until: number; zones: Promise<Zones> }>()

/** Counts by the recipients' time zones; who asks while it is counted waits for the same count. */
export function readZones(core: Core, workspaceId: string, runId: string, ended: boolean): Promise<Zones> {
  const key = `${workspaceId}/${runId}`
  const known = kept.get(key)
  if (known && known.until > performance.now()) return known.zones
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!)
  const zones = countZones(core, workspaceId, runId)
  kept.set(key, { until: performance.now() + (ended ? KEEP_MS.ended : KEEP_MS.open), zones })
  zones.catch(() => kept.delete(key))
  return zones
}

async function countZones(core: Core, workspaceId: string, runId: string): Promise<Zones> {
  const began = performance.now()
  const data = await core.db.setwise(workspaceId, async (client) => {
    const { rows } = await client.query(
      `SELECT c.time_zone AS "timeZone", count(*)::bigint AS audience,
         count(*) FILTER (WHERE m.state BETWEEN ${STATE.accepted} AND ${STATE.read})::bigint AS delivered,
         count(*) FILTER (WHERE m.state = ${STATE.failed})::bigint AS failed,
         count(*) FILTER (WHERE m.state < ${STATE.accepted} OR m.state = ${STATE.deferred})::bigint AS waiting,
         count(m.opened_at)::bigint AS opened, count(m.clicked_at)::bigint AS clicked
       FROM messages m LEFT JOIN contacts c ON c.workspace_id = $1 AND c.id = m.contact_id
       WHERE m.workspace_id = $1 AND m.run_id = $2 GROUP BY c.time_zone ORDER BY 2 DESC, 1 LIMIT 600`,
      [workspaceId, runId],
    )
    return rows as ZoneFigures[]
  })
  return { at: new Date().toISOString(), tookMs: Math.round(performance.now() - began), data }
}
