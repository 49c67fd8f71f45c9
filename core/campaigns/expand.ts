import type pg from 'pg'
import { gateSql, parameters } from '../consent/gate.ts'
import type { Core } from '../context.ts'
import { sqlState } from '../errors.ts'
import { persist } from '../infra/retry.ts'
import { moveCounts } from '../messages/counts.ts'
import { STATE } from '../messages/states.ts'
import { audiencePageSql } from '../segments/audience-sql.ts'
import { questionOf } from './explain.ts'

/** People per transaction: large enough for set-based speed, small enough that nothing waits long (measured 2.0–2.3 × a plain insert). */
const PAGE = 20_000
/** Recipients per chunk: what one lease covers. */
const CHUNK = 1_000
const UNIQUE_VIOLATION = '23505'

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
    const result = await persist(() => nextPage(core, target, options.pageSize ?? PAGE), { signal: options.signal })
    if (result === 'not_now') return false
    options.onPage?.()
    if (result === 'done') return true
  }
}

/**
 * Rows and checkpoint are committed together and the run is locked, so that a page is new. Being ready for rows that are there
 * costs 3 records of the log a row instead of 2, and 6 looks at a page instead of 2: only a page that meets one is done so.
 */
async function nextPage(core: Core, target: ExpandTarget, pageSize: number): Promise<'more' | 'done' | 'not_now'> {
  const expand = (someThere: boolean) =>
    core.db.direct(target.workspaceId, (client) => expandPage(core, client, target, { pageSize, someThere }))
  try {
    return await expand(false)
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error
    return expand(true)
  }
}

async function expandPage(
  core: Core,
  client: pg.PoolClient,
  target: ExpandTarget,
  { pageSize, someThere }: { pageSize: number; someThere: boolean },
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
  if (page.people)
    for (const step of steps.rows) chunks += await expandStep(core, client, { run, step, page, someThere, chunks })
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

interface StepOfPage {
  readonly run: any
  readonly step: any
  readonly page: Page
  /** Some of the rows may be in the ledger already: they stay as they are, and belong to the chunks they were given. */
  readonly someThere: boolean
  /** So many chunks the run has. */
  readonly chunks: number
}

async function expandStep(core: Core, client: pg.PoolClient, of: StepOfPage): Promise<number> {
  const { run, step } = of
  const { text, values } = stepSql(core, of)
  const { rows } = await client.query(text, values)
  await moveCounts(
    client,
    run.workspace_id,
    run.id,
    0,
    rows.map((row) => ({ step: step.step, state: row.state, reason: row.reason, by: Number(row.count) })),
  )
  return rows[0]?.chunks ?? 0
}

/** Judges a page for one step, writes its ledger and cuts its chunks; answers with counts by state and reason. */
function stepSql(core: Core, { run, step, page, someThere, chunks }: StepOfPage) {
  const p = parameters([run.workspace_id, run.id, step.step, step.account_id, chunks])
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
  const state = `CASE WHEN reason IS NULL THEN ${STATE.queued} ELSE ${STATE.suppressed} END`
  const fresh = someThere ? 'judged JOIN written USING (contact_id)' : 'judged'
  // MATERIALIZED: people are judged once, and the arrays of ids (300 kB) are not carried through the sorting of the chunks.
  const text = `WITH
    judged AS MATERIALIZED (SELECT m.contact_id, ${wave} AS wave, a.id AS address_id, ${gate.reason} AS reason
      FROM expansion_page m ${gate.joins} ${waves} ORDER BY m.contact_id),
    written AS (INSERT INTO messages (workspace_id, run_id, contact_id, step, state, wave, address_id, reason)
      SELECT $1, $2, contact_id, $3, ${state}, wave, address_id, reason FROM judged
      ${someThere ? 'ON CONFLICT (workspace_id, run_id, contact_id, step) DO NOTHING RETURNING contact_id' : ''}),
    queued AS (SELECT wave, array_agg(contact_id ORDER BY contact_id) AS ids FROM ${fresh} WHERE reason IS NULL GROUP BY wave),
    cut AS MATERIALIZED (SELECT wave, part, ids[part * ${CHUNK} + 1] AS first, ids[least((part + 1) * ${CHUNK}, cardinality(ids))] AS last,
        least(${CHUNK}, cardinality(ids) - part * ${CHUNK}) AS size
      FROM queued, generate_series(0, (cardinality(ids) - 1) / ${CHUNK}) part),
    leased AS (INSERT INTO chunks (workspace_id, run_id, step, number, wave, from_contact, to_contact, size, due_at, account_id)
      SELECT $1, $2, $3, $5 + row_number() OVER (ORDER BY w.due_at, cut.wave, part), cut.wave, first, last, size, greatest(w.due_at, now()), $4
      FROM cut JOIN run_waves w ON w.workspace_id = $1 AND w.run_id = $2 AND w.wave = cut.wave RETURNING 1)
    SELECT ${state} AS state, reason, count(*)::bigint AS count, (SELECT count(*)::int FROM leased) AS chunks FROM ${fresh} GROUP BY reason`
  return { text, values: p.values }
}
