import type pg from 'pg'
import { decodeCursor, page } from '../../http/paging.ts'
import { isUuid } from '../../infra/ids.ts'

/** What an erasure did; numbers, ids and hashes only. */
export interface ErasureReport {
  readonly addresses: number
  readonly lists: number
  readonly messages: number
  readonly stopped: number
  readonly consentEvents: number
  readonly importRejects: number
  readonly texts: number
  /** Imports whose stored file is still to be searched. */
  readonly importsWithFile: readonly string[]
  /** Stored files that were searched; one that held the person was deleted, and the imports that named it. */
  readonly filesSearched: number
  readonly filesRemoved: readonly string[]
  /** Imports whose file could not be read where it should lie. */
  readonly filesMissing: readonly string[]
  /** Hashes of the addresses, so that a restored backup can be told to block them again. */
  readonly blocked: readonly { readonly kind: string; readonly hash: string }[]
}

export interface Erasure {
  readonly id: string
  readonly workspaceId: string
  readonly contactId: string
  readonly anonymousId: string
  readonly at: string
  /** Null: messages were in flight, or the event log was away; it is followed up by itself. */
  readonly finishedAt: string | null
  /** Why it has not begun: the workspace is under a legal hold. The person is not written to meanwhile. */
  readonly waitsFor: 'legal_hold' | null
  readonly report: ErasureReport
}

export const ERASURE_COLUMNS =
  'id, workspace_id AS "workspaceId", contact_id AS "contactId", anonymous_id AS "anonymousId", at, finished_at AS "finishedAt", waits_for AS "waitsFor", report'

export const noReport: ErasureReport = {
  addresses: 0,
  lists: 0,
  messages: 0,
  stopped: 0,
  consentEvents: 0,
  importRejects: 0,
  texts: 0,
  importsWithFile: [],
  filesSearched: 0,
  filesRemoved: [],
  filesMissing: [],
  blocked: [],
}

export const showErasure = (row: any): Erasure => ({
  ...row,
  report: { ...noReport, ...row.report },
  at: row.at.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
})

/** Newest first. Kept beside the backups, this list is what `reapplyErasures` takes after one was restored. */
export async function listErasures(
  client: pg.PoolClient,
  workspaceId: string,
  query: { limit: number; cursor?: string | undefined },
): Promise<{ data: Erasure[]; next: string | null }> {
  const after = query.cursor ? decodeCursor(query.cursor, 1)[0] : null
  const { rows } = await client.query(
    `SELECT ${ERASURE_COLUMNS} FROM erasures WHERE workspace_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [workspaceId, isUuid(after) ? after : null, query.limit + 1],
  )
  const { data, next } = page(rows, query.limit, (row) => [row.id])
  return { data: data.map(showErasure), next }
}
