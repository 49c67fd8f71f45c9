import type pg from 'pg'
import { addressKey, externalIdKey } from '../rows/prepared.ts'
import type { Wave } from '../rows/wave.ts'

/** What the database knows of a row: who has its addresses and its external id, and what is suppressed. */
export interface Known {
  readonly people: Set<string>
  /** Keys of its addresses that somebody has, with whom. */
  readonly holders: Map<string, string>
  /** Suppressed addresses of the row, with the reasons. */
  readonly suppressed: Map<string, readonly string[]>
}

/*
 * Every look-up is a range of one value in the order of its index, with sorting switched off. Written as an equality the
 * planner takes any index that begins with workspace_id when its statistics say that the workspace is empty, which is what
 * they say of a workspace that is being filled: a batch then took minutes instead of 100 ms.
 */
const ADDRESSES = `
  SELECT n, kind, value, contact_id, CASE WHEN suppressed THEN
      (SELECT array_agg(u.reason) FROM (SELECT p.reason FROM suppressions p WHERE p.workspace_id = $1 AND p.kind = found.kind
         AND p.address_hash >= value_hash AND p.address_hash <= value_hash ORDER BY p.address_hash) u) END AS reasons
  FROM (
    SELECT s.n, s.kind, s.value, s.value_hash,
      (SELECT a.contact_id FROM addresses a WHERE a.workspace_id = $1 AND a.kind = s.kind
         AND a.value >= s.value AND a.value <= s.value ORDER BY a.value LIMIT 1) AS contact_id,
      (SELECT true FROM suppressions p WHERE p.workspace_id = $1 AND p.kind = s.kind
         AND p.address_hash >= s.value_hash AND p.address_hash <= s.value_hash ORDER BY p.address_hash LIMIT 1) AS suppressed
    FROM import_addresses s OFFSET 0) found
  WHERE contact_id IS NOT NULL OR suppressed`

const EXTERNAL_IDS = `
  SELECT * FROM (
    SELECT s.n, s.external_id, (SELECT c.id FROM contacts c WHERE c.workspace_id = $1 AND c.external_id IS NOT NULL
      AND c.external_id >= s.external_id AND c.external_id <= s.external_id ORDER BY c.external_id LIMIT 1) AS contact_id
    FROM import_rows s WHERE s.external_id IS NOT NULL OFFSET 0) found
  WHERE contact_id IS NOT NULL`

/** Finds whom the staged rows are about; rows of people nobody knows are not in the map. */
export async function resolve(
  client: pg.PoolClient,
  workspaceId: string,
  wave: Pick<Wave, 'externalIds'>,
): Promise<Map<number, Known>> {
  const known = new Map<number, Known>()
  const of = (n: number) => {
    let entry = known.get(n)
    if (!entry) {
      entry = { people: new Set(), holders: new Map(), suppressed: new Map() }
      known.set(n, entry)
    }
    return entry
  }
  await client.query('SET LOCAL enable_sort = off')
  const addresses = await client.query(ADDRESSES, [workspaceId])
  for (const { n, kind, value, contact_id, reasons } of addresses.rows) {
    const entry = of(n)
    const key = addressKey({ kind, value })
    if (contact_id) {
      entry.people.add(contact_id)
      entry.holders.set(key, contact_id)
    }
    if (reasons) entry.suppressed.set(key, reasons)
  }
  if (wave.externalIds) {
    const ids = await client.query(EXTERNAL_IDS, [workspaceId])
    for (const { n, external_id, contact_id } of ids.rows) {
      of(n).people.add(contact_id)
      of(n).holders.set(externalIdKey(external_id), contact_id)
    }
  }
  await client.query('SET LOCAL enable_sort = on')
  return known
}
