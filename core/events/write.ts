import type pg from 'pg'
import type { EventKind, Json } from '../contracts/index.ts'
import { uuid7 } from '../infra/ids.ts'
import { countCause } from './details.ts'

/** What happened to messages of one run, step and channel. Kinds are of `EVENT_KINDS`, ids are UUIDs in lower case. */
export interface EventBatch {
  readonly workspaceId: string
  /** Null: a run without campaign (transactional, test); then nothing is counted. */
  readonly campaignId: string | null
  readonly runId: string
  readonly step: number
  readonly channel: string
  /** Spreads writers over several rows of one count: two that write at once take different slots. */
  readonly slot: number
  readonly events: readonly {
    readonly contactId: string
    readonly kind: EventKind
    readonly data?: Record<string, Json> | null
  }[]
}

/**
 * Writes events and their counts in the caller's transaction, in one round trip: one row per event, one count per
 * campaign, run, channel, hour, kind and slot. `at` is the transaction's time by the database's clock.
 */
export async function recordEvents(client: pg.PoolClient, batch: EventBatch): Promise<void> {
  const { events } = batch
  if (events.length === 0) return
  const kinds = new Map<EventKind, number>()
  const causes = new Map<string, number>()
  const data: (string | null)[] = []
  let contacts = '{'
  let ids = '{'
  let names = '{'
  let anyData = false
  for (let i = 0; i < events.length; i++) {
    const event = events[i]!
    const comma = i === 0 ? '' : ','
    contacts += comma + event.contactId
    ids += comma + uuid7()
    names += comma + event.kind
    kinds.set(event.kind, (kinds.get(event.kind) ?? 0) + 1)
    data.push(event.data ? JSON.stringify(event.data) : null)
    anyData ||= event.data != null
    countCause(causes, event.kind, event.data)
  }
  const { workspaceId, campaignId, runId, step, channel, slot } = batch
  // Array literals made here: UUIDs and kinds need no quotes, and node-postgres would look at every character.
  const values: unknown[] = [workspaceId, runId, step, channel, `${ids}}`, `${contacts}}`, `${names}}`]
  if (anyData) values.push(data)
  if (campaignId) {
    // In one order everywhere, so that two writers of one slot wait for each other instead of locking crosswise.
    const counted = [...kinds, ...causes].sort(([a], [b]) => (a < b ? -1 : 1))
    values.push(campaignId, slot, counted.map(([kind]) => kind).join(','), counted.map(([, n]) => n).join(','))
  }
  await client.query({ ...statement(anyData, campaignId !== null), values })
}

const statements = new Map<string, { name: string; text: string }>()

/** Prepared by name, in four forms: most batches carry no data, and only campaigns are counted. */
function statement(withData: boolean, counted: boolean): { name: string; text: string } {
  const name = `events${withData ? '_data' : ''}${counted ? '_counted' : ''}`
  let known = statements.get(name)
  if (!known) {
    known = { name, text: statementText(withData, counted) }
    statements.set(name, known)
  }
  return known
}

// Milliseconds, not microseconds: a time must come back from JavaScript and MongoDB as it went in, or a cursor would skip rows.
const AT = "date_trunc('milliseconds', now())"

function statementText(withData: boolean, counted: boolean): string {
  const first = withData ? 9 : 8
  const insert = `INSERT INTO delivery_events (id, workspace_id, campaign_id, run_id, contact_id, step, channel, kind, at, data)
    SELECT e.id, $1::uuid, ${counted ? `$${first}::uuid` : 'NULL'}, $2::uuid, e.contact, $3::smallint, $4::text, e.kind, ${AT},
      ${withData ? 'e.data' : 'NULL'}
    FROM unnest($5::uuid[], $6::uuid[], $7::text[]${withData ? ', $8::jsonb[]' : ''}) AS e (id, contact, kind${withData ? ', data' : ''})`
  if (!counted) return insert
  return `WITH added AS (${insert})
    INSERT INTO event_rollups AS r (workspace_id, campaign_id, run_id, channel, hour, kind, slot, count)
    SELECT $1::uuid, $${first}::uuid, $2::uuid, $4::text, date_trunc('hour', now(), 'UTC'), k.kind, $${first + 1}::smallint, k.count
    FROM unnest(string_to_array($${first + 2}, ','), string_to_array($${first + 3}, ',')::bigint[]) AS k (kind, count)
    ON CONFLICT (workspace_id, campaign_id, run_id, channel, hour, kind, slot) DO UPDATE SET count = r.count + excluded.count`
}
