import { setTimeout as sleep } from 'node:timers/promises'
import { takeFromBucket } from '../../accounts/pace.ts'
import type { Core } from '../../context.ts'
import type { Outcome } from '../../contracts/index.ts'
import { recordEvents } from '../../events/write.ts'
import { persist } from '../../infra/retry.ts'
import type { Claimed } from '../../messages/claim.ts'
import { moveCounts } from '../../messages/counts.ts'
import { FencedOut } from '../../messages/ledger.ts'
import { STATE } from '../../messages/states.ts'
import type { Feed, Group } from './feed.ts'
import { judge } from './outcomes.ts'
import { prepareMessage, type Ready } from './read.ts'
import type { RunContext } from './run-context.ts'
import { type Book, type Next, type Sent, type Trip, writeIntent, writeOutcomes } from './write.ts'

/** What a lane tells the dispatcher about the sender as a whole. */
export interface LaneSignals {
  /** The account, or one destination of it, is not to be sent to for a while. */
  tripped(trip: Trip): void
  accepted(count: number): void
  renderFailed(count: number, error: Error): void
  pause(code: string, reason: string): void
  notRunning(): void
}

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
            const book: Book = { events: [], deltas: [] }
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
