import type pg from 'pg'
import { tripBreaker } from '../../accounts/breaker.ts'
import { applyRejection } from '../../consent/rejections.ts'
import type { EventKind, Json } from '../../contracts/index.ts'
import { type Claimed, claimGroup } from '../../messages/claim.ts'
import type { CountDelta } from '../../messages/counts.ts'
import { moveUnderLease, settleGroup } from '../../messages/ledger.ts'
import { STATE } from '../../messages/states.ts'
import type { Held } from './doors.ts'
import type { Group } from './feed.ts'
import type { Effect, Judged } from './outcomes.ts'
import { quietDetail } from './quiet.ts'
import type { Ready } from './read.ts'
import type { RunContext } from './run-context.ts'

/** A breaker that was opened. */
export interface Trip {
  readonly destination: string
  readonly waitMs: number
  readonly code: string
  readonly reason: string
}

/** What was handed over, and what became of it. */
export interface Sent {
  readonly group: Group
  readonly judged: readonly Judged[]
  readonly effects: readonly Effect[]
}

/** What is to be claimed, and what waits because its destination is closed. */
export interface Next {
  readonly group: Group
  readonly ready: readonly Ready[]
  readonly held: readonly Held[]
}

const EVENT_OF_STATE: Partial<Record<number, EventKind>> = {
  [STATE.accepted]: 'accepted',
  [STATE.deferred]: 'deferred',
  [STATE.failed]: 'failed',
  [STATE.unknown]: 'unknown',
  [STATE.suppressed]: 'suppressed',
  [STATE.expired]: 'expired',
}
/** Reasons are counted where a message ends; on its way it has none worth a row. */
const countReason = (state: number, reason: string | null) =>
  state >= STATE.failed && state !== STATE.unknown ? reason : ''

type BookEvent = { contactId: string; kind: EventKind; data: Record<string, Json> | null }
/** Events and counts of one transaction, written at its end. */
export interface Book {
  readonly events: BookEvent[]
  readonly deltas: CountDelta[]
}

/** What became of a group: states, breakers, addresses that are dead. */
export async function writeOutcomes(client: pg.PoolClient, run: RunContext, sent: Sent, book: Book): Promise<Trip[]> {
  const details = new Map(sent.judged.map((row) => [row.contactId, row.detail]))
  const written = await settleGroup(client, sent.group.work.lease, sent.judged)
  for (const row of written) {
    const kind = EVENT_OF_STATE[row.state]
    const detail = details.get(row.contactId)
    if (kind)
      book.events.push({
        contactId: row.contactId,
        kind,
        data: detail ? { class: detail.class, code: detail.code, reason: detail.reason.slice(0, 500) } : null,
      })
    book.deltas.push({ step: run.step, state: row.state, reason: countReason(row.state, row.reason), by: 1 })
  }
  if (written.length) book.deltas.push({ step: run.step, state: STATE.sending, by: -written.length })
  const trips: Trip[] = []
  for (const effect of sent.effects) {
    if (effect.kind === 'trip') {
      const waitMs = await tripBreaker(client, { workspaceId: run.workspaceId, accountId: run.account.id, ...effect })
      trips.push({ ...effect, waitMs })
    } else if (effect.kind !== 'pause') await applyRejection(client, run.workspaceId, run.channel, effect)
  }
  return trips
}

/** What is about to leave: those whose rendering failed end, those who may not are suppressed or put off, the others are claimed. */
export async function writeIntent(
  client: pg.PoolClient,
  run: RunContext,
  { group, ready, held }: Next,
  book: Book,
): Promise<Claimed[]> {
  if (held.length) await writeHeld(client, run, group, held, book)
  const broken = ready.filter((message) => message.error)
  const { lease } = group.work
  if (broken.length) {
    const failed = await moveUnderLease(
      client,
      lease,
      [STATE.queued, STATE.deferred],
      broken.map((message) => ({ contactId: message.contactId, state: STATE.failed, reason: 'render' })),
    )
    const errors = new Map(broken.map((message) => [message.contactId, message.error!]))
    for (const row of failed) {
      const error = errors.get(row.contactId)!
      book.events.push({
        contactId: row.contactId,
        kind: 'failed',
        data: { class: 'render', code: error.code, reason: `${error.field}: ${error.message}`.slice(0, 500) },
      })
      book.deltas.push(
        { step: run.step, state: row.was, by: -1 },
        { step: run.step, state: STATE.failed, reason: 'render', by: 1 },
      )
    }
  }
  const asked = broken.length ? ready.filter((message) => !message.error) : ready
  if (!asked.length || group.work.lost) return []
  const claimed = await claimGroup(client, lease, run.question, asked)
  for (const row of claimed) {
    book.deltas.push(
      { step: run.step, state: row.was, by: -1 },
      { step: run.step, state: row.state, reason: countReason(row.state, row.reason), by: 1 },
    )
    if (row.state === STATE.suppressed)
      book.events.push({ contactId: row.contactId, kind: 'suppressed', data: { reason: row.reason ?? '' } })
    if (row.state === STATE.deferred && row.was !== STATE.deferred)
      book.events.push({ contactId: row.contactId, kind: 'deferred', data: quietDetail })
  }
  return claimed
}

/** Messages to a closed destination wait until it opens, unclaimed. One that waits already is not told again. */
async function writeHeld(
  client: pg.PoolClient,
  run: RunContext,
  group: Group,
  held: readonly Held[],
  book: Book,
): Promise<void> {
  const moved = await moveUnderLease(
    client,
    group.work.lease,
    [STATE.queued, STATE.deferred],
    held.map(({ contactId, delayMs }) => ({ contactId, state: STATE.deferred, reason: 'held', delayMs })),
  )
  const where = new Map(held.map((one) => [one.contactId, one.destination]))
  for (const { contactId, was } of moved) {
    if (was === STATE.deferred) continue
    const reason = `${where.get(contactId)} takes nothing from this account for now`
    book.events.push({ contactId, kind: 'deferred', data: { class: 'held', code: 'destination_held', reason } })
    book.deltas.push({ step: run.step, state: was, by: -1 }, { step: run.step, state: STATE.deferred, by: 1 })
  }
}
