import type { Outcome } from '../../contracts/index.ts'
import type { Settlement } from '../../messages/ledger.ts'
import { STATE } from '../../messages/states.ts'
import type { Ready } from './read.ts'
import type { RunContext } from './run-context.ts'

const TRIES = 8
const BASE_MS = 60_000
const CAP_MS = 6 * 3_600_000
/** After an answer was lost: long enough for a late callback, short against a campaign. */
const UNKNOWN_MS = 60_000

/** How long single messages wait for somebody to mend the account. */
const CONFIG_MS = 5 * 60_000

/** What an outcome does beyond the message's own state. */
export type Effect =
  | {
      readonly kind: 'dead_address' | 'opted_out'
      readonly contactId: string
      readonly code: string
      readonly reason: string
    }
  | {
      readonly kind: 'trip'
      readonly destination: string
      readonly afterMs: number | undefined
      readonly code: string
      readonly reason: string
    }
  | { readonly kind: 'pause'; readonly code: string; readonly reason: string }

export interface Judged extends Settlement {
  readonly detail: { readonly class: string; readonly code: string; readonly reason: string } | null
}

/** Exponential with full jitter (reliability.md §1.7): min(cap, base·2^n) · random. What the provider said is a floor. */
export function backoffMs(attempt: number, floorMs = 0, random = Math.random): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt - 1, 12))
  return Math.max(floorMs, Math.round(ceiling * (0.5 + random() / 2)))
}

/** Turns what the carrier said of a group into what the ledger writes. A message without an outcome is `unknown`: it may have left. */
export function judge(
  run: RunContext,
  group: readonly Ready[],
  outcomes: readonly Outcome[],
): { judged: Judged[]; effects: Effect[] } {
  const byKey = new Map(outcomes.map((outcome) => [outcome.key, outcome]))
  const effects: Effect[] = []
  const judged = group.map((message): Judged => {
    const { contactId } = message
    const outcome: Outcome = byKey.get(message.outgoing!.key) ?? {
      key: message.outgoing!.key,
      is: 'unknown',
      code: 'no_outcome',
      reason: 'The carrier said nothing of this message.',
    }
    if (outcome.is === 'accepted')
      return { contactId, state: STATE.accepted, providerId: outcome.providerId ?? null, detail: null }
    if (outcome.is === 'unknown')
      return {
        contactId,
        state: STATE.unknown,
        reason: 'unknown',
        delayMs: UNKNOWN_MS,
        detail: { class: 'unknown', code: outcome.code, reason: outcome.reason },
      }
    if (outcome.is === 'rejected') return rejected(run, message, outcome, effects)
    return retried(run, message, outcome, effects)
  })
  return { judged, effects: alikeOnce(effects) }
}

/** A group of 100 that meets one fault trips one breaker once; in one order, so that two lanes never wait for each other in a circle. */
function alikeOnce(effects: readonly Effect[]): Effect[] {
  const once = new Map<string, Effect>()
  for (const effect of effects) {
    const name =
      effect.kind === 'trip' ? `~${effect.destination}` : effect.kind === 'pause' ? '~~' : `${effect.contactId}`
    const known = once.get(name)
    if (!known || (known.kind === 'trip' && effect.kind === 'trip' && (effect.afterMs ?? 0) > (known.afterMs ?? 0)))
      once.set(name, effect)
  }
  return [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, effect]) => effect)
}

function rejected(run: RunContext, message: Ready, outcome: Outcome & { is: 'rejected' }, effects: Effect[]): Judged {
  const { contactId } = message
  const detail = { class: outcome.class, code: outcome.code, reason: outcome.reason }
  if (outcome.class === 'config') {
    // The account is at fault, not the person: the message goes back and the campaign waits for somebody to mend the account.
    // Single messages have no campaign that could be paused: they wait with the account.
    const { code, reason } = outcome
    if (run.kind === 'campaign') effects.push({ kind: 'pause', code, reason })
    else effects.push({ kind: 'trip', destination: '', afterMs: CONFIG_MS, code, reason })
    return { contactId, state: STATE.queued, spared: true, detail }
  }
  if (outcome.class === 'dead_address' || outcome.class === 'opted_out')
    effects.push({ kind: outcome.class, contactId, code: outcome.code, reason: outcome.reason })
  return { contactId, state: STATE.failed, reason: outcome.class, detail }
}

function retried(run: RunContext, message: Ready, outcome: Outcome & { is: 'retry' }, effects: Effect[]): Judged {
  const { contactId, attempt } = message
  const detail = { class: 'retry', code: outcome.code, reason: outcome.reason }
  // Never begun (shutdown, or our time ran out while the process was frozen): as if it had not been claimed.
  if (outcome.code === 'aborted' || outcome.code === 'not_begun')
    return { contactId, state: STATE.queued, spared: true, detail: null }
  if (outcome.scope === 'sender') {
    effects.push({
      kind: 'trip',
      destination: '',
      afterMs: outcome.afterMs,
      code: outcome.code,
      reason: outcome.reason,
    })
    return { contactId, state: STATE.queued, spared: true, detail }
  }
  if (outcome.scope === 'destination') {
    const destination = run.channel.address.destination(message.outgoing!.to)
    effects.push({ kind: 'trip', destination, afterMs: outcome.afterMs, code: outcome.code, reason: outcome.reason })
    // The domain refuses the sender, whoever the person: it waits with all others for that domain, until the run expires.
    return {
      contactId,
      state: STATE.deferred,
      reason: 'held',
      delayMs: backoffMs(1, outcome.afterMs),
      spared: true,
      detail,
    }
  }
  if (attempt >= (outcome.tries ?? TRIES))
    return { contactId, state: STATE.failed, reason: 'retries_exhausted', detail }
  return { contactId, state: STATE.deferred, reason: 'retry', delayMs: backoffMs(attempt, outcome.afterMs), detail }
}
