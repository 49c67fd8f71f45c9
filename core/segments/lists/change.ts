import { type FindTools, filterConditions } from '../../contacts/find.ts'
import { numbered, runSql } from '../../contacts/sql.ts'
import { invalid, notFound } from '../../errors.ts'
import { uuid7 } from '../../infra/ids.ts'
import type { Trx } from '../../infra/postgres.ts'
import type { Actor } from '../../workspaces/actor.ts'
import { audit } from '../../workspaces/audit.ts'
import { namingName } from '../change.ts'
import { List } from '../model.ts'
import type { ListChange, ListInput, PeopleChoice } from '../schema.ts'
import { refuseInUse } from '../usage.ts'

export async function createList(trx: Trx, actor: Actor, input: ListInput): Promise<string> {
  const id = uuid7()
  await namingName(() =>
    List.query(trx).insert({ ...input, name: input.name.trim(), workspaceId: actor.workspaceId, id }),
  )
  await audit(trx, actor, { action: 'list.create', objectType: 'list', objectId: id, after: input })
  return id
}

export async function changeList(trx: Trx, actor: Actor, id: string, change: ListChange): Promise<void> {
  const before = await findList(trx, actor.workspaceId, id)
  const patch = { ...change, ...(change.name ? { name: change.name.trim() } : {}), updatedAt: new Date() }
  await namingName(() => List.query(trx).where({ workspace_id: actor.workspaceId, id }).patch(patch))
  await audit(trx, actor, {
    action: 'list.update',
    objectType: 'list',
    objectId: id,
    before: { name: before.name, description: before.description },
    after: change,
  })
}

/** The people stay; only their being on this list ends. */
export async function removeList(trx: Trx, actor: Actor, id: string): Promise<void> {
  const list = await findList(trx, actor.workspaceId, id)
  await refuseInUse(trx, actor.workspaceId, id, 'list')
  await List.query(trx).where({ workspace_id: actor.workspaceId, id }).delete()
  await audit(trx, actor, { action: 'list.remove', objectType: 'list', objectId: id, before: { name: list.name } })
}

/** Puts people on a list, in one statement however many; gives how many were not on it before. */
export async function addMembers(
  trx: Trx,
  tools: FindTools,
  actor: Actor,
  listId: string,
  choice: PeopleChoice,
): Promise<number> {
  const { workspaceId } = actor
  await findList(trx, workspaceId, listId)
  const to = numbered()
  const list = to.add(listId, 'uuid')
  const people = await chosenPeople(trx, tools, workspaceId, choice, to)
  const text = `WITH added AS (INSERT INTO list_members (workspace_id, list_id, contact_id)
    SELECT c.workspace_id, ${list}, c.id FROM contacts c WHERE ${people} ORDER BY c.id
    ON CONFLICT DO NOTHING RETURNING 1) SELECT count(*) AS count FROM added`
  return recordBulk(
    trx,
    actor,
    'list.add_people',
    listId,
    choice,
    await runSql<{ count: number }>(trx, { text, values: to.values }),
  )
}

/** Takes people off a list; gives how many were on it. */
export async function removeMembers(
  trx: Trx,
  tools: FindTools,
  actor: Actor,
  listId: string,
  choice: PeopleChoice,
): Promise<number> {
  const { workspaceId } = actor
  await findList(trx, workspaceId, listId)
  const to = numbered()
  const list = to.add(listId, 'uuid')
  const people = await chosenPeople(trx, tools, workspaceId, choice, to)
  const text = `WITH removed AS (DELETE FROM list_members m WHERE m.workspace_id = ${to.add(workspaceId, 'uuid')} AND m.list_id = ${list}
    AND m.contact_id IN (SELECT c.id FROM contacts c WHERE ${people}) RETURNING 1) SELECT count(*) AS count FROM removed`
  return recordBulk(
    trx,
    actor,
    'list.remove_people',
    listId,
    choice,
    await runSql<{ count: number }>(trx, { text, values: to.values }),
  )
}

async function chosenPeople(
  trx: Trx,
  tools: FindTools,
  workspaceId: string,
  { contactIds, filter }: PeopleChoice,
  to: ReturnType<typeof numbered>,
): Promise<string> {
  if (Boolean(contactIds) === Boolean(filter))
    throw invalid([{ field: '/', code: 'shape', message: 'give either contactIds or filter' }])
  // An empty filter is everybody: more likely a mistake than a wish.
  if (filter && Object.keys(filter).length === 0)
    throw invalid([{ field: '/filter', code: 'required', message: 'must narrow people by something' }])
  const conditions = await filterConditions(trx, tools, workspaceId, filter ?? {}, to)
  if (contactIds) conditions.push(`c.id = ANY(${to.add(contactIds, 'uuid[]')})`)
  return conditions.join(' AND ')
}

async function recordBulk(
  trx: Trx,
  actor: Actor,
  action: string,
  listId: string,
  { contactIds, filter }: PeopleChoice,
  [row]: { count: number }[],
): Promise<number> {
  const count = Number(row!.count)
  // What was searched for may be a name: the audit log keeps only by what it was narrowed.
  const by = contactIds ? { asked: contactIds.length } : { filter: Object.keys(filter ?? {}) }
  await audit(trx, actor, { action, objectType: 'list', objectId: listId, after: { ...by, people: count } })
  return count
}

/** @throws 404 */
export async function findList(trx: Trx, workspaceId: string, id: string): Promise<List> {
  const list = await List.query(trx).findOne({ workspace_id: workspaceId, id })
  if (!list) throw notFound('list')
  return list
}
