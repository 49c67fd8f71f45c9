import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Core } from '../../../context.ts'
import type { FileFormat, ImportOptions, Totals } from '../options.ts'
import type { ReadFrom } from '../read/records.ts'

/** Longest that a dead worker keeps others from going on; renewed three times as often. */
export const LEASE_SECONDS = 30

/** An import as its worker sees it. */
export interface Claimed {
  readonly workspaceId: string
  readonly id: string
  readonly token: string
  readonly path: string
  readonly fileSize: number
  readonly format: FileFormat
  readonly options: ImportOptions
  readonly totals: Totals & { line: number }
  readonly offset: number
  readonly createdBy: string | null
}

/** Takes a running import that nobody holds; null when there is none of that id. The database's clock decides. */
export async function claim(core: Core, workspaceId: string, id: string): Promise<Claimed | null> {
  const token = randomUUID()
  return core.db.tenant(workspaceId, async (trx) => {
    const { rows } = await trx.raw(
      `UPDATE imports i SET lease_token = ?, lease_until = now() + make_interval(secs => ?)
       FROM files f
       WHERE i.workspace_id = ? AND i.id = ? AND i.state = 'running' AND (i.lease_until IS NULL OR i.lease_until < now())
         AND f.workspace_id = i.workspace_id AND f.id = i.file_id
       RETURNING i.*, f.path, f.size`,
      [token, LEASE_SECONDS, workspaceId, id],
    )
    const [row] = rows
    if (!row) return null
    const { format } = row.detected as { format: FileFormat }
    return {
      workspaceId,
      id,
      token,
      path: row.path,
      fileSize: Number(row.size),
      format,
      options: row.options,
      totals: row.totals,
      offset: Number(row.byte_offset),
      createdBy: row.created_by,
    }
  })
}

/** The lease is gone: cancelled, or another worker has it. Nothing of the batch is kept. */
export class LeaseLost extends Error {}

/** Locks the import's row. Whether the lease holds and the file was merged up to where this batch begins. */
export async function standsAt(
  client: pg.PoolClient,
  claimed: Pick<Claimed, 'workspaceId' | 'id' | 'token'>,
  from: number,
): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT byte_offset FROM imports WHERE workspace_id = $1 AND id = $2 AND lease_token = $3 AND state = 'running' FOR UPDATE`,
    [claimed.workspaceId, claimed.id, claimed.token],
  )
  return Number(rows[0]?.byte_offset ?? -1) === from
}

/** Moves the checkpoint in the batch's own transaction; only for who holds the lease, and only from where the batch began. */
export async function checkpoint(
  client: pg.PoolClient,
  claimed: Pick<Claimed, 'workspaceId' | 'id' | 'token'>,
  from: number,
  to: ReadFrom,
  totals: Totals,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE imports SET byte_offset = $5, rows_done = $6, totals = $7, batch_times = CASE WHEN batch_times IS NOT NULL THEN batch_times || now() END,
       lease_until = now() + make_interval(secs => $8)
     WHERE workspace_id = $1 AND id = $2 AND lease_token = $3 AND state = 'running' AND byte_offset = $4`,
    [
      claimed.workspaceId,
      claimed.id,
      claimed.token,
      from,
      to.offset,
      totals.rows,
      JSON.stringify({ ...totals, line: to.line }),
      LEASE_SECONDS,
    ],
  )
  return rowCount === 1
}

/** Keeps the lease while a long batch runs. Gives the way to stop. */
export function heartbeat(core: Core, { workspaceId, id, token }: Claimed): () => void {
  const timer = setInterval(
    () => {
      void core.db
        .tenant(workspaceId, (trx) =>
          trx('imports')
            .where({ workspace_id: workspaceId, id, lease_token: token, state: 'running' })
            .update({ lease_until: trx.raw('now() + make_interval(secs => ?)', [LEASE_SECONDS]) }),
        )
        .catch((error) => core.log.warn({ err: error, importId: id }, 'the lease of an import could not be renewed'))
    },
    (LEASE_SECONDS * 1000) / 3,
  )
  timer.unref()
  return () => clearInterval(timer)
}

/** Gives the lease back, so that another worker need not wait until it runs out. */
export async function release(core: Core, { workspaceId, id, token }: Claimed): Promise<void> {
  await core.db.tenant(workspaceId, (trx) =>
    trx('imports')
      .where({ workspace_id: workspaceId, id, lease_token: token })
      .update({ lease_token: null, lease_until: null }),
  )
}
