import type pg from 'pg'
import { reasonRank, type SuppressionReason } from '../gate.ts'

/** An address that is not written to, as its hash. */
export interface Suppression {
  readonly kind: string
  /** From `vault.addressHash`. */
  readonly hash: Buffer
  /** '' is every channel of that kind of address. */
  readonly channel: string
  readonly reason: SuppressionReason
  /** Where it comes from, in a word: 'one_click', 'import', 'provider:5.1.1'. Never an address. */
  readonly source: string
  /** False: stops transactional messages as well. */
  readonly marketingOnly: boolean
}

/** Whether a reason stops marketing only, unless somebody says otherwise. */
export const MARKETING_ONLY: Readonly<Record<SuppressionReason, boolean>> = {
  legal: false,
  complaint: true,
  erasure: false,
  bounce: false,
  unsubscribe: true,
  manual: true,
  import: true,
  provider: true,
}

/**
 * Puts addresses on the list, in the caller's transaction. One that is there already keeps the stronger of both reasons, and stops
 * transactional messages if either does. Gives how many are new, and how many became stronger.
 */
export async function suppress(
  client: pg.PoolClient,
  workspaceId: string,
  rows: readonly Suppression[],
  createdBy: string | null = null,
): Promise<{ added: number; changed: number }> {
  if (rows.length === 0) return { added: 0, changed: 0 }
  const { rows: written } = await client.query<{ added: boolean }>({
    name: 'suppress',
    text: `INSERT INTO suppressions AS s (workspace_id, kind, address_hash, channel, reason, source, marketing_only, created_by)
      SELECT DISTINCT ON (n.kind, n.hash, n.channel) $1::uuid, n.kind, n.hash, n.channel, n.reason, n.source, n.marketing_only, $8::text
      FROM unnest($2::text[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::boolean[]) AS n (kind, hash, channel, reason, source, marketing_only)
      ORDER BY n.kind, n.hash, n.channel, ${reasonRank('n.reason')}
      ON CONFLICT (workspace_id, kind, address_hash, channel) DO UPDATE SET
        reason = CASE WHEN ${reasonRank('excluded.reason')} < ${reasonRank('s.reason')} THEN excluded.reason ELSE s.reason END,
        source = CASE WHEN ${reasonRank('excluded.reason')} < ${reasonRank('s.reason')} THEN excluded.source ELSE s.source END,
        marketing_only = s.marketing_only AND excluded.marketing_only
      WHERE ${reasonRank('excluded.reason')} < ${reasonRank('s.reason')} OR (s.marketing_only AND NOT excluded.marketing_only)
      RETURNING s.xmax = 0 AS added`,
    values: [
      workspaceId,
      rows.map((row) => row.kind),
      rows.map((row) => row.hash),
      rows.map((row) => row.channel),
      rows.map((row) => row.reason),
      rows.map((row) => row.source),
      rows.map((row) => row.marketingOnly),
      createdBy,
    ],
  })
  const added = written.filter((row) => row.added).length
  return { added, changed: written.length - added }
}
