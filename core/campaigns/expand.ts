import type pg from 'pg'
import { gateSql, parameters } from '../consent/gate.ts'
import type { Core } from '../context.ts'
import { persist } from '../infra/retry.ts'
import { moveCounts } from '../messages/counts.ts'
import { STATE } from '../messages/states.ts'
import { audiencePageSql } from '../segments/audience-sql.ts'
import { questionOf } from './explain.ts'

/** People per transaction: large enough for set-based speed, small enough that nothing waits long (measured 2.0–2.2 × a plain insert). */
const PAGE = 20_000
/** Recipients per chunk: what one lease covers. */
const CHUNK = 1_000

export interface ExpandTarget {
  readonly workspaceId: string
  readonly runId: string
}

/**
 * Writes the ledger of a run, page by page in contact order: a row per person and step, also for those who will not get
 * it, with their reason; and the chunks that are leased. Page, chunks, counts and checkpoint are one transaction; a second
 * expander of the same run finds it locked. Gives false when somebody else has it or it is not to be expanded now.
 */
export async function expandRun(
  core: Core,
  target: ExpandTarget,
  options: { signal: AbortSignal; pageSize?: number; onPage?: () => void },
): Promise<boolean> {
  for (;;) {
    if (options.signal.aborted) return false
    const result = await persist(
      () => core.db.direct(target.workspaceId, (client) => expandPage(core, client, target, options.pageSize ?? PAGE)),
      { signal: options.signal },
    )
    if (result === 'not_now') return false
    options.onPage?.()
    if (result === 'done') return true
  }
}

async function expandPage(
  core: Core,
  client: pg.PoolClient,
  target: ExpandTarget,
  pageSize: number,
): Promise<'more' | 'done' | 'not_now'> {
  const { workspaceId, runId } = target
  const { rows } = await client.query(
    `SELECT * FROM runs WHERE workspace_id = $1 AND id = $2 AND state = 'running' AND expanded_at IS NULL FOR UPDATE SKIP LOCKED`,
    [workspaceId, runId],
  )
  const run = rows[0]
  if (!run) return 'not_now'
  const steps = await client.query(
    'SELECT step, channel, account_id FROM run_steps WHERE workspace_id = $1 AND run_id = $2 ORDER BY step',
    [workspaceId, runId],
  )
  // See Database.setwise. The frequency cap asks person by person: that is a nested loop.
  if (!run.snapshot.limits?.frequencyCap) await client.query('SET LOCAL enable_nestloop = off')
  const page = await readPage(core, client, run, pageSize)
  let chunks: number = run.chunks
  for (const step of steps.rows) chunks += page.people ? await expandStep(core, client, run, step, page, chunks) : 0
  const done = page.people < pageSize
  await client.query(
    `UPDATE runs SET cursor = $3, chunks = $4, expanded_at = CASE WHEN $5 THEN now() END WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, runId, page.last ?? run.cursor, chunks, done],
  )
  return done ? 'done' : 'more'
}

interface Page {
  readonly people: number
  readonly last: string | null
}

/** Puts the next page of people into a temporary table, so that every step judges the same ones. */
async function readPage(core: Core, client: pg.PoolClient, run: any, pageSize: number): Promise<Page> {
  const audience = audiencePageSql(
    run.snapshot.audience,
    core.registries,
    { workspaceId: run.workspace_id },
    { after: run.cursor, limit: pageSize },
  )
  await client.query('CREATE TEMP TABLE IF NOT EXISTS expansion_page (contact_id uuid NOT NULL) ON COMMIT DELETE ROWS')
  const { rowCount } = await client.query(`INSERT INTO expansion_page ${audience.text}`, [...audience.values])
  const last = rowCount
    ? (await client.query('SELECT contact_id FROM expansion_page ORDER BY contact_id DESC LIMIT 1')).rows[0].contact_id
    : null
  return { people: rowCount ?? 0, last }
}

async function expandStep(
  core: Core,
  client: pg.PoolClient,
  run: any,
  step: any,
  page: Page,
  firstChunk: number,
): Promise<number> {
  const p = parameters([run.workspace_id, run.id, step.step, step.account_id, firstChunk])
  const question = questionOf(core, run, step.channel, run.snapshot.limits)
  const gate = gateSql(question, '$1', p, {
    above: run.cursor ? p.add(run.cursor, 'uuid') : null,
    upTo: p.add(page.last, 'uuid'),
  })
  const local = run.snapshot.schedule?.kind === 'local'
  const wave = local ? 'coalesce(w.wave, 0)' : '0::smallint'
  const waves = local
    ? 'LEFT JOIN run_waves w ON w.workspace_id = $1 AND w.run_id = $2 AND w.time_zone = c.time_zone'
    : ''
  const { rows } = await client.query(
    `WITH judged AS (SELECT m.contact_id, ${wave} AS wave, a.id AS address_id, ${gate.reason} AS reason FROM expansion_page m ${gate.joins} ${waves}),
     written AS (INSERT INTO messages (workspace_id, run_id, contact_id, step, state, wave, address_id, reason)
       SELECT $1, $2, contact_id, $3, CASE WHEN reason IS NULL THEN ${STATE.queued} ELSE ${STATE.suppressed} END, wave, address_id, reason FROM judged ORDER BY contact_id
       ON CONFLICT (workspace_id, run_id, contact_id, step) DO NOTHING RETURNING contact_id, wave, state, reason),
     placed AS (SELECT contact_id, wave, row_number() OVER (PARTITION BY wave ORDER BY contact_id) - 1 AS place, count(*) OVER (PARTITION BY wave) AS total FROM written WHERE state = ${STATE.queued}),
     cut AS (SELECT wave, place / ${CHUNK} AS part, (array_agg(contact_id) FILTER (WHERE place % ${CHUNK} = 0))[1] AS first,
         (array_agg(contact_id) FILTER (WHERE place % ${CHUNK} = ${CHUNK - 1} OR place = total - 1))[1] AS last, count(*)::int AS size
       FROM placed GROUP BY wave, place / ${CHUNK}),
     leased AS (INSERT INTO chunks (workspace_id, run_id, step, number, wave, from_contact, to_contact, size, due_at, account_id)
       SELECT $1, $2, $3, $5 + row_number() OVER (ORDER BY w.due_at, cut.wave, part), cut.wave, first, last, size, greatest(w.due_at, now()), $4
       FROM cut JOIN run_waves w ON w.workspace_id = $1 AND w.run_id = $2 AND w.wave = cut.wave RETURNING 1)
     SELECT state, reason, count(*)::bigint AS count, (SELECT count(*)::int FROM leased) AS chunks FROM written GROUP BY state, reason`,
    p.values,
  )
  await moveCounts(
    client,
    run.workspace_id,
    run.id,
    0,
    rows.map((row) => ({ step: step.step, state: row.state, reason: row.reason, by: Number(row.count) })),
  )
  return rows[0]?.chunks ?? 0
}
