import type pg from 'pg'
import { notFound, Problem } from '../../../errors.ts'

/** By what the doings of one import are told from those of everybody else. */
export interface Marks {
  readonly workspaceId: string
  readonly importId: string
  /** Times of its transactions, to the microsecond and therefore as text: what was written in one carries it. */
  readonly times: readonly string[]
  /** Ids that it made lie between these (UUIDv7). */
  readonly low: string
  readonly high: string
  readonly startedAt: Date
}

/** Ids carry the clock of the machine that made them, the import the clock of the database: no two differ by more. */
const CLOCKS_MS = 24 * 3_600_000

const UNDOABLE = new Set(['completed', 'cancelled', 'failed', 'undoing', 'undone'])

/** @throws Problem not_found; conflict with the reason why it cannot be taken back. */
export async function readMarks(client: pg.PoolClient, workspaceId: string, importId: string): Promise<Marks> {
  const { rows } = await client.query(
    'SELECT state, batch_times::text[] AS times, started_at, finished_at FROM imports WHERE workspace_id = $1 AND id = $2',
    [workspaceId, importId],
  )
  const [row] = rows
  if (!row) throw notFound('import')
  if (row.state === 'running') throw new Problem('conflict', 'This import is running: cancel it first.')
  if (!UNDOABLE.has(row.state) || !row.started_at)
    throw new Problem('conflict', 'This import was never started: there is nothing to take back.')
  if (!row.times)
    throw new Problem(
      'conflict',
      'This import ran under an earlier version, which did not note what it made: it cannot be taken back exactly.',
    )
  return {
    workspaceId,
    importId,
    times: row.times,
    low: idAt(row.started_at.getTime() - CLOCKS_MS),
    high: idAt((row.finished_at?.getTime() ?? Date.now()) + CLOCKS_MS),
    startedAt: row.started_at,
  }
}

/** The lowest UUIDv7 of a millisecond. */
function idAt(ms: number): string {
  const time = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}
