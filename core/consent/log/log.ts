import type pg from 'pg'
import { addressKinds } from '../../contacts/addresses/canonical.ts'
import type { Core } from '../../context.ts'
import { Problem } from '../../errors.ts'
import { decodeCursor, page } from '../../http/paging.ts'
import { isUuid } from '../../infra/ids.ts'
import { parameters } from '../gate.ts'
import { EVENT } from '../ledger.ts'
import type { LogQuery } from './schema.ts'

/** An event's id is made after its time was taken; beyond this, the id alone says that it is older. */
const SLACK_MS = 60_000

/** One page of all consent events of a workspace, in the order in which they were written down, newest first. */
export async function workspaceLog(
  client: pg.PoolClient,
  core: Pick<Core, 'registries'>,
  workspaceId: string,
  query: LogQuery,
) {
  const p = parameters()
  const workspace = p.add(workspaceId, 'uuid')
  const tests = [`workspace_id = ${workspace}`]
  for (const column of ['purpose', 'channel', 'action'] as const) {
    const value = query[column]
    if (value !== undefined) tests.push(`${column} = ${p.add(value, 'text')}`)
  }
  // Told to the planner, which then reads the short index of what is not an import's 'given'.
  if (query.action && query.action !== 'given') tests.push("action <> 'given'")
  if (query.contact) tests.push(`contact_id = ${p.add(query.contact, 'uuid')}`)
  if (query.address !== undefined) {
    const people = await peopleAt(client, core, workspaceId, query.address)
    tests.push(`contact_id = ANY(${p.add(people, 'uuid[]')})`)
  }
  if (query.from) {
    const from = new Date(query.from)
    tests.push(`recorded_at >= ${p.add(from, 'timestamptz')}`, `id >= ${p.add(firstId(from), 'uuid')}`)
  }
  if (query.to) tests.push(`recorded_at < ${p.add(new Date(query.to), 'timestamptz')}`)
  if (query.cursor) tests.push(`id < ${p.add(cursorId(query.cursor), 'uuid')}`)
  const { rows } = await client.query(
    `SELECT ${EVENT}, e.contact_id AS "contactId", c.id AS person, c.first_name, c.last_name
     FROM (SELECT * FROM consent_events WHERE ${tests.join(' AND ')} ORDER BY id DESC LIMIT ${p.add(query.limit + 1, 'int')}) e
     LEFT JOIN consent_wordings w ON w.workspace_id = ${workspace} AND w.id = e.wording_id
     LEFT JOIN contacts c ON c.workspace_id = ${workspace} AND c.id = e.contact_id ORDER BY e.id DESC`,
    p.values,
  )
  const { data, next } = page(rows, query.limit, (row) => [row.id])
  return {
    data: data.map(({ person, first_name: firstName, last_name: lastName, ...row }) => ({
      ...row,
      at: row.at.toISOString(),
      recordedAt: row.recordedAt.toISOString(),
      person: person && { firstName, lastName },
    })),
    next,
  }
}

/** Those who have the address now; it is read as each kind that can read it. */
async function peopleAt(
  client: pg.PoolClient,
  { registries }: Pick<Core, 'registries'>,
  workspaceId: string,
  typed: string,
): Promise<string[]> {
  const read = [...addressKinds(registries).values()].flatMap((kind) => {
    const parsed = typed.length <= kind.maxLength ? kind.parse(typed) : undefined
    return parsed?.ok ? [{ kind: kind.kind, value: parsed.value }] : []
  })
  const { rows } = await client.query<{ contact_id: string }>(
    `SELECT DISTINCT a.contact_id FROM unnest($2::text[], $3::text[]) AS n (kind, value)
     JOIN addresses a ON a.workspace_id = $1 AND a.kind = n.kind AND a.value = n.value`,
    [workspaceId, read.map((one) => one.kind), read.map((one) => one.value)],
  )
  return rows.map((row) => row.contact_id)
}

/** The smallest UUIDv7 that an event recorded at this time or later can have. */
function firstId(time: Date): string {
  const ms = Math.max(0, time.getTime() - SLACK_MS)
  const hex = ms.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`
}

function cursorId(cursor: string): string {
  const [id] = decodeCursor(cursor, 1)
  if (!isUuid(id))
    throw new Problem('bad_request', 'This cursor is not one that this list gave. Start again without it.')
  return id
}
