import { Contact } from '../../contacts/model.ts'
import { presentContacts } from '../../contacts/present.ts'
import { runSql } from '../../contacts/sql.ts'
import { decodeCursor, page } from '../../http/paging.ts'
import type { Trx } from '../../infra/postgres.ts'
import { countPeople } from '../count.ts'
import { List } from '../model.ts'
import type { PeopleCount } from '../schema.ts'
import { findList } from './change.ts'

/** On a page of lists each is counted this far; one list alone is counted to its end. */
const ENOUGH = 10_000

interface Paging {
  readonly limit: number
  readonly cursor?: string
}

/** Lists, newest first. */
export async function showLists(trx: Trx, workspaceId: string, { limit, cursor }: Paging) {
  const rows = await List.query(trx)
    .where({ workspace_id: workspaceId })
    .modify((query) => void (cursor && query.where('id', '<', decodeCursor(cursor, 1)[0]!)))
    .orderBy('id', 'desc')
    .limit(limit + 1)
  const found = page(rows, limit, (row) => [row.id])
  const counts = await runSql<{ id: string; count: number }>(trx, {
    text: `SELECT l.id, n.count FROM unnest($2::uuid[]) AS l(id) CROSS JOIN LATERAL (SELECT count(*) AS count FROM
      (SELECT 1 FROM list_members m WHERE m.workspace_id = $1::uuid AND m.list_id = l.id LIMIT ${ENOUGH}) few) n`,
    values: [workspaceId, found.data.map((row) => row.id)],
  })
  const byId = new Map(counts.map((row) => [row.id, Number(row.count)]))
  const data = found.data.map((row) => {
    const count = byId.get(row.id) ?? 0
    return present(row, { count, is: count < ENOUGH ? 'exact' : 'at_least' })
  })
  return { data, next: found.next }
}

export async function showList(trx: Trx, workspaceId: string, id: string) {
  const list = await findList(trx, workspaceId, id)
  const text = 'SELECT m.contact_id FROM list_members m WHERE m.workspace_id = $1::uuid AND m.list_id = $2::uuid'
  return present(list, await countPeople(trx, { text, values: [workspaceId, id] }))
}

/** People of a list in order of id. */
export async function showMembers(trx: Trx, workspaceId: string, listId: string, { limit, cursor }: Paging) {
  await findList(trx, workspaceId, listId)
  const rows: { contact_id: string }[] = await trx('list_members')
    .where({ workspace_id: workspaceId, list_id: listId })
    .modify((query) => void (cursor && query.where('contact_id', '>', decodeCursor(cursor, 1)[0]!)))
    .orderBy('contact_id')
    .limit(limit + 1)
    .select('contact_id')
  const found = page(rows, limit, (row) => [row.contact_id])
  const contacts = await Contact.query(trx)
    .where({ workspace_id: workspaceId })
    .whereIn(
      'id',
      found.data.map((row) => row.contact_id),
    )
    .orderBy('id')
  return { data: await presentContacts(trx, workspaceId, contacts), next: found.next }
}

const present = ({ id, name, description, createdAt, updatedAt }: List, people: PeopleCount) => ({
  id,
  name,
  description,
  people,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})
