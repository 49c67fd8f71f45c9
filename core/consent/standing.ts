import { notFound } from '../errors.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Actor } from '../workspaces/actor.ts'
import { audit } from '../workspaces/audit.ts'

/** What stops a person whatever lists, segments and consents say. */
export interface Standing {
  readonly id: string
  /** GDPR art. 18: kept, not written to at all. */
  readonly held: boolean
  /** GDPR art. 21: no marketing on any channel. */
  readonly objectedAt: string | null
}

/** Sets or lifts the objection to all marketing. It counts from its commit on, for messages that wait as well. */
export const setObjection = (
  trx: Trx,
  actor: Actor,
  contactId: string,
  { objected, reason }: { objected: boolean; reason: string },
): Promise<Standing> =>
  change(trx, actor, contactId, objected ? 'contact.object' : 'contact.lift_objection', reason, {
    // An objection that stands keeps its date.
    objected_at: objected ? trx.raw('coalesce(objected_at, clock_timestamp())') : null,
  })

/** Sets or lifts the restriction: the person's data is kept and nothing is sent. */
export const setRestriction = (
  trx: Trx,
  actor: Actor,
  contactId: string,
  { held, reason }: { held: boolean; reason: string },
): Promise<Standing> => change(trx, actor, contactId, held ? 'contact.hold' : 'contact.release', reason, { held })

async function change(
  trx: Trx,
  actor: Actor,
  contactId: string,
  action: string,
  reason: string,
  patch: Record<string, any>,
): Promise<Standing> {
  const own = { workspace_id: actor.workspaceId, id: contactId }
  const before = await trx('contacts').where(own).forNoKeyUpdate().first('held', 'objected_at')
  if (!before) throw notFound('contact')
  const [row] = await trx('contacts')
    .where(own)
    .update({ ...patch, updated_at: trx.fn.now() }, ['held', 'objected_at'])
  await audit(trx, actor, {
    action,
    objectType: 'contact',
    objectId: contactId,
    before: { held: before.held, objected: before.objected_at !== null },
    after: { held: row.held, objected: row.objected_at !== null, reason },
  })
  return { id: contactId, held: row.held, objectedAt: row.objected_at?.toISOString() ?? null }
}
