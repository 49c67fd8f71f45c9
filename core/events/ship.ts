import { setTimeout as sleep } from 'node:timers/promises'
import type { Core } from '../context.ts'
import type { DeliveryEvent, EventLog } from '../contracts/index.ts'
import type { Database } from '../infra/postgres.ts'
import { isShipped } from './log.ts'
import { COLUMNS, eventOf } from './postgres-log.ts'

/** How far a sweep over the waiting events has come: the key of the last one. */
type Place = readonly [workspaceId: string, contactId: string, runId: string, at: string, id: string]

const NIL = '00000000-0000-0000-0000-000000000000'
const START: Place = [NIL, NIL, NIL, '-infinity', NIL]
/** About 80 ms of work for either side: small enough for a short transaction, large enough for 20,000 events a second. */
const BATCH = 2_000
const IDLE_MS = 1_000
/** Somebody else ships: look again at times, should that process end. */
const BUSY_MS = 5_000
const MAX_WAIT_MS = 30_000

/** What one batch did: `next` is null at the end of a sweep, `busy` says that another process ships. */
export interface Shipment {
  readonly shipped: number
  readonly next: Place | null
  readonly busy: boolean
}

/**
 * Moves events from PostgreSQL to the far log until `signal` ends; returns at once where there is no far log. While the
 * far log is away, events wait where they are and sending goes on. Any number of processes may call it; one of them works.
 */
export async function shipEvents(core: Pick<Core, 'db' | 'eventLog' | 'log'>, signal: AbortSignal): Promise<void> {
  if (!isShipped(core.eventLog)) return
  const { far } = core.eventLog
  let place = START
  let failures = 0
  while (!signal.aborted) {
    try {
      const { next, busy } = await shipBatch(core.db, far, place)
      if (failures > 0) core.log.info({ failures }, 'events are shipped again')
      failures = 0
      place = next ?? START
      if (!next) await pause(busy ? BUSY_MS : IDLE_MS, signal)
    } catch (error) {
      const wait = Math.min(MAX_WAIT_MS, 500 * 2 ** Math.min(failures++, 10))
      core.log.warn({ err: error, wait, failures }, 'events cannot be shipped now; they wait in PostgreSQL')
      await pause(wait, signal)
    }
  }
}

/**
 * One batch, in one transaction: events are locked, stored far, and deleted here. A crash in between leaves them in both
 * places, and the next time storing them changes nothing there (same ids).
 */
export async function shipBatch(
  db: Database,
  far: EventLog,
  after: Place = START,
  limit: number = BATCH,
): Promise<Shipment> {
  return db.directSystem(async (client) => {
    const lock = await client.query("SELECT pg_try_advisory_xact_lock(hashtext('carillon_ship')) AS mine")
    if (!lock.rows[0].mine) return { shipped: 0, next: null, busy: true }
    const { rows } = await client.query({ name: 'ship_take', text: TAKE, values: [...after, limit] })
    const events = rows.map(eventOf)
    if (events.length === 0) return { shipped: 0, next: null, busy: false }
    await far.append(events)
    await client.query({ name: 'ship_done', text: DONE, values: keysOf(events) })
    const last = events.at(-1)!
    const next: Place = [last.workspaceId, last.contactId, last.runId, last.at, last.id]
    return { shipped: events.length, next: events.length < limit ? null : next, busy: false }
  })
}

// In key order and from a place on: a scan from the beginning would walk over all that was deleted before (quadratic).
// Rows that an erasure holds are left for the next sweep.
const TAKE = `SELECT ${COLUMNS} FROM delivery_events
  WHERE (workspace_id, contact_id, run_id, at, id) > ($1::uuid, $2::uuid, $3::uuid, $4::timestamptz, $5::uuid)
  ORDER BY workspace_id, contact_id, run_id, at, id LIMIT $6 FOR UPDATE SKIP LOCKED`

// By the whole key: only the index of the month that holds a row is opened. A range over `at` beside it would be worse, the planner
// then walks the range once per row (measured: 90 s instead of 12 ms for 2,000 of 120,000).
const DONE = `DELETE FROM delivery_events d
  USING unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::uuid[]) AS k (workspace_id, contact_id, run_id, at, id)
  WHERE d.workspace_id = k.workspace_id AND d.contact_id = k.contact_id AND d.run_id = k.run_id AND d.at = k.at AND d.id = k.id`

function keysOf(events: readonly DeliveryEvent[]): unknown[] {
  return [
    events.map((e) => e.workspaceId),
    events.map((e) => e.contactId),
    events.map((e) => e.runId),
    events.map((e) => e.at),
    events.map((e) => e.id),
  ]
}

const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {})
