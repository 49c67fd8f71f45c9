import type pg from 'pg'
import { suppress } from '../suppressions/suppress.ts'

export interface ErasedPerson {
  readonly workspaceId: string
  readonly contactId: string
  /** Stands in the person's place wherever something is counted. */
  readonly anonymousId: string
}

/** Blocks addresses for good by their hashes, so that an import or a message cannot bring them back. */
export async function blockErased(
  client: pg.PoolClient,
  workspaceId: string,
  addresses: readonly { readonly kind: string; readonly hash: Buffer }[],
): Promise<void> {
  const rows = addresses.map(({ kind, hash }) => ({
    kind,
    hash,
    channel: '',
    reason: 'erasure' as const,
    source: 'erasure',
    marketingOnly: false,
  }))
  await suppress(client, workspaceId, rows)
}

/**
 * Takes the person out of the consent log: the events stay, under the anonymous id, with wording, time and the address's hash (GDPR
 * art. 17(3)(e): proof that consent was given); IP, user agent and proof go. As the system role: for the role that serves
 * requests the log is append-only.
 */
export async function forgetConsents(
  client: pg.PoolClient,
  { workspaceId, contactId, anonymousId }: ErasedPerson,
): Promise<number> {
  const values = [workspaceId, contactId, anonymousId]
  // The states first: they are found by the channels and purposes of the person's events.
  await client.query(
    `UPDATE consents k SET contact_id = $3 FROM (
       SELECT DISTINCT channel, purpose FROM consent_events WHERE workspace_id = $1 AND contact_id = $2) e
     WHERE k.workspace_id = $1 AND k.channel = e.channel AND k.purpose = e.purpose AND k.contact_id = $2`,
    values,
  )
  const { rowCount } = await client.query(
    `UPDATE consent_events SET contact_id = $3::uuid, ip = NULL, user_agent = NULL, proof = NULL,
       actor_id = CASE WHEN actor_kind = 'contact' THEN $3::uuid::text ELSE actor_id END WHERE workspace_id = $1 AND contact_id = $2`,
    values,
  )
  return rowCount ?? 0
}

/** Deletes the person: row, attributes, addresses, memberships. */
export async function deletePerson(
  client: pg.PoolClient,
  { workspaceId, contactId }: Pick<ErasedPerson, 'workspaceId' | 'contactId'>,
): Promise<{ addresses: number; lists: number }> {
  const own = [workspaceId, contactId]
  const lists = await client.query('DELETE FROM list_members WHERE workspace_id = $1 AND contact_id = $2', own)
  const addresses = await client.query('DELETE FROM addresses WHERE workspace_id = $1 AND contact_id = $2', own)
  await client.query('DELETE FROM contacts WHERE workspace_id = $1 AND id = $2', own)
  return { addresses: addresses.rowCount ?? 0, lists: lists.rowCount ?? 0 }
}
