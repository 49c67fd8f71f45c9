import { stringify } from 'csv-stringify/sync'
import type { Core } from '../../context.ts'
import type { Json } from '../../contracts/index.ts'
import { type FieldProblem, invalid } from '../../errors.ts'
import type { Trx } from '../../infra/postgres.ts'
import { addressKinds } from '../addresses/canonical.ts'
import type { Definitions } from '../attributes.ts'
import { readDefinitions } from '../definitions/change.ts'
import { type FindTools, findContacts } from '../find.ts'
import { safeCell } from '../imports/report.ts'
import { Contact } from '../model.ts'
import { presentContacts } from '../present.ts'
import type { ContactFilter } from '../schema.ts'
import { openValues } from '../sealed.ts'
import type { ContactExport } from './schema.ts'

const PAGE = 2_000

const PLAIN = [
  'id',
  'externalId',
  'firstName',
  'lastName',
  'locale',
  'timeZone',
  'country',
  'held',
  'objectedAt',
  'createdAt',
  'updatedAt',
] as const

type Shown = Awaited<ReturnType<typeof presentContacts>>[number]
interface Row {
  readonly shown: Shown
  readonly contact: Contact
}

/** One column of the file: its head, and what stands in it for a person. */
interface Column {
  readonly name: string
  cell(row: Row): Json | undefined
}

/**
 * The columns that are asked for, else all that is not sensitive: plain fields by name, `address:<kind>` for the main address
 * of a kind, `attribute:<name>`.
 * @throws Problem 422 that names each column that is none
 */
export async function exportColumns(
  trx: Trx,
  core: Pick<Core, 'registries' | 'vault'>,
  workspaceId: string,
  names?: readonly string[],
): Promise<Column[]> {
  const definitions = await readDefinitions(trx, workspaceId)
  const kinds = [...addressKinds(core.registries).keys()]
  const wanted = names ?? [
    ...PLAIN,
    ...kinds.map((kind) => `address:${kind}`),
    ...[...definitions.values()].filter((one) => !one.sensitive).map(({ name }) => `attribute:${name}`),
  ]
  const problems: FieldProblem[] = []
  const columns = wanted.flatMap((name, i) => {
    const cell = cellOf(name, kinds, definitions, core, workspaceId)
    if (!cell) problems.push({ field: `/columns/${i}`, code: 'unknown', message: `There is no column "${name}".` })
    return cell ? [{ name, cell }] : []
  })
  if (problems.length) throw invalid(problems)
  return columns
}

function cellOf(
  name: string,
  kinds: readonly string[],
  definitions: Definitions,
  { vault }: Pick<Core, 'vault'>,
  workspaceId: string,
): Column['cell'] | null {
  const plain = PLAIN.find((one) => one === name)
  if (plain) return ({ shown }) => shown[plain]
  const [what, rest = ''] = name.split(/:(.*)/s)
  if (what === 'address' && kinds.includes(rest))
    return ({ shown }) => shown.addresses.find((one) => one.kind === rest && one.primary)?.value
  const definition = what === 'attribute' ? definitions.get(rest) : undefined
  if (!definition) return null
  if (!definition.sensitive) return ({ shown }) => shown.attributes[rest] as Json
  return ({ contact: { id, sealed } }) =>
    sealed[rest] === undefined ? undefined : openValues(vault, workspaceId, id, { [rest]: sealed[rest] })[rest]
}

/** People as CSV, UTF-8 with a byte order mark for Excel, page by page: as many as there are, in the memory of one page. */
export async function* exportContacts(
  core: Pick<Core, 'db'>,
  tools: FindTools,
  workspaceId: string,
  columns: readonly Column[],
  { contactIds, filter }: Pick<ContactExport, 'contactIds' | 'filter'>,
): AsyncGenerator<string> {
  yield `\ufeff${csv([columns.map(({ name }) => name)])}`
  const pages = contactIds ? pagesByIds(contactIds) : pagesByFilter(tools, workspaceId, filter ?? {})
  for (;;) {
    const rows = await core.db.tenant(workspaceId, async (trx) => {
      const contacts = await pages(trx, workspaceId)
      const shown = contacts && (await presentContacts(trx, workspaceId, contacts))
      return contacts?.map((contact, i): Row => ({ contact, shown: shown![i]! }))
    })
    if (!rows) return
    if (rows.length) yield csv(rows.map((row) => columns.map(({ cell }) => text(cell(row)))))
  }
}

/** Gives the people of the next page; null after the last one. */
type Pages = (trx: Trx, workspaceId: string) => Promise<readonly Contact[] | null>

function pagesByFilter(tools: FindTools, workspaceId: string, filter: ContactFilter): Pages {
  let cursor: string | null | undefined
  return async (trx) => {
    if (cursor === null) return null
    const query = { ...filter, limit: PAGE, sort: 'id', order: 'asc', ...(cursor ? { cursor } : {}) } as const
    const found = await findContacts(trx, tools, workspaceId, query)
    cursor = found.next
    return found.data
  }
}

function pagesByIds(ids: readonly string[]): Pages {
  let from = 0
  return async (trx, workspaceId) => {
    const some = ids.slice(from, from + PAGE)
    from += PAGE
    if (some.length === 0) return null
    return Contact.query(trx).where({ workspace_id: workspaceId }).whereIn('id', some).orderBy('id')
  }
}

const csv = (rows: readonly (readonly string[])[]) => stringify(rows as string[][], { record_delimiter: '\r\n' })

function text(value: Json | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return safeCell(value)
  return typeof value === 'object' ? safeCell(JSON.stringify(value)) : String(value)
}
