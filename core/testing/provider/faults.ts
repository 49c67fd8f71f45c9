import type { ErrorRow, Outcome, Outgoing } from '../../contracts/index.ts'
import { broken, type Property, within } from '../property.ts'
import type { Fault, ProviderSubject } from './subject.ts'
import { checkOutcomes, checkTruth, faultProperty, patience, type Trial, trial } from './trial.ts'

/** A code nobody knows may be tried three times at most (docs: error classes). */
const TRIES_OF_UNKNOWN_CODE = 3
const RETRY_AFTER_MS = 7_000

/** What a failure at the far end must become: reliability by error class, and by the moment of the cut. */
export const faultProperties: readonly Property<ProviderSubject>[] = [
  {
    name: 'every row of the error table that is an answer gives the outcome of its class',
    appliesTo: (subject) =>
      subject.provider.errors.rows.some((row) => isAnswer(subject, row)) || 'all rows are callbacks',
    async run(subject) {
      for (const row of subject.provider.errors.rows.filter((r) => isAnswer(subject, r))) {
        // A fresh carrier for each row: what one code does to the sender must not colour the next.
        await trial(subject, async (t) => {
          const outcome = await sendOneUnder(t, { do: 'answer', row })
          const wrong = mismatch(row, outcome)
          if (wrong) throw broken(`row '${row.code}' (${row.class}): ${wrong}, got ${JSON.stringify(outcome)}`)
        })
      }
    },
  },
  faultProperty('answer-unlisted', 'a code that is in no row is retry, at most 3 tries', async (t) => {
    const outcome = await sendOneUnder(t, { do: 'answer-unlisted' })
    const few = outcome.is === 'retry' && outcome.tries !== undefined && outcome.tries <= TRIES_OF_UNKNOWN_CODE
    if (!few) throw broken(`an unlisted code must be 'retry' with tries ≤ 3, got ${JSON.stringify(outcome)}`)
  }),
  faultProperty('throttle', 'too fast, come back later: slows the sender for at least what was said', async (t) => {
    const outcome = await sendOneUnder(t, { do: 'throttle', afterMs: RETRY_AFTER_MS })
    if (outcome.is !== 'retry' || outcome.scope !== 'sender') {
      throw broken(`a throttle must be 'retry' of scope 'sender', got ${JSON.stringify(outcome)}`)
    }
    if ((outcome.afterMs ?? 0) < RETRY_AFTER_MS) {
      throw broken(`told to wait ${RETRY_AFTER_MS} ms, the outcome says ${outcome.afterMs}`)
    }
  }),
  faultProperty('cut-after', 'taken and then cut is unknown, never retry', async (t) => {
    expectIs(await sendOneUnder(t, { do: 'cut-after' }), ['unknown'], 'taken, then cut')
  }),
  faultProperty('hang-after', 'taken and then silence is unknown, never retry', async (t) => {
    expectIs(await sendOneUnder(t, { do: 'hang-after' }), ['unknown'], 'taken, then silence')
  }),
  faultProperty('cut-before', 'cut before anything was taken is retry, never unknown', async (t) => {
    expectIs(await sendOneUnder(t, { do: 'cut-before' }), ['retry'], 'cut before it was taken')
  }),
  {
    name: 'a far end that is not there is retry, never unknown',
    run: (subject) =>
      trial(subject, async (t) => {
        const batch = t.messages(Math.min(2, subject.provider.capabilities.batch))
        await t.standIn.close()
        for (const outcome of await t.send(batch)) expectIs(outcome, ['retry'], 'nobody there')
      }),
  },
  {
    ...faultProperty(
      'cut-after',
      'look-up settles what is unknown, and calls nothing accepted that never left',
      async (t) => {
        const [lost, never] = t.messages(2) as [Outgoing, Outgoing]
        await t.standIn.behave({ do: 'cut-after' })
        await t.send([lost])
        await t.standIn.behave({ do: 'accept' })
        const given = await within(patience(t.subject), 'lookup()', () => t.carrier.lookup!([lost.key, never.key]))
        const [found, missing] = checkOutcomes([lost, never], given) as [Outcome, Outcome]
        expectIs(found, ['accepted'], 'look-up of a message that was taken')
        expectIs(missing, ['retry', 'unknown'], 'look-up of a message that never left')
      },
    ),
    appliesTo: needs('cut-after', (s) => s.provider.capabilities.lookup || 'the provider declares no look-up'),
  },
  {
    ...faultProperty('cut-after', 'every attempt of one message has one identity at the far end', async (t) => {
      const [message, other] = t.messages(2) as [Outgoing, Outgoing]
      await sendTwice(t, message)
      await t.send([other])
      const identity = (m: Outgoing) =>
        new Set(t.standIn.accepted().flatMap((a) => (a.to === m.to ? [a.identity] : [])))
      const [first] = identity(message)
      if (!first) throw broken('the message has no identity at the far end')
      if (identity(message).size > 1) throw broken(`two attempts, two identities: ${[...identity(message)].join(', ')}`)
      if (identity(other).has(first)) throw broken('two messages share one identity')
    }),
    appliesTo: needs('cut-after', (s) => s.tellsIdentity || 'the stand-in cannot tell identities'),
  },
  {
    ...faultProperty('cut-after', 'a second request with the same key is one message', async (t) => {
      const [message] = t.messages(1) as [Outgoing]
      expectIs(await sendTwice(t, message), ['accepted'], 'the second request')
      if (t.times(message) !== 1)
        throw broken(`the provider is idempotent, yet took the message ${t.times(message)} times`)
    }),
    appliesTo: needs('cut-after', (s) => s.provider.capabilities.idempotent || 'the provider declares no idempotency'),
  },
]

