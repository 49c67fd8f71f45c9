import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { tripBreaker } from '../../accounts/breaker.ts'
import { takeFromBucket } from '../../accounts/pace.ts'
import { applyRejection } from '../../consent/rejections.ts'
import type { Core } from '../../context.ts'
import type { EventKind, Json, Outcome } from '../../contracts/index.ts'
import { recordEvents } from '../../events/write.ts'
import { persist } from '../../infra/retry.ts'
import { type CountDelta, moveCounts } from '../../messages/counts.ts'
import { type Claimed, claimGroup, FencedOut, moveUnderLease, settleGroup } from '../../messages/ledger.ts'
import { STATE } from '../../messages/states.ts'
import type { Held } from './doors.ts'
import type { Feed, Group } from './feed.ts'
import { type Effect, type Judged, judge } from './outcomes.ts'
import { prepareMessage, type Ready } from './read.ts'
import type { RunContext } from './run-context.ts'

/** What a lane tells the dispatcher about the sender as a whole. */
export interface LaneSignals {
  /** The account, or one destination of it, is not to be sent to for a while. */
  tripped(trip: Trip): void
  accepted(count: number): void
  renderFailed(count: number, error: Error): void
  pause(code: string, reason: string): void
  notRunning(): void
}

export interface Trip {
  readonly destination: string
  readonly waitMs: number
  readonly code: string
  readonly reason: string
}

interface Sent {
  readonly group: Group
  readonly judged: readonly Judged[]
  readonly effects: readonly Effect[]
}

