import type { Json } from '../contracts/index.ts'
import { notFound } from '../errors.ts'
import { decodeCursor, page } from '../http/paging.ts'
import { isUuid, uuid7 } from '../infra/ids.ts'
import { LIVE_CHANNEL, livePayload } from '../infra/live.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Actor } from '../workspaces/actor.ts'
import { audit } from '../workspaces/audit.ts'

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

const COLUMNS = {
  id: 'id',
  kind: 'kind',
  severity: 'severity',
  objectType: 'object_type',
  objectId: 'object_id',
  data: 'data',
  createdAt: 'created_at',
  resolvedAt: 'resolved_at',
  resolvedBy: 'resolved_by',
}

export interface Alert {
  readonly id: string
  readonly kind: string
  readonly severity: Severity
  readonly objectType: string | null
  readonly objectId: string | null
  readonly data: Record<string, Json>
  readonly createdAt: string
  readonly resolvedAt: string | null
  readonly resolvedBy: string | null
}

/** Newest first. */
export async function listAlerts(
  trx: Trx,
  workspaceId: string,
  query: { limit: number; cursor?: string | undefined; state: 'open' | 'resolved' | 'all' },
): Promise<{ data: Alert[]; next: string | null }> {
  const rows = trx('alerts').where({ workspace_id: workspaceId }).select(COLUMNS)
  if (query.state === 'open') rows.whereNull('resolved_at')
  if (query.state === 'resolved') rows.whereNotNull('resolved_at')
  const after = query.cursor ? decodeCursor(query.cursor, 1)[0] : null
  // Ids are in order of time.
  if (after !== null) rows.where('id', '<', isUuid(after) ? after : NO_ID)
  const { data, next } = page(await rows.orderBy('id', 'desc').limit(query.limit + 1), query.limit, (row) => [row.id])
  return { data: data.map(shown), next }
}

const NO_ID = '00000000-0000-0000-0000-000000000000'

/** By a person. Closing a closed one changes nothing. @throws Problem not_found */
export async function closeAlert(trx: Trx, actor: Actor, id: string): Promise<Alert> {
  const own = { workspace_id: actor.workspaceId, id }
  const before = await trx('alerts').where(own).forUpdate().first(COLUMNS)
  if (!before) throw notFound('alert')
  if (before.resolvedAt) return shown(before)
  const change = { resolved_at: trx.fn.now(), resolved_by: actor.name }
  const [after] = await trx('alerts').where(own).update(change, ['resolved_at', 'resolved_by'])
  await audit(trx, actor, { action: 'alert.resolve', objectType: 'alert', objectId: id, after: { kind: before.kind } })
  await tellWatchers(trx, actor.workspaceId)
  return shown({ ...before, resolvedAt: after.resolved_at, resolvedBy: after.resolved_by })
}

/** What the bell shows: how many are open (100 stands for more), and the newest. */
const MOST_COUNTED = 100
const NEWEST = 20

/** State of the live topic 'alerts'. */
export async function alertState(trx: Trx, workspaceId: string): Promise<{ open: number; newest: Alert[] }> {
  const { data } = await listAlerts(trx, workspaceId, { limit: MOST_COUNTED, state: 'open' })
  return { open: data.length, newest: data.slice(0, NEWEST) }
}

const shown = (row: any): Alert => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
})
