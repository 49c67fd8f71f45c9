import type { Json } from '../contracts/index.ts'
import { uuid7 } from '../infra/ids.ts'
import { LIVE_CHANNEL, livePayload } from '../infra/live.ts'
import type { Trx } from '../infra/postgres.ts'

export const SEVERITIES = ['info', 'warning', 'error'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What an alert is about. One is open per kind and object; without object, one per kind and workspace. */
export interface AlertSubject {
  readonly workspaceId: string
  /** '<what>.<wrong>': 'campaign.paused_by_failures', 'account.breaker_open'. */
  readonly kind: string
  readonly objectType?: string | null
  readonly objectId?: string | null
}

export interface AlertInput extends AlertSubject {
  readonly severity: Severity
  readonly data?: Record<string, Json>
}

/** Opens an alert, or brings the open one up to date. Watchers are told when the transaction commits. `fresh`: it was not open before. */
export async function raiseAlert(trx: Trx, input: AlertInput): Promise<{ id: string; fresh: boolean }> {
  const { workspaceId, kind, severity, objectType = null, objectId = null, data = {} } = input
  const { rows } = await trx.raw(
    `INSERT INTO alerts AS a (workspace_id, id, kind, severity, object_type, object_id, data) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (workspace_id, kind, object_type, object_id) WHERE resolved_at IS NULL
     DO UPDATE SET severity = excluded.severity, data = excluded.data RETURNING a.id, a.xmax = 0 AS fresh`,
    [workspaceId, uuid7(), kind, severity, objectType, objectId, JSON.stringify(data)],
  )
  await tellWatchers(trx, workspaceId)
  return rows[0]
}

/** Closes the open alert of that kind and object, if there is one: what was wrong is right again. Gives whether there was. */
export async function resolveAlert(trx: Trx, subject: AlertSubject, by = 'system'): Promise<boolean> {
  const { workspaceId, kind, objectType = null, objectId = null } = subject
  const changed = await trx('alerts')
    .where({ workspace_id: workspaceId, kind })
    .whereNull('resolved_at')
    .whereRaw('(object_type, object_id) IS NOT DISTINCT FROM (?::text, ?::uuid)', [objectType, objectId])
    .update({ resolved_at: trx.fn.now(), resolved_by: by })
  if (changed > 0) await tellWatchers(trx, workspaceId)
  return changed > 0
}

/** With the commit, not before: a rolled back alert is told to nobody. */
export async function tellWatchers(trx: Trx, workspaceId: string): Promise<void> {
  await trx.raw('SELECT pg_notify(?, ?)', [LIVE_CHANNEL, livePayload({ workspaceId, topic: 'alerts' })])
}
