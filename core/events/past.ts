import type { EventKind, Json } from '../contracts/index.ts'
import { uuid7 } from '../infra/ids.ts'
import type { Trx } from '../infra/postgres.ts'
import { forgetHours } from './hours.ts'
import { FIRST_KINDS } from './rollups.ts'

export interface PastEvent {
  readonly contactId: string
  readonly kind: EventKind
  readonly at: Date
  readonly data?: Record<string, Json> | null
}

/**
 * Writes what happened to the messages of a past run, and everything that is counted of it (hours, people, links) from
 * these same events, so that the sums are theirs. To be called once for a run.
 */
export async function writePastEvents(
  trx: Trx,
  run: {
    readonly workspaceId: string
    readonly campaignId: string
    readonly runId: string
    readonly step: number
    readonly channel: string
  },
  past: readonly PastEvent[],
): Promise<void> {
  const { workspaceId, campaignId, runId, step, channel } = run
  const rows = past.map((event) => ({ ...event, id: uuid7(), data: event.data ?? null }))
  await trx.raw(
    `INSERT INTO delivery_events (id, workspace_id, campaign_id, run_id, contact_id, step, channel, kind, at, data)
     SELECT e.id, ?, ?, ?, e."contactId", ?, ?, e.kind, e.at, e.data
     FROM jsonb_to_recordset(?::jsonb) AS e (id uuid, "contactId" uuid, kind text, at timestamptz, data jsonb) ORDER BY e."contactId", e.at`,
    [workspaceId, campaignId, runId, step, channel, JSON.stringify(rows)],
  )
  const firsts = Object.entries(FIRST_KINDS).map(([kind, counted]) => ({ kind, counted }))
  await trx.raw(
    `WITH own AS (SELECT contact_id, kind, at FROM delivery_events WHERE workspace_id = ? AND run_id = ?),
       firsts AS (SELECT o.contact_id, f.counted AS kind, min(o.at) AS at FROM own o
         JOIN jsonb_to_recordset(?::jsonb) AS f (kind text, counted text) ON f.kind = o.kind GROUP BY 1, 2),
       counted AS (SELECT kind, at FROM own UNION ALL SELECT kind, at FROM firsts)
     INSERT INTO event_rollups (workspace_id, campaign_id, run_id, channel, hour, kind, slot, count)
     SELECT ?::uuid, ?::uuid, ?::uuid, ?, date_trunc('hour', at, 'UTC') AS hour, kind, 0, count(*) FROM counted GROUP BY hour, kind`,
    [workspaceId, runId, JSON.stringify(firsts), workspaceId, campaignId, runId, channel],
  )
  await trx.raw(
    `INSERT INTO link_clicks (workspace_id, run_id, step, locale, link, human, machine, people)
     SELECT workspace_id, run_id, step, data->>'locale', (data->>'link')::smallint, count(*) FILTER (WHERE kind = 'clicked'),
       count(*) FILTER (WHERE kind = 'machine_clicked'), count(DISTINCT contact_id) FILTER (WHERE kind = 'clicked')
     FROM delivery_events WHERE workspace_id = ? AND run_id = ? AND kind IN ('clicked', 'machine_clicked') GROUP BY 1, 2, 3, 4, 5`,
    [workspaceId, runId],
  )
  await forgetHours(trx, workspaceId)
}
