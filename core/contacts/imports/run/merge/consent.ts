import type pg from 'pg'
import { uuid7 } from '../../../../infra/ids.ts'
import type { Actor } from '../../../../workspaces/actor.ts'
import type { ConsentGrant, PreparedAddress } from '../rows/prepared.ts'
import { proofOf } from './fresh.ts'

/** A person and the address that a consent or a withdrawal is about. */
export interface About {
  readonly contactId: string
  readonly address: PreparedAddress
}

export interface ConsentTools {
  readonly workspaceId: string
  readonly importId: string
  readonly actor: Pick<Actor, 'kind' | 'id'>
  readonly grant: ConsentGrant | undefined
  /** Channels of each kind of address. */
  readonly channels: ReadonlyMap<string, readonly string[]>
}

type State = { contact_id: string; channel: string; purpose: string; state: string }

/** How things stand, from the log: its index finds it by person, and the newest event of a channel and purpose wins. */
async function statesOf(client: pg.PoolClient, workspaceId: string, people: readonly string[]): Promise<State[]> {
  if (people.length === 0) return []
  await client.query('SET LOCAL enable_sort = off')
  const { rows } = await client.query<State>(
    `SELECT contact_id, channel, purpose, CASE action WHEN 'reconfirmed' THEN 'given' ELSE action END AS state
     FROM consent_events WHERE workspace_id = $1 AND contact_id = ANY ($2::uuid[]) ORDER BY contact_id, at, id`,
    [workspaceId, people],
  )
  await client.query('SET LOCAL enable_sort = on')
  return [...new Map(rows.map((row) => [`${row.contact_id} ${row.channel} ${row.purpose}`, row])).values()]
}

/**
 * Records consent of people who are there. Only for those about whom nothing is on record: who withdrew, let it expire or
 * never confirmed is asked again by a person's own act, never by a file.
 * @returns people who have it now by this import, and those from whom it was withheld.
 */
export async function giveConsent(
  client: pg.PoolClient,
  tools: ConsentTools,
  people: readonly About[],
): Promise<{ given: Set<string>; withheld: number }> {
  const { grant } = tools
  if (!grant || people.length === 0) return { given: new Set(), withheld: 0 }
  const states = await statesOf(
    client,
    tools.workspaceId,
    people.map((one) => one.contactId),
  )
  const here = new Map(
    states
      .filter((s) => s.channel === grant.channel && s.purpose === grant.purpose)
      .map((s) => [s.contact_id, s.state]),
  )
  const giving = people.filter((one) => !here.has(one.contactId))
  const withheld = people.filter((one) => (here.get(one.contactId) ?? 'given') !== 'given').length
  await record(
    client,
    tools,
    giving.map((about) => ({
      about,
      channel: grant.channel,
      purpose: grant.purpose,
      action: 'given',
      basis: grant.basis,
      source: grant.source,
      wording: grant.wordingId,
    })),
  )
  return { given: new Set(giving.map((one) => one.contactId)), withheld }
}

/**
 * Takes over that people left or that their addresses are dead: a suppression each, and a withdrawal wherever a consent
 * stands, or where none is on record.
 * @returns addresses that were not suppressed before.
 */
export async function takeOverDepartures(
  client: pg.PoolClient,
  tools: ConsentTools,
  gone: readonly About[],
): Promise<number> {
  if (gone.length === 0) return 0
  const data = gone.map(({ address }) => ({
    kind: address.kind,
    hash: address.hash,
    dead: address.standing === 'dead',
  }))
  const { rowCount } = await client.query(
    `INSERT INTO suppressions AS p (workspace_id, kind, address_hash, channel, reason, source, marketing_only, created_by)
     SELECT DISTINCT ON (s.kind, s.hash) $1::uuid, s.kind, decode(s.hash, 'hex'), '', CASE WHEN s.dead THEN 'bounce' ELSE 'unsubscribe' END,
       'import:' || $2, NOT s.dead, $3
     FROM jsonb_to_recordset($4::jsonb) AS s(kind text, hash text, dead boolean) ORDER BY s.kind, s.hash, s.dead DESC
     ON CONFLICT (workspace_id, kind, address_hash, channel) DO UPDATE SET marketing_only = false
       WHERE p.marketing_only AND NOT excluded.marketing_only`,
    [tools.workspaceId, tools.importId, `${tools.actor.kind}:${tools.actor.id}`, JSON.stringify(data)],
  )
  const left = gone.filter(({ address }) => address.standing === 'left')
  const states = await statesOf(
    client,
    tools.workspaceId,
    left.map((one) => one.contactId),
  )
  await record(
    client,
    tools,
    left.flatMap((about) => withdrawals(tools, about, states)),
  )
  return rowCount ?? 0
}

function withdrawals(tools: ConsentTools, about: About, states: readonly State[]): Recorded[] {
  const channels = tools.channels.get(about.address.kind) ?? []
  const own = states.filter((s) => s.contact_id === about.contactId && channels.includes(s.channel))
  const standing = own.filter((s) => s.state === 'given' || s.state === 'pending')
  const purpose = tools.grant?.purpose ?? 'marketing'
  const unknown = channels.filter((channel) => !own.some((s) => s.channel === channel && s.purpose === purpose))
  return [...standing, ...unknown.map((channel) => ({ channel, purpose }))].map(({ channel, purpose: p }) => ({
    about,
    channel,
    purpose: p,
    action: 'withdrawn',
    basis: 'consent',
    source: 'import: the file says that the person left',
    wording: null,
  }))
}

interface Recorded {
  readonly about: About
  readonly channel: string
  readonly purpose: string
  readonly action: 'given' | 'withdrawn'
  readonly basis: string
  readonly source: string
  readonly wording: string | null
}

async function record(client: pg.PoolClient, tools: ConsentTools, events: readonly Recorded[]): Promise<void> {
  if (events.length === 0) return
  const data = events.map(({ about, ...rest }) => ({
    id: uuid7(),
    contact_id: about.contactId,
    kind: about.address.kind,
    hash: about.address.hash,
    ...rest,
  }))
  await client.query(
    `INSERT INTO consent_events (workspace_id, id, contact_id, address_kind, address_hash, channel, purpose, action, basis, source,
       wording_id, actor_kind, actor_id, proof)
     SELECT $1, s.id, s.contact_id, s.kind, decode(s.hash, 'hex'), s.channel, s.purpose, s.action, s.basis, s.source, s.wording, $3, $4, $5
     FROM jsonb_to_recordset($2::jsonb) AS s(id uuid, contact_id uuid, kind text, hash text, channel text, purpose text,
       action text, basis text, source text, wording uuid)`,
    [tools.workspaceId, JSON.stringify(data), tools.actor.kind, tools.actor.id, proofOf(tools.importId)],
  )
}
