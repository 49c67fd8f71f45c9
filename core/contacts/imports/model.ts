import { Model, snakeCaseMappers } from 'objection'
import { notFound } from '../../errors.ts'
import type { Trx } from '../../infra/postgres.ts'
import type { Detected } from './detect/detect.ts'
import type { ImportOptions, Totals } from './options.ts'
import type { ImportState } from './schema.ts'

export class Import extends Model {
  static override tableName = 'imports'
  static override idColumn = ['workspace_id', 'id']
  static override columnNameMappers = snakeCaseMappers()
  static override jsonAttributes = ['detected', 'options', 'totals', 'problem']

  declare workspaceId: string
  declare id: string
  declare fileId: string
  declare fileName: string
  declare state: ImportState
  declare detected: Detected
  declare options: ImportOptions
  declare rowsDone: number
  declare byteOffset: number
  declare totals: Totals & { line?: number }
  declare problem: { code: string; message: string } | null
  /** Times of its transactions: what it wrote carries one of them (undo/). Null: started before they were kept. */
  declare batchTimes: Date[] | null
  declare createdBy: string | null
  declare createdAt: Date
  declare startedAt: Date | null
  declare finishedAt: Date | null
  /** Of its file, where it was joined. */
  declare size?: number
  declare path?: string
}

/** An import with the size and place of its file. @throws Problem not_found */
export async function findImport(trx: Trx, workspaceId: string, id: string, lock = false): Promise<Import> {
  if (lock) await trx('imports').where({ workspace_id: workspaceId, id }).forUpdate().first('id')
  const found = await Import.query(trx)
    .joinRaw('JOIN files f ON f.workspace_id = imports.workspace_id AND f.id = imports.file_id')
    .where({ 'imports.workspace_id': workspaceId, 'imports.id': id })
    .select('imports.*', 'f.size', 'f.path')
    .first()
  if (!found) throw notFound('import')
  return found
}
