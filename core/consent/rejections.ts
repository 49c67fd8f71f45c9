import type pg from 'pg'
import type { Channel } from '../contracts/index.ts'

/**
 * What a provider's final word means for the person: a dead address is suppressed for everything, an opt-out is a
 * withdrawal. In the transaction of the message's own state.
 */
export async function applyRejection(
  client: pg.PoolClient,
  workspaceId: string,
  channel: Channel,
  rejection: {
    readonly kind: 'dead_address' | 'opted_out'
    readonly contactId: string
    readonly code: string
    readonly reason: string
  },
): Promise<void> {
  const { contactId, code } = rejection
  const dead = rejection.kind === 'dead_address'
  const { rows } = await client.query(
    `SELECT id, kind, value_hash FROM addresses WHERE workspace_id = $1 AND kind = $2 AND contact_id = $3 AND is_primary`,
    [workspaceId, channel.address.kind, contactId],
  )
  const [address] = rows
  if (!address) return
  if (dead)
    await client.query(`UPDATE addresses SET state = 'dead', updated_at = now() WHERE workspace_id = $1 AND id = $2`, [
      workspaceId,
      address.id,
    ])
  else
    await client.query(
      `INSERT INTO consent_events (workspace_id, contact_id, address_kind, address_hash, channel, purpose, action, source, proof)
       VALUES ($1, $2, $3, $4, $5, 'marketing', 'withdrawn', 'provider', $6)`,
      [workspaceId, contactId, address.kind, address.value_hash, channel.id, JSON.stringify({ code })],
    )
  await client.query(
    `INSERT INTO suppressions (workspace_id, kind, address_hash, channel, reason, source, marketing_only) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (workspace_id, kind, address_hash, channel) DO NOTHING`,
    [
      workspaceId,
      address.kind,
      address.value_hash,
      dead ? '' : channel.id,
      dead ? 'bounce' : 'provider',
      `provider:${code}`,
      !dead,
    ],
  )
}
