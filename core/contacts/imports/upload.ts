import type { Readable } from 'node:stream'
import type { Core } from '../../context.ts'
import { notFound } from '../../errors.ts'
import { uuid7 } from '../../infra/ids.ts'
import { createStorage, recordFile, shownName } from '../../infra/storage.ts'
import type { Actor } from '../../workspaces/actor.ts'
import { audit } from '../../workspaces/audit.ts'
import { readDefinitions } from '../definitions/change.ts'
import { type Detected, detectFile } from './detect/detect.ts'
import { importKinds } from './kinds.ts'
import { Import } from './model.ts'
import { type ImportOptions, noTotals } from './options.ts'

export const MOST_BYTES = 1_000_000_000

/** Stores a file, looks at it and makes the import, not started yet. A file that is refused is not kept. */
export async function uploadImport(
  core: Core,
  actor: Actor,
  file: { readonly name: string; readonly type: string; readonly stream: Readable },
): Promise<string> {
  const storage = createStorage(core.config.dataDir)
  const stored = await storage.save(file.stream, { limit: MOST_BYTES })
  const { workspaceId } = actor
  try {
    const detected = await look(core, workspaceId, stored.path, stored.size)
    return await core.db.tenant(workspaceId, async (trx) => {
      const fileId = await recordFile(trx, {
        ...stored,
        workspaceId,
        name: file.name,
        type: file.type,
        purpose: 'import',
        createdBy: `${actor.kind}:${actor.id}`,
      })
      return insertImport(trx, actor, { id: fileId, name: shownName(file.name) }, detected)
    })
  } catch (error) {
    await storage.remove(stored.path)
    throw error
  }
}

/** An import of a file that was uploaded before. */
export async function importStoredFile(core: Core, actor: Actor, fileId: string): Promise<string> {
  const { workspaceId } = actor
  const file = await core.db.tenant(workspaceId, (trx) =>
    trx('files')
      .where({ workspace_id: workspaceId, id: fileId })
      .whereNull('bytes_gone_at')
      .first('id', 'name', 'path', 'size'),
  )
  if (!file) throw notFound('file')
  const detected = await look(core, workspaceId, file.path, Number(file.size))
  return core.db.tenant(workspaceId, (trx) => insertImport(trx, actor, file, detected))
}

async function look(core: Core, workspaceId: string, path: string, size: number): Promise<Detected> {
  const definitions = await core.db.tenant(workspaceId, (trx) => readDefinitions(trx, workspaceId))
  const tools = { kinds: importKinds(core.registries), definitions }
  return detectFile(createStorage(core.config.dataDir).locate(path), size, tools)
}

async function insertImport(
  trx: Parameters<typeof recordFile>[0],
  actor: Actor,
  file: { id: string; name: string },
  detected: Detected,
): Promise<string> {
  const id = uuid7()
  const options: ImportOptions = {
    columns: detected.suggested,
    duplicates: 'fill',
    lists: [],
    ...(detected.exportFormat?.id === 'brevo' ? { plusless: true } : {}),
  }
  await Import.query(trx).insert({
    workspaceId: actor.workspaceId,
    id,
    fileId: file.id,
    fileName: file.name,
    detected,
    options,
    totals: noTotals(),
    createdBy: `${actor.kind}:${actor.id}`,
  })
  await audit(trx, actor, { action: 'import.upload', objectType: 'import', objectId: id, after: { fileId: file.id } })
  return id
}
