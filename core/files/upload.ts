import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { Core } from '../context.ts'
import { invalid, notFound, Problem } from '../errors.ts'
import { decodeCursor, page } from '../http/paging.ts'
import { createStorage, recordFile, shownName } from '../infra/storage.ts'
import type { Actor } from '../workspaces/actor.ts'
import { audit } from '../workspaces/audit.ts'
import type { File } from './schema.ts'
import { sniffType, TAKEN_WORDS } from './sniff.ts'

/** Largest upload. */
export const MOST_BYTES = 10 * 1_048_576
/** Uploads for content; the table also holds files of people that wait for their import, which are nobody else's business. */
export const PURPOSE = 'content'

const COLUMNS = ['id', 'name', 'type', 'size', 'sha256', 'created_at', 'path']

/** Stores an upload under the type that its bytes have. What is refused is not kept. */
export async function uploadFile(
  core: Core,
  actor: Actor,
  file: { readonly name: string; readonly stream: Readable },
): Promise<File> {
  const { workspaceId } = actor
  const storage = createStorage(core.config.dataDir)
  const stored = await storage.save(file.stream, { limit: MOST_BYTES })
  try {
    if (stored.size === 0) throw invalid([{ field: 'file', code: 'empty', message: 'The file is empty.' }])
    const name = shownName(file.name)
    const type = await sniffType(storage.locate(stored.path), name)
    if (!type) throw new Problem('unsupported_media', `"${name}" is of no type that is taken here: ${TAKEN_WORDS}.`)
    return await core.db.tenant(workspaceId, async (trx) => {
      const createdBy = `${actor.kind}:${actor.id}`
      const id = await recordFile(trx, { ...stored, workspaceId, name, type, purpose: PURPOSE, createdBy })
      const after = { name, type, size: stored.size, sha256: stored.sha256.toString('hex') }
      await audit(trx, actor, { action: 'file.upload', objectType: 'file', objectId: id, after })
      return show(await trx('files').where({ workspace_id: workspaceId, id }).first(COLUMNS))
    })
  } catch (error) {
    await storage.remove(stored.path)
    throw error
  }
}

export async function listFiles(core: Core, workspaceId: string, query: { limit: number; cursor?: string }) {
  const rows = await core.db.tenant(workspaceId, async (trx) => {
    const list = trx('files')
      .where({ workspace_id: workspaceId, purpose: PURPOSE })
      .orderBy('id', 'desc')
      .limit(query.limit + 1)
      .select(COLUMNS)
    if (query.cursor) list.where('id', '<', String(decodeCursor(query.cursor, 1)[0]))
    return await list
  })
  const { data, next } = page(rows, query.limit, (row: any) => [row.id])
  return { data: data.map(show), next }
}

/** @throws Problem not_found; unavailable when the row is there and its bytes are not. */
export async function findFile(core: Core, workspaceId: string, id: string): Promise<File & { bytes: () => Readable }> {
  const row = await core.db.tenant(workspaceId, (trx) =>
    trx('files').where({ workspace_id: workspaceId, id, purpose: PURPOSE }).first(COLUMNS),
  )
  if (!row) throw notFound('file')
  const storage = createStorage(core.config.dataDir)
  const there = await stat(storage.locate(row.path)).catch(() => null)
  if (!there) throw new Problem('unavailable', `The bytes of "${row.name}" are not in this machine's storage.`)
  return { ...show(row), bytes: () => storage.read(row.path) }
}

const show = (row: any): File => ({
  id: row.id,
  name: row.name,
  type: row.type,
  size: Number(row.size),
  sha256: row.sha256.toString('hex'),
  createdAt: row.created_at.toISOString(),
})
