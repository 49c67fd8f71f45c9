import type pg from 'pg'
import type { Actor } from '../../../../workspaces/actor.ts'
import type { ConsentGrant } from '../rows/prepared.ts'

/** Stores the people of the staging tables who are new. Ids, hashes and forms come ready from the staging. */
export async function insertFresh(
  client: pg.PoolClient,
  workspaceId: string,
  input: {
    lists: readonly string[]
    grant: ConsentGrant | undefined
    actor: Pick<Actor, 'kind' | 'id'>
    importId: string
  },
): Promise<void> {
  await client.query(
    `INSERT INTO contacts (workspace_id, id, external_id, first_name, last_name, locale, time_zone, country, attributes, sealed, import_id)
     SELECT $1, contact_id, external_id, first_name, last_name, locale, time_zone, country, attributes, sealed, $2 FROM import_rows`,
    [workspaceId, input.importId],
  )
  await client.query(
    `INSERT INTO addresses (workspace_id, id, contact_id, kind, value, value_hash, is_primary, state)
     SELECT $1, id, contact_id, kind, value, value_hash, is_primary, state FROM import_addresses`,
    [workspaceId],
  )
  for (const list of input.lists)
    await client.query(
      'INSERT INTO list_members (workspace_id, list_id, contact_id) SELECT $1, $2, contact_id FROM import_rows',
      [workspaceId, list],
    )
  const { grant } = input
  if (!grant) return
  // The consent trigger need not look for states that cannot be there (2 µs a person).
  await client.query("SET LOCAL app.new_people = 'on'")
  await client.query(
    `INSERT INTO consent_events (workspace_id, id, contact_id, address_kind, address_hash, channel, purpose, action, basis,
       source, wording_id, actor_kind, actor_id, proof)
     SELECT $1, consent_event_id, contact_id, $2, consent_hash, $3, $4, 'given', $5, $6, $7, $8, $9, $10
     FROM import_rows WHERE consent_event_id IS NOT NULL`,
    [
      workspaceId,
      grant.kind,
      grant.channel,
      grant.purpose,
      grant.basis,
      grant.source,
      grant.wordingId,
      input.actor.kind,
      input.actor.id,
      proofOf(input.importId),
    ],
  )
  await client.query("SET LOCAL app.new_people = 'off'")
}

export const proofOf = (importId: string) => JSON.stringify({ import: importId })

/** Takes rows out of the staging tables: they are not about new people, or are refused. */
export async function unstage(client: pg.PoolClient, rows: readonly number[]): Promise<void> {
  if (rows.length === 0) return
  // A hash of the numbers, not a search per row: 20,000 of 20,000 may go.
  await client.query('DELETE FROM import_rows WHERE n = ANY ($1::int[])', [rows])
  await client.query('DELETE FROM import_addresses WHERE n = ANY ($1::int[])', [rows])
}
