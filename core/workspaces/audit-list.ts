import type { Static } from 'typebox'
import type { Trx } from '../infra/postgres.ts'
import type { AuditEntrySchema } from './schema.ts'

type AuditLine = Static<typeof AuditEntrySchema>

export interface AuditFilter {
  readonly limit: number
  /** Sequence number of the last entry of the page before. */
  readonly before?: number | undefined
  readonly action?: string | undefined
  readonly objectType?: string | undefined
  readonly objectId?: string | undefined
  readonly actorId?: string | undefined
  /** Inclusive and exclusive, ISO 8601. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** One more than `limit`, newest first. */
export async function listAudit(trx: Trx, workspaceId: string, filter: AuditFilter): Promise<AuditLine[]> {
  const rows = await trx('audit_log')
    .where({ workspace_id: workspaceId })
    .modify((q) => {
      if (filter.before !== undefined) q.where('sequence', '<', filter.before)
      if (filter.action) q.where('action', filter.action)
      if (filter.objectType) q.where('object_type', filter.objectType)
      if (filter.objectId) q.where('object_id', filter.objectId)
      if (filter.actorId) q.where('actor_id', filter.actorId)
      if (filter.from) q.where('at', '>=', filter.from)
      if (filter.to) q.where('at', '<', filter.to)
    })
    .orderBy('sequence', 'desc')
    .limit(filter.limit + 1)
  return rows.map((row: Record<string, any>) => ({
    sequence: Number(row.sequence),
    id: row.id,
    at: row.at.toISOString(),
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    actorName: row.actor_name,
    action: row.action,
    objectType: row.object_type,
    objectId: row.object_id,
    before: row.before,
    after: row.after,
    ip: row.ip,
  }))
}
