import { Problem } from '../../errors.ts'
import { decodeCursor, page } from '../../http/paging.ts'
import { isUuid } from '../../infra/ids.ts'
import type { Trx } from '../../infra/postgres.ts'
import { Import } from './model.ts'
import { noTotals } from './options.ts'

/** An import as it is shown. */
export function presentImport(row: Import) {
  const { format: _, ...detected } = row.detected
  const { line: __, ...totals } = row.totals
  return {
    id: row.id,
    fileId: row.fileId,
    fileName: row.fileName,
    state: row.state,
    detected,
    options: row.options as unknown as Record<string, unknown>,
    rowsDone: Number(row.rowsDone),
    progress: row.state === 'completed' ? 1 : row.size ? Math.min(1, Number(row.byteOffset) / Number(row.size)) : 0,
    totals: { ...noTotals(), ...totals },
    problem: row.problem,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }
}

/** What is told live of an import: as `tell` says it while it runs. Null: there is none. */
export async function importState(trx: Trx, workspaceId: string, id: string) {
  const row = await Import.query(trx)
    .joinRaw('JOIN files f ON f.workspace_id = imports.workspace_id AND f.id = imports.file_id')
    .where({ 'imports.workspace_id': workspaceId, 'imports.id': id })
    .select('imports.*', 'f.size')
    .first()
  if (!row) return null
  const { state, rowsDone, progress, totals, problem } = presentImport(row)
  return { state, rowsDone, progress, totals, ...(problem ? { problem } : {}) }
}

/** Imports of a workspace, newest first. */
export async function listImports(trx: Trx, workspaceId: string, query: { limit: number; cursor?: string }) {
  const before = query.cursor ? decodeCursor(query.cursor, 1)[0] : null
  if (query.cursor && !isUuid(before))
    throw new Problem('bad_request', 'This cursor is not one that this list gave. Start again without it.')
  const rows = await Import.query(trx)
    .joinRaw('JOIN files f ON f.workspace_id = imports.workspace_id AND f.id = imports.file_id')
    .where({ 'imports.workspace_id': workspaceId })
    .modify((q) => {
      if (before) q.where('imports.id', '<', before)
    })
    .orderBy('imports.id', 'desc')
    .limit(query.limit + 1)
    .select('imports.*', 'f.size')
  const found = page(rows, query.limit, (row) => [row.id])
  return { data: found.data.map(presentImport), next: found.next }
}
