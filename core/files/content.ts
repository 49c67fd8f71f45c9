import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Core } from '../context.ts'
import type { ContentProblem, Json } from '../contracts/index.ts'
import { isUuid } from '../infra/ids.ts'
import type { Trx } from '../infra/postgres.ts'
import { createStorage } from '../infra/storage.ts'
import { PURPOSE } from './upload.ts'

/** All files of one language together, before base64: what most mailbox providers still take. */
export const MOST_ATTACHED = 15 * 1_048_576

type Fields = Record<string, Json>
type Item = Record<string, Json>

/** Items of a content's lists, with their place. */
function* itemsOf(content: Fields): Generator<{ field: string; item: Item }> {
  for (const [name, value] of Object.entries(content))
    if (Array.isArray(value))
      for (const [index, item] of value.entries())
        if (typeof item === 'object' && item !== null && !Array.isArray(item))
          yield { field: `${name}.${index}`, item: item as Item }
}

const namesFile = (item: Json) =>
  typeof item === 'object' && item !== null && !Array.isArray(item) && fileOf(item as Item) !== null
const fileOf = (item: Item) => (typeof item.file === 'string' && item.file !== '' ? item.file : null)
const bytesOf = (item: Item) => (typeof item.content === 'string' ? Math.floor((item.content.length * 3) / 4) : 0)

/**
 * Files that content names (an item of a list with `file`, the id of an upload): what is wrong with them, by language and
 * place, and the hash of each, so that what was published can be proven to the byte.
 */
export async function checkFiles(
  trx: Trx,
  workspaceId: string,
  contents: Readonly<Record<string, Fields>>,
): Promise<{ problems: ContentProblem[]; hashes: Readonly<Record<string, string>> }> {
  const items = Object.entries(contents).flatMap(([locale, content]) =>
    [...itemsOf(content)].map((one) => ({ locale, field: `${locale}.${one.field}`, item: one.item })),
  )
  const ids = [...new Set(items.map(({ item }) => fileOf(item)).filter((id) => id !== null && isUuid(id)))] as string[]
  const rows = ids.length
    ? await trx('files').where({ workspace_id: workspaceId, purpose: PURPOSE }).whereIn('id', ids)
    : []
  const known = new Map(rows.map((row: any) => [row.id, row]))
  const problems: ContentProblem[] = []
  const totals = new Map<string, number>()
  for (const { locale, field, item } of items) {
    const id = fileOf(item)
    const row = id === null ? null : known.get(id)
    totals.set(locale, (totals.get(locale) ?? 0) + (row ? Number(row.size) : bytesOf(item)))
    if (id !== null) problems.push(...wrongWith(item, row, field))
  }
  for (const [locale, total] of totals)
    if (total > MOST_ATTACHED)
      problems.push({
        field: locale,
        code: 'too_big',
        message: `All files together have ${(total / 1_048_576).toFixed(1)} MB; 15 MB are the most.`,
      })
  const hashes = Object.fromEntries(ids.sort().map((id) => [id, known.get(id)?.sha256.toString('hex') ?? '']))
  return { problems, hashes }
}

function wrongWith(item: Item, row: any, field: string): ContentProblem[] {
  if (!row) return [{ field: `${field}.file`, code: 'unknown', message: 'There is no such uploaded file.' }]
  if (item.content !== undefined)
    return [{ field, code: 'both', message: 'Give either an uploaded file or its bytes, not both.' }]
  if (typeof item.type === 'string' && item.type.toLowerCase() !== row.type)
    return [{ field: `${field}.type`, code: 'type', message: `The file "${row.name}" is ${row.type}.` }]
  return []
}

/**
 * Reads the files that a content names into its `content`, as base64. Once per run and language: all messages then share
 * one list, by whose identity a channel may keep what it made of it.
 * @throws Error with a sentence when a file is gone or damaged
 */
export async function withFiles<C extends { readonly content: Fields }>(
  core: Core,
  workspaceId: string,
  locales: Readonly<Record<string, C>>,
): Promise<Record<string, C>> {
  const read = new Map<string, Promise<string>>()
  const filled: Record<string, C> = {}
  for (const [locale, one] of Object.entries(locales)) {
    const content = { ...one.content }
    for (const [name, value] of Object.entries(content))
      if (Array.isArray(value) && value.some(namesFile))
        content[name] = await Promise.all(value.map((item) => fill(core, workspaceId, item, read)))
    filled[locale] = { ...one, content }
  }
  return filled
}

async function fill(core: Core, workspaceId: string, item: Json, read: Map<string, Promise<string>>): Promise<Json> {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item
  const id = fileOf(item as Item)
  if (id === null) return item
  const bytes = read.get(id) ?? readBase64(core, workspaceId, id)
  read.set(id, bytes)
  const { file: _, ...rest } = item as Item
  return { ...rest, content: await bytes }
}

async function readBase64(core: Core, workspaceId: string, id: string): Promise<string> {
  const row = await core.db.tenant(workspaceId, (trx) =>
    trx('files').where({ workspace_id: workspaceId, id, purpose: PURPOSE }).first('name', 'path', 'sha256'),
  )
  if (!row) throw new Error('A file that the content names no longer exists.')
  const bytes = await readFile(createStorage(core.config.dataDir).locate(row.path)).catch(() => null)
  if (!bytes) throw new Error(`The file "${row.name}" cannot be read from this machine's storage.`)
  if (!createHash('sha256').update(bytes).digest().equals(row.sha256))
    throw new Error(`The file "${row.name}" is damaged: its bytes are not those that were uploaded.`)
  return bytes.toString('base64')
}
