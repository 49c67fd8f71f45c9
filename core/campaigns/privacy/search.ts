import { domainToUnicode } from 'node:url'
import type pg from 'pg'
import { findInFile } from '../../contacts/imports/read/find.ts'
import type { Core } from '../../context.ts'
import { createStorage } from '../../infra/storage.ts'
import { systemActor } from '../../workspaces/actor.ts'
import { audit } from '../../workspaces/audit.ts'
import type { Erasure } from './erasures.ts'
import { addressPattern, scrubRejects } from './traces.ts'

/** Bytes of stored files that are searched while somebody waits for the answer: about a second. More is left to the worker. */
const AT_ONCE = 32 * 1_048_576

const context = (workspaceId: string, contactId: string) => `${workspaceId}:erasures.searching:${contactId}`

/** The addresses of somebody who was just erased, sealed until every stored file has been searched for them; null without any. */
export const sealSearch = (
  { vault }: Pick<Core, 'vault'>,
  { workspaceId, contactId }: { workspaceId: string; contactId: string },
  addresses: readonly string[],
): string | null => (addresses.length ? vault.seal(JSON.stringify(addresses), context(workspaceId, contactId)) : null)

interface StoredImport {
  readonly id: string
  readonly file_id: string
  readonly path: string
  readonly size: number
  readonly state: string
  readonly detected: { format: Parameters<typeof findInFile>[1]; columns?: object[]; encoding?: object }
  readonly gone: boolean
}

/**
 * Searches the stored file of every import for the person; one that holds them is deleted, whole: what was rewritten would have to be
 * believed, what is gone is gone. True when nothing is left to search: then the addresses are forgotten here too.
 * A running import is waited for. Safe to repeat.
 */
export async function searchFiles(core: Core, erasure: Erasure, options: { atOnce: boolean }): Promise<boolean> {
  const { id, workspaceId, contactId } = erasure
  const { sealed, held, removed } = await core.db.directSystem((client) => readSearch(client, workspaceId, id))
  if (sealed === null) return true
  if (held) return false
  const pattern = writtenPattern(JSON.parse(core.vault.open(sealed, context(workspaceId, contactId))))
  const imports = await core.db.directSystem((client) => storedImports(client, workspaceId, removed))
  if (options.atOnce && imports.reduce((sum, one) => sum + one.size, 0) > AT_ONCE) return false
  const [searched, missing, waiting] = [new Set<string>(), [] as string[], [] as string[]]
  for (const one of imports) {
    if (one.state === 'running') waiting.push(one.id)
    // Several imports may name one file.
    else if (!searched.has(one.file_id)) {
      const found = one.gone ? 'found' : await look(core, one, pattern)
      if (found === 'missing') missing.push(one.id)
      else searched.add(one.file_id)
      if (found === 'found') await removeFile(core, erasure, one)
    }
  }
  const report = {
    importsWithFile: waiting,
    filesSearched: searched.size,
    filesMissing: missing,
  }
  await core.db.directSystem(async (client) => {
    // Rows that an import refused since, because the address is blocked: they stand in its report.
    await scrubRejects(client, workspaceId, pattern.source)
    await client.query(
      `UPDATE erasures SET report = report || $3::jsonb, searching = CASE WHEN $4 THEN NULL ELSE searching END WHERE workspace_id = $1 AND id = $2`,
      [workspaceId, id, JSON.stringify(report), waiting.length === 0],
    )
  })
  return waiting.length === 0
}

async function readSearch(client: pg.PoolClient, workspaceId: string, id: string) {
  const { rows } = await client.query<{ sealed: string | null; held: boolean; removed: string[] }>(
    `SELECT e.searching AS sealed, w.legal_hold AS held, coalesce(e.report->'filesRemoved', '[]') AS removed FROM erasures e JOIN workspaces w ON w.id = e.workspace_id
     WHERE e.workspace_id = $1 AND e.id = $2`,
    [workspaceId, id],
  )
  return rows[0] ?? { sealed: null, held: false, removed: [] }
}

