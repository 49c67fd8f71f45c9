import type pg from 'pg'
import { countPeople, JUDGED, judgedValues, runsSince } from './judge.ts'
import type { Marks } from './marks.ts'
import { noKept, type UndoCounts } from './progress.ts'

/** What an undo would take back now; nothing is changed. Whoever is written to in the meantime stays. */
export async function previewUndo(client: pg.PoolClient, marks: Marks): Promise<UndoCounts> {
  const kept = noKept()
  let people = 0
  for (const { reason, people: count } of await countPeople(client, marks))
    if (reason) kept[reason] = count
    else people = count
  return {
    consents: await countConsents(client, marks),
    people,
    kept,
    memberships: await countMemberships(client, marks),
    ...(await countAddresses(client, marks)),
    ...(await countKept(client, marks)),
  }
}

async function countConsents(client: pg.PoolClient, { workspaceId, importId, low, high }: Marks): Promise<number> {
  const { rows } = await client.query(
    `SELECT count(*) AS count FROM consent_events e JOIN consents k ON k.workspace_id = e.workspace_id AND k.channel = e.channel
       AND k.purpose = e.purpose AND k.contact_id = e.contact_id AND k.event_id = e.id AND k.state = 'given'
     WHERE e.workspace_id = $1 AND k.workspace_id = $1 AND e.id >= $3 AND e.id <= $4 AND e.action = 'given' AND e.proof->>'import' = $2`,
    [workspaceId, importId, low, high],
  )
  return rows[0].count
}

async function countMemberships(client: pg.PoolClient, marks: Marks): Promise<number> {
  const { rows } = await client.query(
    `SELECT count(*) AS count FROM list_members m LEFT JOIN (${JUDGED}) j ON j.id = m.contact_id AND j.reason IS NULL
     WHERE m.workspace_id = $1 AND m.added_at = ANY ($3::timestamptz[]) AND j.id IS NULL`,
    await judgedValues(client, marks, marks),
  )
  return rows[0].count
}

async function countAddresses(client: pg.PoolClient, marks: Marks) {
  const { rows } = await client.query(
    `SELECT count(*) FILTER (WHERE w.contact_id IS NULL AND a.updated_at = a.created_at AND a.verified_at IS NULL) AS going, count(*) AS all
     FROM addresses a JOIN contacts c ON c.workspace_id = $1 AND c.id = a.contact_id
     LEFT JOIN (SELECT contact_id FROM messages WHERE workspace_id = $1 AND run_id = ANY ($5::uuid[]) AND at >= $6
       UNION SELECT contact_id FROM messages WHERE workspace_id = $1 AND wave = -1 AND at >= $6) w ON w.contact_id = a.contact_id
     WHERE a.workspace_id = $1 AND a.id > $2 AND a.id <= $3 AND a.created_at = ANY ($4::timestamptz[]) AND c.import_id IS DISTINCT FROM $7::uuid`,
    [
      marks.workspaceId,
      marks.low,
      marks.high,
      marks.times,
      await runsSince(client, marks),
      marks.startedAt,
      marks.importId,
    ],
  )
  return { addresses: rows[0].going, addressesKept: rows[0].all - rows[0].going }
}

/** What cannot, or shall not, be taken back. */
export async function countKept(
  client: pg.PoolClient,
  { workspaceId, importId, times }: Marks,
): Promise<Pick<UndoCounts, 'fieldsKept' | 'stopsKept'>> {
  const { rows } = await client.query(
    `SELECT (SELECT count(*) FROM contacts WHERE workspace_id = $1 AND updated_at = ANY ($3::timestamptz[]) AND import_id IS DISTINCT FROM $2::uuid) AS fields,
       (SELECT count(*) FROM suppressions WHERE workspace_id = $1 AND source = 'import:' || $2::uuid) AS stops`,
    [workspaceId, importId, times],
  )
  return { fieldsKept: rows[0].fields, stopsKept: rows[0].stops }
}
