import type { Core } from '../../context.ts'
import { createStorage } from '../../infra/storage.ts'
import { type AttributeDefinition, byName } from '../attributes.ts'
import { readDefinitions } from '../definitions/change.ts'
import { importKinds } from './kinds.ts'
import { findImport } from './model.ts'
import { readRecords } from './read/records.ts'
import { rowReader } from './run/rows/row.ts'
import type { PreviewRow } from './schema.ts'

const ROWS = 20

/** The first rows as they would be stored, each with what is wrong with it. Writes nothing. */
export async function previewImport(core: Core, workspaceId: string, id: string): Promise<{ rows: PreviewRow[] }> {
  const { one, definitions } = await core.db.tenant(workspaceId, async (trx) => ({
    one: await findImport(trx, workspaceId, id),
    definitions: await readDefinitions(trx, workspaceId),
  }))
  const { format } = one.detected
  const declared: AttributeDefinition[] = (one.options.declare ?? []).map((two) => ({ ...two, sensitive: false }))
  const read = rowReader({
    columns: format.columns,
    options: one.options,
    kinds: importKinds(core.registries),
    definitions: byName([...declared, ...definitions.values()]),
  })
  const path = createStorage(core.config.dataDir).locate(one.path!)
  const rows: PreviewRow[] = []
  for await (const { records } of readRecords(
    path,
    format,
    { offset: format.dataOffset, line: format.dataLine },
    ROWS,
  )) {
    for (const record of records.slice(0, ROWS)) {
      const result = read(record)
      if ('refusals' in result)
        rows.push({
          line: record.line,
          person: {},
          addresses: [],
          attributes: {},
          lists: [],
          problems: result.refusals.map(({ column, code, reason }) => ({ column, code, reason })),
        })
      else {
        const { row } = result
        rows.push({
          line: row.line,
          person: row.person as Record<string, string | null>,
          addresses: row.addresses.map(({ standing, ...rest }) => ({ ...rest, ...(standing ? { standing } : {}) })),
          attributes: {
            ...row.attributes,
            ...Object.fromEntries(Object.keys(row.sensitive).map((name) => [name, '•••'])),
          },
          lists: [...row.lists],
          problems: [],
        })
      }
    }
    break
  }
  return { rows }
}
