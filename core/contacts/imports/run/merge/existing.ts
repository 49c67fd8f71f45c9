import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import type { Json } from '../../../../contracts/index.ts'
import type { Vault } from '../../../../infra/crypto.ts'
import { openValues, sealValues } from '../../../sealed.ts'
import type { Duplicates } from '../../options.ts'
import { hasEntries, type Prepared, type PreparedAddress } from '../rows/prepared.ts'
import type { Known } from './resolve.ts'

/** A row about somebody who is there. */
export interface Match {
  readonly prepared: Prepared
  readonly contactId: string
  readonly known: Known
}

export interface Person {
  readonly id: string
  readonly external_id: string | null
  readonly first_name: string | null
  readonly last_name: string | null
  readonly locale: string | null
  readonly time_zone: string | null
  readonly country: string | null
  readonly attributes: Record<string, Json>
  readonly sealed: Record<string, string>
  readonly held: boolean
  readonly objected_at: Date | null
}

const FIELDS = [
  ['external_id', 'externalId'],
  ['first_name', 'firstName'],
  ['last_name', 'lastName'],
  ['locale', 'locale'],
  ['time_zone', 'timeZone'],
  ['country', 'country'],
] as const

/** Locks the people that rows are about, in the order of their ids, and reads them as they are now. */
export async function lockPeople(
  client: pg.PoolClient,
  workspaceId: string,
  matches: readonly Match[],
): Promise<Map<string, Person>> {
  const ids = [...new Set(matches.map((one) => one.contactId))]
  await client.query('SET LOCAL enable_sort = off')
  const { rows } = await client.query<Person>(
    `SELECT id, external_id, first_name, last_name, locale, time_zone, country, attributes, sealed, held, objected_at
     FROM contacts WHERE workspace_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR UPDATE`,
    [workspaceId, ids],
  )
  await client.query('SET LOCAL enable_sort = on')
  return new Map(rows.map((row) => [row.id, row]))
}

/** The person as the row would have it, or null when nothing changes. */
export function changedPerson(
  vault: Pick<Vault, 'seal' | 'open'>,
  workspaceId: string,
  person: Person,
  { row }: Prepared,
  policy: Exclude<Duplicates, 'skip'>,
): Person | null {
  const next: Record<string, unknown> = { ...person }
  for (const [column, field] of FIELDS) {
    const value = row.person[field]
    if (value && (policy === 'overwrite' || person[column] === null)) next[column] = value
  }
  if (hasEntries(row.attributes))
    next.attributes =
      policy === 'fill' ? { ...row.attributes, ...person.attributes } : { ...person.attributes, ...row.attributes }
  const sensitive = changedSensitive(vault, workspaceId, person, row.sensitive, policy)
  if (hasEntries(sensitive)) next.sealed = { ...person.sealed, ...sealValues(vault, workspaceId, person.id, sensitive) }
  return isDeepStrictEqual(next, { ...person }) ? null : (next as unknown as Person)
}

/** Sealing the same value twice gives two texts, so that what is there has to be opened to be compared. */
function changedSensitive(
  vault: Pick<Vault, 'open'>,
  workspaceId: string,
  person: Person,
  given: Readonly<Record<string, Json>>,
  policy: Duplicates,
): Record<string, Json> {
  if (!hasEntries(given)) return {}
  const there = openValues(vault, workspaceId, person.id, person.sealed)
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) =>
      name in there ? policy === 'overwrite' && !isDeepStrictEqual(there[name], value) : true,
    ),
  )
}

/** The rows are locked, so each of these ends as an update; the key picks the row and never the planner. */
export async function storePeople(
  client: pg.PoolClient,
  workspaceId: string,
  people: readonly Person[],
): Promise<void> {
  if (people.length === 0) return
  await client.query(
    `INSERT INTO contacts AS c (workspace_id, id, external_id, first_name, last_name, locale, time_zone, country, attributes, sealed)
     SELECT $1, s.id, s.external_id, s.first_name, s.last_name, s.locale, s.time_zone, s.country, s.attributes, s.sealed
     FROM jsonb_to_recordset($2::jsonb) AS s(id uuid, external_id text, first_name text, last_name text, locale text,
       time_zone text, country text, attributes jsonb, sealed jsonb)
     ON CONFLICT (workspace_id, id) DO UPDATE SET external_id = excluded.external_id, first_name = excluded.first_name,
       last_name = excluded.last_name, locale = excluded.locale, time_zone = excluded.time_zone, country = excluded.country,
       attributes = excluded.attributes, sealed = excluded.sealed, updated_at = now()`,
    [workspaceId, JSON.stringify(people)],
  )
}

export interface NewAddress {
  readonly contactId: string
  readonly address: PreparedAddress
}

/**
 * Adds addresses to people who are there: with `fill` only of a kind the person has none of, with `overwrite` as the new
 * main address of its kind, the old one staying beside it. Gives the people who got one.
 */
export async function addAddresses(
  client: pg.PoolClient,
  workspaceId: string,
  wanted: readonly NewAddress[],
  policy: Exclude<Duplicates, 'skip'>,
): Promise<Set<string>> {
  if (wanted.length === 0) return new Set()
  const ids = [...new Set(wanted.map((one) => one.contactId))]
  await client.query('SET LOCAL enable_sort = off')
  const { rows } = await client.query<{ contact_id: string; kind: string }>(
    'SELECT contact_id, kind FROM addresses WHERE workspace_id = $1 AND contact_id = ANY ($2::uuid[]) ORDER BY contact_id',
    [workspaceId, ids],
  )
  await client.query('SET LOCAL enable_sort = on')
  const present = new Set(rows.map((row) => `${row.contact_id} ${row.kind}`))
  const adding = wanted.filter((one) => policy === 'overwrite' || !present.has(`${one.contactId} ${one.address.kind}`))
  const main = new Map<string, string>()
  for (const { contactId, address } of adding) {
    const slot = `${contactId} ${address.kind}`
    if (!main.has(slot)) main.set(slot, address.id)
  }
  const replaced = adding.filter(({ contactId, address }) => present.has(`${contactId} ${address.kind}`))
  for (const kind of new Set(replaced.map(({ address }) => address.kind)))
    await client.query(
      'UPDATE addresses SET is_primary = false, updated_at = now() WHERE workspace_id = $1 AND kind = $2 AND is_primary AND contact_id = ANY ($3::uuid[])',
      [workspaceId, kind, replaced.filter((one) => one.address.kind === kind).map((one) => one.contactId)],
    )
  const data = adding.map(({ contactId, address }) => ({
    id: address.id,
    contact_id: contactId,
    kind: address.kind,
    value: address.value,
    hash: address.hash,
    is_primary: main.get(`${contactId} ${address.kind}`) === address.id,
    state: address.standing === 'dead' ? 'dead' : 'active',
  }))
  await client.query(
    `INSERT INTO addresses (workspace_id, id, contact_id, kind, value, value_hash, is_primary, state)
     SELECT $1, s.id, s.contact_id, s.kind, s.value, decode(s.hash, 'hex'), s.is_primary, s.state
     FROM jsonb_to_recordset($2::jsonb) AS s(id uuid, contact_id uuid, kind text, value text, hash text, is_primary boolean, state text)`,
    [workspaceId, JSON.stringify(data)],
  )
  return new Set(adding.map((one) => one.contactId))
}
