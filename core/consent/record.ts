import type pg from 'pg'
import type { Json } from '../contracts/index.ts'
import { MARKETING_ONLY, suppress } from './suppressions/suppress.ts'

export const CONSENT_ACTIONS = ['given', 'reconfirmed', 'pending', 'withdrawn', 'expired'] as const
export type ConsentAction = (typeof CONSENT_ACTIONS)[number]

/** One thing a person said about being written to. Appended, never changed (reliability.md G1). */
export interface ConsentEvent {
  readonly contactId: string
  readonly channel: string
  readonly purpose: string
  readonly action: ConsentAction
  readonly basis?: 'consent' | 'existing_customer'
  /** When it was said; without: now. */
  readonly at?: Date
  /** Where: 'form', 'one_click', 'page', 'provider', 'import' … */
  readonly source: string
  /** What the person read; 'given' and 'reconfirmed' cannot be stored without. */
  readonly wordingId?: string | null
  readonly address?: { readonly kind: string; readonly hash: Buffer } | null
  readonly actor: { readonly kind: string; readonly id: string | null }
  readonly ip?: string | null
  readonly userAgent?: string | null
  readonly proof?: Record<string, Json> | null
}

const USER_AGENT_LENGTH = 500

/** Appends one event in the caller's transaction; the state that the gate reads follows by itself. Gives its id. */
export async function recordConsent(
  client: pg.PoolClient,
  workspaceId: string,
  event: ConsentEvent,
): Promise<{ id: string; at: Date }> {
  const { rows } = await client.query<{ id: string; at: Date }>({
    name: 'record-consent',
    // The time of the statement, not of the transaction: one that waited for a lock must not be older than what it waited for.
    // And a withdrawal is never older than what it withdraws, or it would count for nothing.
    text: `INSERT INTO consent_events (workspace_id, contact_id, channel, purpose, action, basis, at, recorded_at, source, wording_id,
        address_kind, address_hash, actor_kind, actor_id, ip, user_agent, proof)
      SELECT $1, $2, $3, $4, $5, $6,
        CASE WHEN $7::timestamptz IS NULL AND $5 = 'withdrawn' THEN greatest(clock_timestamp(), (SELECT k.at + interval '1 microsecond' FROM consents k
          WHERE k.workspace_id = $1 AND k.channel = $3 AND k.purpose = $4 AND k.contact_id = $2))
        ELSE coalesce($7::timestamptz, clock_timestamp()) END,
        clock_timestamp(), $8, $9, $10, $11, $12, $13, $14, $15, $16
      RETURNING id, at`,
    values: [
      workspaceId,
      event.contactId,
      event.channel,
      event.purpose,
      event.action,
      event.basis ?? 'consent',
      event.at ?? null,
      event.source,
      event.wordingId ?? null,
      event.address?.kind ?? null,
      event.address?.hash ?? null,
      event.actor.kind,
      event.actor.id,
      event.ip ?? null,
      event.userAgent?.slice(0, USER_AGENT_LENGTH) ?? null,
      event.proof ? JSON.stringify(event.proof) : null,
    ],
  })
  return rows[0]!
}

/** A channel as far as consent is concerned: its id and its kind of address. */
export interface ConsentChannel {
  readonly id: string
  readonly kind: string
}

export interface Withdrawal {
  readonly contactId: string
  readonly purpose: string
  readonly source: string
  readonly ip?: string | null
  readonly userAgent?: string | null
  readonly proof?: Record<string, Json> | null
  /** The address the message went to, where it is not the main one any more: it is suppressed too. */
  readonly addressId?: string | null
}

/**
 * The person says stop, by their own hand: consent for the purpose is withdrawn, and their address is suppressed for marketing
 * on the channel. False, and nothing written, when that was so already or the person is gone: saying it twice is saying it once.
 */
export async function withdraw(
  client: pg.PoolClient,
  workspaceId: string,
  channel: ConsentChannel,
  withdrawal: Withdrawal,
): Promise<boolean> {
  const { contactId, purpose, source } = withdrawal
  if (!(await lockPerson(client, workspaceId, contactId))) return false
  const addresses = await addressesOf(client, workspaceId, channel.kind, contactId, withdrawal.addressId ?? null)
  const rows = addresses.map(({ hash }) => ({
    kind: channel.kind,
    hash,
    channel: channel.id,
    reason: 'unsubscribe' as const,
    source,
    marketingOnly: MARKETING_ONLY.unsubscribe,
  }))
  const { added } = await suppress(client, workspaceId, rows)
  const state = await client.query(
    'SELECT state FROM consents WHERE workspace_id = $1 AND channel = $2 AND purpose = $3 AND contact_id = $4',
    [workspaceId, channel.id, purpose, contactId],
  )
  if (added === 0 && state.rows[0]?.state === 'withdrawn') return false
  const [address] = addresses
  await recordConsent(client, workspaceId, {
    ...withdrawal,
    channel: channel.id,
    action: 'withdrawn',
    address: address ? { kind: channel.kind, hash: address.hash } : null,
    actor: { kind: 'contact', id: contactId },
  })
  return true
}

/** Whatever is said of one person is written one after the other. False when there is no such person (any more). */
export async function lockPerson(client: pg.PoolClient, workspaceId: string, contactId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'SELECT FROM contacts WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE',
    [workspaceId, contactId],
  )
  return rowCount === 1
}

/** Hashes of the person's main address of a kind and of the named one; the named one first. */
export async function addressesOf(
  client: pg.PoolClient,
  workspaceId: string,
  kind: string,
  contactId: string,
  addressId: string | null = null,
): Promise<{ hash: Buffer }[]> {
  const { rows } = await client.query<{ hash: Buffer }>(
    `SELECT value_hash AS hash FROM addresses WHERE workspace_id = $1 AND kind = $2 AND contact_id = $3 AND (is_primary OR id = $4)
     ORDER BY id = $4 DESC NULLS LAST`,
    [workspaceId, kind, contactId, addressId],
  )
  return rows
}
