import type { Database, Trx } from '../infra/postgres.ts'

/**
 * An hour is added up this long after its end: events are counted in the hour in which their transaction began, and none
 * lasts longer (an idle one is ended after 60 s).
 */
const GRACE = "interval '15 minutes'"

/** What happened on one day in one channel. `kind` is an event kind, `first_…` of a person, or `failed/<class>`. */
export interface DayCount {
  readonly day: string
  readonly channel: string
  readonly kind: string
  readonly count: number
}

/** Causes are kept by class here; their codes stay with the campaign. */
const KIND =
  "CASE WHEN strpos(kind, '/') = 0 THEN kind ELSE split_part(kind, '/', 1) || '/' || split_part(kind, '/', 2) END"

/** Counts of the last `days` days, today among them, by the days of a time zone. Days without events are left out. */
export async function readDays(
  db: Database,
  workspaceId: string,
  range: { readonly days: number; readonly timeZone: string },
): Promise<DayCount[]> {
  await addUpHours(db, workspaceId)
  return db.direct(workspaceId, async (client) => {
    const { rows } = await client.query(
      `WITH since AS MATERIALIZED (SELECT (date_trunc('day', now() AT TIME ZONE $2) - make_interval(days => $3 - 1)) AT TIME ZONE $2 AS at),
         upto AS MATERIALIZED (SELECT upto AS at FROM event_hours_upto WHERE workspace_id = $1),
         every AS (
           SELECT hour, channel, kind, count FROM event_hours WHERE workspace_id = $1 AND hour >= (SELECT at FROM since)
           UNION ALL SELECT hour, channel, ${KIND}, count FROM event_rollups
             WHERE workspace_id = $1 AND hour >= (SELECT greatest(since.at, upto.at) FROM since LEFT JOIN upto ON true))
       SELECT (hour AT TIME ZONE $2)::date::text AS day, channel, kind, sum(count)::bigint AS count FROM every
       GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      [workspaceId, range.timeZone, range.days],
    )
    return rows
  })
}

/** Adds up the hours that are over and not yet added; the first time all there are. Two at once: the second finds it done. */
async function addUpHours(db: Database, workspaceId: string): Promise<void> {
  await db.direct(workspaceId, async (client) => {
    const values = [workspaceId]
    const due = `date_trunc('hour', now() - ${GRACE}, 'UTC')`
    const { rows } = await client.query(
      `SELECT EXISTS (SELECT FROM event_hours_upto WHERE workspace_id = $1 AND upto >= ${due}) AS done`,
      values,
    )
    if (rows[0].done) return
    await client.query(
      `INSERT INTO event_hours_upto (workspace_id, upto) VALUES ($1, '-infinity') ON CONFLICT (workspace_id) DO NOTHING`,
      values,
    )
    await client.query('SELECT FROM event_hours_upto WHERE workspace_id = $1 FOR UPDATE', values)
    await client.query(
      `INSERT INTO event_hours (workspace_id, hour, channel, kind, count)
       SELECT $1, hour, channel, ${KIND}, sum(count) FROM event_rollups
       WHERE workspace_id = $1 AND hour < ${due} AND hour >= (SELECT upto FROM event_hours_upto WHERE workspace_id = $1)
       GROUP BY 2, 3, 4`,
      values,
    )
    await client.query(`UPDATE event_hours_upto SET upto = ${due} WHERE workspace_id = $1 AND upto < ${due}`, values)
  })
}

/** For whoever writes events into hours that are over: they are added up again. */
export async function forgetHours(trx: Trx, workspaceId: string): Promise<void> {
  for (const table of ['event_hours', 'event_hours_upto'])
    await trx(table).where({ workspace_id: workspaceId }).delete()
}