export const isAnswer = (subject: ProviderSubject, row: ErrorRow): boolean => subject.route?.(row) !== 'callback'

function needs(fault: Fault['do'], more: (subject: ProviderSubject) => true | string) {
  return (subject: ProviderSubject): true | string => subject.cannot?.[fault] ?? more(subject)
}

async function sendOneUnder(t: Trial, fault: Fault): Promise<Outcome> {
  const batch = t.messages(1)
  await t.standIn.behave(fault)
  const outcomes = await t.send(batch)
  checkTruth(t, batch, outcomes)
  return outcomes[0]!
}

/** The first answer is lost; the second attempt goes well. Gives the second outcome. */
async function sendTwice(t: Trial, message: Outgoing): Promise<Outcome> {
  await t.standIn.behave({ do: 'cut-after' })
  await t.send([message])
  await t.standIn.behave({ do: 'accept' })
  const [outcome] = await t.send([{ ...message, attempt: 2 }])
  return outcome!
}

function expectIs(outcome: Outcome, allowed: readonly Outcome['is'][], when: string): void {
  if (!allowed.includes(outcome.is)) {
    throw broken(`${when}: must be '${allowed.join("' or '")}', got ${JSON.stringify(outcome)}`)
  }
}

/** What is wrong with the outcome of a row, or null. */
function mismatch(row: ErrorRow, outcome: Outcome): string | null {
  if (row.class === 'unknown') return outcome.is === 'unknown' ? null : `must be 'unknown'`
  if (!['retry_now', 'retry_later', 'throttle', 'stop_sender'].includes(row.class)) {
    return outcome.is === 'rejected' && outcome.class === row.class ? null : `must be 'rejected' of the row's class`
  }
  if (outcome.is !== 'retry') return `must be 'retry'`
  const slowsMore = row.class === 'throttle' || row.class === 'stop_sender'
  if (slowsMore && outcome.scope === 'message') return `scope must be 'sender' or 'destination'`
  if (row.waitMs !== undefined && (outcome.afterMs ?? 0) < row.waitMs) return `afterMs must be at least ${row.waitMs}`
  if (row.tries !== undefined && outcome.tries !== row.tries) return `tries must be ${row.tries}`
  return null
}
