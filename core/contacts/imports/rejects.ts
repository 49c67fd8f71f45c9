import { decodeCursor, page } from '../../http/paging.ts'
import type { Trx } from '../../infra/postgres.ts'
import type { ImportReject } from './schema.ts'

/** Refused rows in the order of the file. A row can be refused for several reasons: one entry each. */
export async function listRejects(
  trx: Trx,
  workspaceId: string,
  importId: string,
  query: { limit: number; cursor?: string },
): Promise<{ data: ImportReject[]; next: string | null }> {
  const [line, part] = query.cursor ? decodeCursor(query.cursor, 2).map(Number) : [0, -1]
  const rows = await trx('import_rejects')
    .where({ workspace_id: workspaceId, import_id: importId })
    .whereRaw('(line, part) > (?::bigint, ?::smallint)', [line ?? 0, part ?? -1])
    .orderBy(['line', 'part'])
    .limit(query.limit + 1)
    .select('line', 'part', 'column_name', 'code', 'reason', 'raw')
  const found = page(rows, query.limit, (row) => [Number(row.line), row.part])
  const data = found.data.map(({ line, part, column_name, code, reason, raw }) => ({
    id: `${line}.${part}`,
    line: Number(line),
    column: column_name,
    code,
    reason,
    raw,
  }))
  return { data, next: found.next }
}
