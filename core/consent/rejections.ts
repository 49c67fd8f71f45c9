import type pg from 'pg'
import type { Channel } from '../contracts/index.ts'
import { recordConsent } from './record.ts'
import { MARKETING_ONLY, suppress } from './suppressions/suppress.ts'

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
    await recordConsent(client, workspaceId, {
      contactId,
      channel: channel.id,
      purpose: 'marketing',
      action: 'withdrawn',
      source: 'provider',
      address: { kind: address.kind, hash: address.value_hash },
      actor: { kind: 'system', id: null },
      proof: { code },
    })
  const reason = dead ? 'bounce' : 'provider'
  await suppress(client, workspaceId, [
    {
      kind: address.kind,
      hash: address.value_hash,
      channel: dead ? '' : channel.id,
      reason,
      source: `provider:${code}`,
      marketingOnly: MARKETING_ONLY[reason],
    },
  ])
}
