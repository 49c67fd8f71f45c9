import { createHash } from 'node:crypto'
import { uuid7 } from '../infra/ids.ts'
import type { Trx } from '../infra/postgres.ts'
import type { Actor } from './actor.ts'

/** What was done to which thing. `before` and `after` hold the changed fields only, never a secret. */
export interface AuditEntry {
  /** '<object>.<verb>': 'campaign.launch', 'contact.update'. */
  readonly action: string
  readonly objectType: string
  readonly objectId?: string | null
  readonly before?: unknown
  readonly after?: unknown
}

/**
 * Adds a line to the workspace's audit log in the transaction of the change itself. Each line's hash covers the line and
 * the hash before it, so that an edit, a deletion or a swap is found by `verifyAudit`.
 */
export async function audit(trx: Trx, actor: Actor, entry: AuditEntry): Promise<void> {
  // One writer per workspace at a time: the chain has no forks. Held until the transaction ends.
  await trx.raw('SELECT pg_advisory_xact_lock(hashtext(?))', [`audit:${actor.workspaceId}`])
  const last = await trx('audit_log')
    .where({ workspace_id: actor.workspaceId })
    .orderBy('sequence', 'desc')
    .first('sequence', 'hash')
  const row = {
    id: uuid7(),
    workspace_id: actor.workspaceId,
    sequence: Number(last?.sequence ?? 0) + 1,
    at: new Date().toISOString(),
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.name,
    action: entry.action,
    object_type: entry.objectType,
    object_id: entry.objectId ?? null,
    before: json(entry.before),
    after: json(entry.after),
    ip: actor.ip ?? null,
  }
  const previous: Buffer = last?.hash ?? Buffer.alloc(32)
  await trx('audit_log').insert({ ...row, previous_hash: previous, hash: auditHash(row, previous) })
}

/** Walks the chain of one workspace. Gives the first sequence number that does not fit, or null. */
export async function verifyAudit(
  trx: Trx,
  workspaceId: string,
): Promise<{ checked: number; brokenAt: number | null }> {
  let previous: Buffer = Buffer.alloc(32)
  let sequence = 0
  for (;;) {
    const rows = await trx('audit_log')
      .where({ workspace_id: workspaceId })
      .where('sequence', '>', sequence)
      .orderBy('sequence')
      .limit(1000)
    for (const row of rows) {
      const expected = auditHash(
        { ...row, at: row.at.toISOString(), before: json(row.before), after: json(row.after) },
        previous,
      )
      if (Number(row.sequence) !== sequence + 1 || !previous.equals(row.previous_hash) || !expected.equals(row.hash))
        return { checked: sequence, brokenAt: sequence + 1 }
      previous = row.hash
      sequence = Number(row.sequence)
    }
    if (rows.length < 1000) return { checked: sequence, brokenAt: null }
  }
}

const HASHED = [
  'id',
  'workspace_id',
  'sequence',
  'at',
  'actor_kind',
  'actor_id',
  'actor_name',
  'action',
  'object_type',
  'object_id',
  'before',
  'after',
] as const

function auditHash(row: Record<string, unknown>, previous: Buffer): Buffer {
  const text = HASHED.map((field) => (field === 'sequence' ? Number(row[field]) : (row[field] ?? null)))
  return createHash('sha256').update(previous).update(JSON.stringify(text)).digest()
}

/** JSON with sorted keys: jsonb does not keep their order. */
function json(value: unknown): string | null {
  if (value === undefined || value === null) return null
  const sorted = (v: unknown): unknown =>
    Array.isArray(v)
      ? v.map(sorted)
      : v && typeof v === 'object' && !(v instanceof Date)
        ? Object.fromEntries(
            Object.entries(v)
              .filter(([, x]) => x !== undefined)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([k, x]) => [k, sorted(x)]),
          )
        : v
  return JSON.stringify(sorted(value))
}
