import { type Carrier, ERROR_CLASSES, type Outcome, type Outgoing } from '../../contracts/index.ts'
import { outgoing, type RecordingHost, recordingHost } from '../fixtures.ts'
import { broken, type Property, within } from '../property.ts'
import type { Fault, ProviderSubject, StandIn } from './subject.ts'

export const patience = (subject: ProviderSubject): number => subject.patienceMs ?? 10_000

/** A provider opened against a fresh stand-in. */
export interface Trial {
  readonly subject: ProviderSubject
  readonly standIn: StandIn
  readonly carrier: Carrier
  readonly host: RecordingHost
  /** New messages, each to an address of its own. */
  messages(count: number): Outgoing[]
  /** Sends, in time, and checks what must hold of every answer; outcomes in the order of the batch. */
  send(batch: readonly Outgoing[], signal?: AbortSignal, notAfter?: number): Promise<Outcome[]>
  /** How often the stand-in took this message. */
  times(message: Outgoing): number
}

/** Runs `work` against a fresh stand-in and an open carrier; closes both. */
export async function trial(subject: ProviderSubject, work: (trial: Trial) => Promise<void>): Promise<void> {
  const standIn = await subject.start()
  const host = { ...recordingHost(), ...subject.host } as RecordingHost
  try {
    const carrier = await openCarrier(subject, standIn, host)
    try {
      await work(makeTrial(subject, standIn, carrier, host))
    } finally {
      await within(patience(subject), 'close()', () => carrier.close?.())
    }
  } finally {
    await standIn.close()
  }
}

export function openCarrier(subject: ProviderSubject, standIn: StandIn, host: RecordingHost): Promise<Carrier> {
  return within(patience(subject), 'open()', () => subject.provider.open(standIn.settings, host))
}

function makeTrial(subject: ProviderSubject, standIn: StandIn, carrier: Carrier, host: RecordingHost): Trial {
  let made = 0
  return {
    subject,
    standIn,
    carrier,
    host,
    messages: (count) => Array.from({ length: count }, () => outgoing(standIn.message(made++))),
    times: (message) => standIn.accepted().filter((a) => a.to === message.to).length,
    async send(batch, signal = new AbortController().signal, notAfter = undefined) {
      const given = await within(patience(subject), 'send()', () => carrier.send(batch, signal, notAfter))
      return checkOutcomes(batch, given)
    },
  }
}

/** One well-formed outcome per message, none lost, none invented; in the order of the batch. */
export function checkOutcomes(batch: readonly Pick<Outgoing, 'key'>[], given: readonly Outcome[]): Outcome[] {
  if (!Array.isArray(given)) throw broken('send() must give a list of outcomes')
  const known = new Set(batch.map((message) => message.key))
  const byKey = new Map<string, Outcome>()
  for (const outcome of given) {
    checkOutcome(outcome)
    if (!known.has(outcome.key)) throw broken(`an outcome was invented: no message has the key ${outcome.key}`)
    if (byKey.has(outcome.key)) throw broken(`two outcomes for one message: ${outcome.key}`)
    byKey.set(outcome.key, outcome)
  }
  return batch.map((message, index) => {
    const outcome = byKey.get(message.key)
    if (!outcome) throw broken(`no outcome for message ${index + 1} of ${batch.length}`)
    return outcome
  })
}

const REJECTIONS = ['dead_address', 'opted_out', 'content', 'config', 'failed']

function checkOutcome(outcome: Outcome): void {
  const wrong = (what: string) => broken(`outcome ${JSON.stringify(outcome)}: ${what}`)
  if (typeof outcome !== 'object' || outcome === null) throw wrong('is no object')
  if (!['accepted', 'rejected', 'retry', 'unknown'].includes(outcome.is)) throw wrong('`is` is no known word')
  if (outcome.is === 'accepted') {
    const id = outcome.providerId
    if (id !== undefined && (typeof id !== 'string' || id === '')) throw wrong('`providerId` must be text, or absent')
    return
  }
  if (typeof outcome.code !== 'string' || outcome.code === '') throw wrong('`code` is missing')
  if (typeof outcome.reason !== 'string' || outcome.reason === '') throw wrong('`reason` is missing')
  if (outcome.is === 'rejected' && !REJECTIONS.includes(outcome.class))
    throw wrong('`class` is no class of a rejection')
  if (outcome.is !== 'retry') return
  if (!['message', 'destination', 'sender'].includes(outcome.scope)) throw wrong('`scope` is no known word')
  if (outcome.afterMs !== undefined && !(Number.isFinite(outcome.afterMs) && outcome.afterMs >= 0)) {
    throw wrong('`afterMs` must be 0 or more')
  }
  if (outcome.tries !== undefined && !(Number.isInteger(outcome.tries) && outcome.tries >= 0)) {
    throw wrong('`tries` must be a whole number')
  }
}

export const isErrorClass = (text: string): boolean => (ERROR_CLASSES as readonly string[]).includes(text)

/** What was said must be what the stand-in saw: accepted was taken once, rejected and retry were not taken. */
export function checkTruth(t: Trial, batch: readonly Outgoing[], outcomes: readonly Outcome[]): void {
  batch.forEach((message, index) => {
    const outcome = outcomes[index]!
    const times = t.times(message)
    if (times > 1) throw broken(`message ${index + 1} was delivered ${times} times by one send`)
    if (outcome.is === 'accepted' && times === 0)
      throw broken(`message ${index + 1} is called accepted; nobody took it`)
    if ((outcome.is === 'retry' || outcome.is === 'rejected') && times === 1) {
      throw broken(
        `message ${index + 1} is called ${outcome.is}, yet it was taken: it would be sent twice, or lost to sight`,
      )
    }
  })
}

/** A property of one running provider, tried under one kind of fault. */
export function faultProperty(
  fault: Fault['do'] | null,
  name: string,
  work: (trial: Trial) => Promise<void>,
): Property<ProviderSubject> {
  return {
    name,
    appliesTo: (subject) => (fault !== null && subject.cannot?.[fault]) || true,
    run: (subject) => trial(subject, work),
  }
}
