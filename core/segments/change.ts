import { readDefinitions } from '../contacts/definitions/change.ts'
import { invalid, notFound, Problem, sqlState } from '../errors.ts'
import { uuid7 } from '../infra/ids.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Actor } from '../workspaces/actor.ts'
import { audit } from '../workspaces/audit.ts'
import { compileSegment } from './compile.ts'
import { countPeople } from './count.ts'
import type { Reading } from './leaves/condition.ts'
import { Segment } from './model.ts'
import type { LastCount, SegmentChange, SegmentInput } from './schema.ts'
import { refuseInUse } from './usage.ts'

/** Compiles rules of a request; 422 names the place below `/rules`. */
export async function compileRules(trx: Trx, workspaceId: string, rules: unknown, reading: Reading = 'whole') {
  const definitions = await readDefinitions(trx, workspaceId)
  try {
    return compileSegment(rules, definitions, 1, { reading })
  } catch (error) {
    if (!(error instanceof Problem) || !error.errors) throw error
    throw invalid(error.errors.map((one) => ({ ...one, field: `/rules${one.field === '/' ? '' : one.field}` })))
  }
}

export async function createSegment(trx: Trx, actor: Actor, input: SegmentInput): Promise<string> {
  const { workspaceId } = actor
  await compileRules(trx, workspaceId, input.rules)
  const id = uuid7()
  await namingName(() => Segment.query(trx).insert({ ...input, workspaceId, id, name: input.name.trim() }))
  await audit(trx, actor, { action: 'segment.create', objectType: 'segment', objectId: id, after: input })
  return id
}

/** A campaign that was launched keeps the rules it was launched with. */
export async function changeSegment(trx: Trx, actor: Actor, id: string, change: SegmentChange): Promise<void> {
  const { workspaceId } = actor
  const before = await Segment.query(trx).findOne({ workspace_id: workspaceId, id }).forUpdate()
  if (!before) throw notFound('segment')
  if (change.rules) await compileRules(trx, workspaceId, change.rules)
  const patch = {
    ...change,
    ...(change.name ? { name: change.name.trim() } : {}),
    ...(change.rules ? { people: null } : {}),
    updatedAt: new Date(),
  }
  await namingName(() => Segment.query(trx).where({ workspace_id: workspaceId, id }).patch(patch))
  const old = Object.fromEntries(Object.keys(change).map((key) => [key, before[key as keyof SegmentChange]]))
  await audit(trx, actor, { action: 'segment.update', objectType: 'segment', objectId: id, before: old, after: change })
}

/** Counts and remembers: a page of segments must not count millions each time. */
export async function countSegment(trx: Trx, workspaceId: string, id: string): Promise<LastCount> {
  const segment = await Segment.query(trx).findOne({ workspace_id: workspaceId, id })
  if (!segment) throw notFound('segment')
  const count = await countPeople(trx, await compileRules(trx, workspaceId, segment.rules))
  const people = { ...count, at: new Date().toISOString() }
  await Segment.query(trx).where({ workspace_id: workspaceId, id }).patch({ people })
  return people
}

export async function removeSegment(trx: Trx, actor: Actor, id: string): Promise<void> {
  const { workspaceId } = actor
  const segment = await Segment.query(trx).findOne({ workspace_id: workspaceId, id }).forUpdate()
  if (!segment) throw notFound('segment')
  await refuseInUse(trx, workspaceId, id, 'segment')
  await Segment.query(trx).where({ workspace_id: workspaceId, id }).delete()
  await audit(trx, actor, {
    action: 'segment.remove',
    objectType: 'segment',
    objectId: id,
    before: { name: segment.name, rules: segment.rules },
  })
}

/** Names of lists and of segments are unique in a workspace, whatever their case. */
export async function namingName<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (sqlState(error) !== '23505') throw error
    const errors = [{ field: '/name', code: 'taken', message: 'is the name of another one' }]
    throw new Problem('already_exists', 'This name is taken.', { errors, cause: error })
  }
}
