import { createHash } from 'node:crypto'
import ipaddr from 'ipaddr.js'
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
    ip: plainAddress(actor.ip),
  }
  const previous: Buffer = last?.hash ?? Buffer.alloc(32)
  await trx('audit_log').insert({ ...row, previous_hash: previous, hash: auditHash(row, previous) })
}

/** The newest entry, as it was at some time: kept outside, it proves that nothing was cut off since. */
export interface AuditHead {
  readonly sequence: number
  readonly hash: Buffer
}

export interface AuditReport {
  /** How many entries fit, from the first on. */
  readonly checked: number
  /** The first sequence number that does not fit, or null. */
  readonly brokenAt: number | null
  /** The last entry that fits; null when there is none. */
  readonly head: AuditHead | null
}

/**
 * Walks the chain of one workspace. The chain alone shows an edit, a gap and a swap; that its end was cut off, or all of it
 * written anew, only shows against a head from before.
 */
export async function verifyAudit(trx: Trx, workspaceId: string, known?: AuditHead): Promise<AuditReport> {
  let head: AuditHead = { sequence: 0, hash: Buffer.alloc(32) }
  const report = (brokenAt: number | null): AuditReport => ({
    checked: head.sequence,
    brokenAt,
    head: head.sequence > 0 ? head : null,
  })
  for (;;) {
    const rows = await trx('audit_log')
      .where({ workspace_id: workspaceId })
      .where('sequence', '>', head.sequence)
      .orderBy('sequence')
      .limit(1000)
    for (const row of rows) {
      const sequence = head.sequence + 1
      if (!follows(row, head) || (known?.sequence === sequence && !known.hash.equals(row.hash))) return report(sequence)
      head = { sequence, hash: row.hash }
    }
    if (rows.length < 1000) return report(known && known.sequence > head.sequence ? head.sequence + 1 : null)
  }
}

function follows(row: Record<string, any>, head: AuditHead): boolean {
  const text = { ...row, at: row.at.toISOString(), before: json(row.before), after: json(row.after) }
  return (
    Number(row.sequence) === head.sequence + 1 &&
    head.hash.equals(row.previous_hash) &&
    auditHash(text, head.hash).equals(row.hash)
  )
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
  'ip',
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

/** As PostgreSQL writes an inet, since the hash covers the text. */
function plainAddress(ip: string | undefined): string | null {
  if (!ip || !ipaddr.isValid(ip)) return null
  const address = ipaddr.process(ip)
  return address.kind() === 'ipv6' ? (address as ipaddr.IPv6).toRFC5952String() : address.toString()
}