/** With those that this erasure has marked as removed: the mark comes before the deletion of the bytes, and a kill may lie between. */
async function storedImports(
  client: pg.PoolClient,
  workspaceId: string,
  removed: readonly string[],
): Promise<StoredImport[]> {
  const { rows } = await client.query<StoredImport>(
    `SELECT i.id, i.file_id, i.state, i.detected, f.path, f.size, f.bytes_gone_at IS NOT NULL AS gone
     FROM imports i JOIN files f ON f.workspace_id = i.workspace_id AND f.id = i.file_id
     WHERE i.workspace_id = $1 AND (f.bytes_gone_at IS NULL OR i.id = ANY ($2::uuid[])) ORDER BY i.id`,
    [workspaceId, removed],
  )
  return rows
}

async function look(core: Core, one: StoredImport, pattern: RegExp): Promise<'found' | 'absent' | 'missing'> {
  try {
    const path = createStorage(core.config.dataDir).locate(one.path)
    return (await findInFile(path, one.detected.format, pattern)) ? 'found' : 'absent'
  } catch (error) {
    core.log.warn({ err: (error as Error).message, importId: one.id }, 'a stored file could not be searched')
    return 'missing'
  }
}

const REASON = 'The file is gone: somebody who stood in it was erased. Upload it again without them.'

/** The mark, the samples that were shown of it, and what is still to be imported from it, in one transaction; then the bytes. */
async function removeFile(core: Core, { workspaceId, id }: Erasure, one: StoredImport): Promise<void> {
  await core.db.system(async (trx) => {
    const marked = await trx('files')
      .where({ workspace_id: workspaceId, id: one.file_id })
      .whereNull('bytes_gone_at')
      .update({ bytes_gone_at: trx.fn.now() })
    const shared = await trx('imports')
      .where({ workspace_id: workspaceId, file_id: one.file_id })
      .select('id', 'state', 'detected')
    for (const row of shared)
      await trx('imports')
        .where({ workspace_id: workspaceId, id: row.id })
        .update({
          detected: JSON.stringify(withoutSamples(row.detected)),
          ...(row.state === 'uploaded' || row.state === 'failed'
            ? { state: 'cancelled', problem: JSON.stringify({ code: 'file_erased', message: REASON }) }
            : {}),
        })
    if (marked === 1) {
      const imports = shared.map((row) => row.id)
      await trx('erasures')
        .where({ workspace_id: workspaceId, id })
        .update({
          report: trx.raw("jsonb_set(report, '{filesRemoved}', coalesce(report->'filesRemoved', '[]') || ?::jsonb)", [
            JSON.stringify(imports),
          ]),
        })
      await audit(trx, systemActor(workspaceId, 'erasure'), {
        action: 'file.erase',
        objectType: 'file',
        objectId: one.file_id,
        after: { erasure: id, imports },
      })
    }
  })
  await createStorage(core.config.dataDir).remove(one.path)
}

function withoutSamples(detected: any) {
  return {
    ...detected,
    columns: (detected.columns ?? []).map((column: object) => ({ ...column, samples: [] })),
    ...(detected.encoding ? { encoding: { ...detected.encoding, samples: [] } } : {}),
  }
}

/** As people may have typed them: an international domain also in its own letters. */
function writtenPattern(addresses: readonly string[]): RegExp {
  const forms = addresses.flatMap((address) => {
    const at = address.lastIndexOf('@') + 1
    const shown = at > 0 ? address.slice(0, at) + domainToUnicode(address.slice(at)) : address
    return shown === address ? [address] : [address, shown]
  })
  return new RegExp(addressPattern(forms), 'i')
}

/** After a key rotation: what still waits to be searched for, under the current key. */
export async function resealSearches({ db, vault }: Pick<Core, 'db' | 'vault'>): Promise<void> {
  await db.directSystem(async (client) => {
    const { rows } = await client.query(
      'SELECT workspace_id, id, contact_id, searching FROM erasures WHERE searching IS NOT NULL FOR UPDATE',
    )
    for (const { workspace_id, id, contact_id, searching } of rows) {
      if (vault.keyOf(searching) === vault.currentKey) continue
      const about = context(workspace_id, contact_id)
      await client.query('UPDATE erasures SET searching = $3 WHERE workspace_id = $1 AND id = $2', [
        workspace_id,
        id,
        vault.seal(vault.open(searching, about), about),
      ])
    }
  })
}