/** What is to be claimed, and what waits because its destination is closed. */
interface Next {
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

/**
 * One lane: takes a group, writes the last group's outcomes and this group's intent in one transaction, hands the group to
 * the carrier, and goes on. Several lanes run side by side, so that the wire never waits for the database.
 */
export async function runLane(
  core: Core,
  run: RunContext,
  feed: Feed,
  slot: number,
  signals: LaneSignals,
  signal: AbortSignal,
): Promise<void> {
  let sent: Sent | null = null
  for (;;) {
    let group = feed.poll()
    if (!group) {
      if (sent) await exchange(core, run, feed, slot, signals, sent, null, signal)
      sent = null
      group = await feed.take()
      if (!group) return
    }
    const wait = await paceOf(core, run, group.due.length, signal)
    if (wait > 0) {
      if (sent) await exchange(core, run, feed, slot, signals, sent, null, signal)
      sent = null
      await sleep(wait, undefined, { signal }).catch(() => {})
      if (signal.aborted) {
        feed.done(group)
        return
      }
    }
    sent = await sendGroup(core, run, feed, slot, signals, sent, group, signal)
  }
}

async function sendGroup(
  core: Core,
  run: RunContext,
  feed: Feed,
  slot: number,
  signals: LaneSignals,
  sent: Sent | null,
  group: Group,
  signal: AbortSignal,
): Promise<Sent | null> {
  const { going: open, held } = run.doors.pass(group.due)
  const ready = open.map((message) => prepareMessage(run, message))
  const claimed = await exchange(core, run, feed, slot, signals, sent, { group, ready, held }, signal)
  const going = new Set(claimed.filter((row) => row.state === STATE.sending).map((row) => row.contactId))
  const leaving = ready.filter((message) => going.has(message.contactId))
  if (!leaving.length) {
    feed.done(group)
    return null
  }
  const claimedAt = performance.now()
  const sendable = leaving.filter((message) => message.outgoing)
  // A process that was frozen after its claim must not send what somebody else has taken over since: the fence below stops the
  // write, this stops the wire. Half a lease, because the send itself takes time too.
  const notAfter = claimedAt + core.config.leaseSeconds * 500
  const outcomes = await carry(core, run, sendable, signal, notAfter)
  const { judged, effects } = judge(run, sendable, outcomes)
  // The gate found an address that was not there when the message was rendered: once more, a little later.
  for (const message of leaving)
    if (!message.outgoing)
      judged.push({
        contactId: message.contactId,
        state: STATE.deferred,
        reason: 'retry',
        delayMs: 1000,
        spared: true,
        detail: null,
      })
  return { group, judged, effects }
}

/** A carrier that throws or never answers harms nothing else: what it had in hand is of unknown fate. */
async function carry(
  core: Core,
  run: RunContext,
  messages: readonly Ready[],
  signal: AbortSignal,
  notAfter: number,
): Promise<readonly Outcome[]> {
  const patience = new AbortController()
  try {
    const sending = run.account.carrier.send(
      messages.map((message) => message.outgoing!),
      signal,
      notAfter,
    )
    const hung = sleep(core.config.leaseSeconds * 750, null, { signal: patience.signal }).catch(() => null)
    const outcomes = await Promise.race([sending, hung])
    if (outcomes) return outcomes
    core.log.error({ run: run.runId, provider: run.account.provider.id }, 'the carrier did not answer in time')
  } catch (error) {
    core.log.error({ err: error, run: run.runId, provider: run.account.provider.id }, 'the carrier threw')
  } finally {
    patience.abort()
  }
  return []
}

/** How long to wait before `amount` messages may leave, over all limits that hold. */
async function paceOf(core: Core, run: RunContext, amount: number, signal: AbortSignal): Promise<number> {
  if (!run.limits.length) return 0
  const waits = await Promise.all(
    run.limits.map((limit) =>
      persist(() => takeFromBucket(core.db, run.workspaceId, run.account.id, limit, amount), { signal }),
    ),
  )
  return Math.max(...waits)
}

/** One transaction: outcomes of what was sent, intent of what comes. Gives what was claimed. */
async function exchange(
  core: Core,
  run: RunContext,
  feed: Feed,
  slot: number,
  signals: LaneSignals,
  sent: Sent | null,
  next: Next | null,
  signal: AbortSignal,
): Promise<Claimed[]> {
  let outgoing: Sent | null = sent
  let trips: readonly Trip[] = []
  const claimed = await persist(
    () =>
      core.db
        .probing(
          run.workspaceId,
          async (client) => {
            const book = { events: [] as BookEvent[], deltas: [] as CountDelta[] }
            if (outgoing) trips = await writeOutcomes(client, run, outgoing, book)
            const rows = next ? await writeIntent(client, run, next, book) : []
            await recordEvents(client, {
              workspaceId: run.workspaceId,
              campaignId: run.campaign?.id ?? null,
              runId: run.runId,
              step: run.step,
              channel: run.channel.id,
              slot,
              events: book.events,
            })
            await moveCounts(client, run.workspaceId, run.runId, slot, book.deltas)
            return rows
            // The frequency cap probes the ledger of other runs once per person: that is a nested loop.
          },
          { hashed: !run.question.cap },
        )
        .catch((error) => {
          if (!(error instanceof FencedOut) || !outgoing) throw error
          // Somebody else settles that chunk now; what we know of it is dropped, what comes next is tried alone.
          core.log.warn(
            { run: run.runId, chunk: outgoing.group.work.lease.number },
            'lease lost: outcomes were fenced out',
          )
          outgoing.group.work.lost = true
          outgoing = null
          throw Object.assign(new Error('once more without the lost chunk'), { code: '40001' })
        }),
    { signal },
  )
  if (sent) {
    tell(run, sent, signals, trips)
    feed.done(sent.group)
  }
  if (next) tellClaim(next, claimed, signals)
  return claimed
}

type BookEvent = { contactId: string; kind: EventKind; data: Record<string, Json> | null }
interface Book {
  readonly events: BookEvent[]
  readonly deltas: CountDelta[]
}

async function writeOutcomes(client: pg.PoolClient, run: RunContext, sent: Sent, book: Book): Promise<Trip[]> {
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

async function writeIntent(
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

function tell(run: RunContext, sent: Sent, signals: LaneSignals, trips: readonly Trip[]): void {
  const accepted = new Set(sent.judged.flatMap((row) => (row.state === STATE.accepted ? [row.contactId] : [])))
  if (accepted.size) signals.accepted(accepted.size)
  if (accepted.size && run.doors.closed)
    for (const { contactId, address } of sent.group.due)
      if (address && accepted.has(contactId)) run.doors.accepted(address)
  for (const trip of trips) {
    if (trip.destination) run.doors.close(trip.destination, trip.waitMs)
    signals.tripped(trip)
  }
  const pause = sent.effects.find((effect) => effect.kind === 'pause')
  if (pause) signals.pause(pause.code, pause.reason)
}

function tellClaim({ group, ready }: Next, claimed: readonly Claimed[], signals: LaneSignals): void {
  const broken = ready.filter((message) => message.error)
  if (broken.length) signals.renderFailed(broken.length, broken[0]!.error!)
  if (!claimed.length && broken.length < ready.length && !group.work.lost) signals.notRunning()
}
