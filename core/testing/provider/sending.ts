import type { Outcome, Outgoing } from '../../contracts/index.ts'
import { broken, Inapplicable, type Property, until } from '../property.ts'
import type { ProviderSubject } from './subject.ts'
import { checkTruth, faultProperty, patience, type Trial, trial } from './trial.ts'

/** Largest batch that is tried; a provider may take more. */
const LARGEST_BATCH = 100

/** How groups of messages go out: none lost, none invented, none in another's way. */
export const sendingProperties: readonly Property<ProviderSubject>[] = [
  {
    name: 'one outcome per message, none lost, none invented: batches of 0, 1, 2 and the most it takes',
    run: (subject) =>
      trial(subject, async (t) => {
        for (const size of [0, 1, 2, Math.min(subject.provider.capabilities.batch, LARGEST_BATCH)]) {
          await sendAllAccepted(t, t.messages(Math.min(size, subject.provider.capabilities.batch)))
        }
      }),
  },
  {
    name: 'two sends at once keep their messages apart',
    run: (subject) =>
      trial(subject, async (t) => {
        const batches = [t.messages(1), t.messages(1), t.messages(1)]
        await Promise.all(batches.map((batch) => sendAllAccepted(t, batch)))
      }),
  },
  faultProperty('slow', 'a slow answer is still an answer', async (t) => {
    await t.standIn.behave({ do: 'slow', ms: 200 })
    await sendAllAccepted(t, t.messages(1))
  }),
  {
    name: 'a message that cannot even be built fails alone, as a value',
    appliesTo: takesSeveral,
    run: (subject) =>
      trial(subject, async (t) => {
        const [first, last] = t.messages(2) as [Outgoing, Outgoing]
        const bad = { ...t.messages(1)[0]!, content: unreadable() }
        await expectOthersAccepted(t, [first, bad, last], bad)
      }),
  },
  {
    ...faultProperty('answer-unlisted', 'a message that is refused fails alone', async (t) => {
      const batch = t.messages(3)
      await t.standIn.behave({ do: 'answer-unlisted' }, { to: batch[1]!.to })
      await expectOthersAccepted(t, batch, batch[1]!)
    }),
    appliesTo: (subject) => subject.cannot?.['answer-unlisted'] ?? takesSeveral(subject),
  },
  {
    ...faultProperty(
      'hang-before',
      'a message that hangs ends by the provider’s own timeout and fails alone',
      async (t) => {
        const batch = t.messages(3)
        await t.standIn.behave({ do: 'hang-before' }, { to: batch[0]!.to })
        await expectOthersAccepted(t, batch, batch[0]!)
      },
    ),
    appliesTo: (subject) => subject.cannot?.['hang-before'] ?? takesSeveral(subject),
  },
  {
    ...faultProperty('cut-after', 'a message whose connection is cut fails alone', async (t) => {
      const batch = t.messages(3)
      await t.standIn.behave({ do: 'cut-after' }, { to: batch[0]!.to })
      await expectOthersAccepted(t, batch, batch[0]!)
    }),
    appliesTo: (subject) => subject.cannot?.['cut-after'] ?? takesSeveral(subject),
  },
  {
    name: 'after the signal has ended nothing new is started',
    run: (subject) =>
      trial(subject, async (t) => {
        await expectNoneBegun(t, 'the signal had ended', AbortSignal.abort())
      }),
  },
  {
    name: 'a message whose time has passed is not begun',
    run: (subject) =>
      trial(subject, async (t) => {
        const outcomes = await expectNoneBegun(t, 'their time had passed', undefined, performance.now() - 1)
        const other = outcomes.find((outcome) => outcome.is === 'retry' && outcome.code !== 'not_begun')
        if (other) throw broken(`the code must be 'not_begun': ${JSON.stringify(other)}`)
        await sendAllAccepted(t, t.messages(1), performance.now() + patience(subject))
      }),
  },
  faultProperty(
    'hang-before',
    'a signal that ends in flight: what was begun is settled, nothing new begins',
    async (t) => {
      await t.standIn.behave({ do: 'hang-before' })
      const batch = t.messages(Math.min(LARGEST_BATCH, t.subject.provider.capabilities.batch))
      const stop = new AbortController()
      const sent = t.send(batch, stop.signal)
      sent.catch(() => {})
      await allBegun(t)
      stop.abort()
      // What hangs goes on hanging; whatever comes now was begun after the signal, and would be taken.
      await t.standIn.behave({ do: 'accept' })
      checkTruth(t, batch, await sent)
      const late = t.standIn.accepted().length
      if (late > 0) throw broken(`${late} messages were begun after the signal had ended`)
    },
  ),
  {
    name: 'a carrier goes on after a fault',
    run: (subject) =>
      trial(subject, async (t) => {
        const fault = (['cut-after', 'hang-before', 'answer-unlisted'] as const).find((f) => !subject.cannot?.[f])
        if (!fault) throw new Inapplicable('the stand-in has no fault to recover from')
        await t.standIn.behave({ do: fault })
        await t.send(t.messages(1))
        await t.standIn.behave({ do: 'accept' })
        await sendAllAccepted(t, t.messages(1))
      }),
  },
]

/** Until this long after the last message has come in, more of them may be on the wire. */
const QUIET_MS = 300

/** Waits until the first messages have begun, and no more come: all the carrier has on the wire at once. */
async function allBegun(t: Trial): Promise<void> {
  await until(patience(t.subject), 'the first message has left', () => t.standIn.arrived() > 0)
  let seen = t.standIn.arrived()
  let since = performance.now()
  await until(patience(t.subject), 'no more messages come', () => {
    if (t.standIn.arrived() === seen) return performance.now() - since > QUIET_MS
    seen = t.standIn.arrived()
    since = performance.now()
    return false
  })
}

function takesSeveral({ provider }: ProviderSubject): true | string {
  return provider.capabilities.batch >= 3 || 'one send takes fewer than three messages'
}

/** Content that throws when it is read: a fault inside the provider's own code, whatever that code looks like. */
function unreadable(): Outgoing['content'] {
  const trap = () => {
    throw new TypeError('this content cannot be read')
  }
  return new Proxy({}, { get: trap, has: trap, ownKeys: trap, getOwnPropertyDescriptor: trap })
}

async function expectNoneBegun(t: Trial, when: string, signal?: AbortSignal, notAfter?: number): Promise<Outcome[]> {
  const outcomes = await t.send(t.messages(Math.min(3, t.subject.provider.capabilities.batch)), signal, notAfter)
  if (t.standIn.arrived() > 0) throw broken(`${t.standIn.arrived()} messages left after ${when}`)
  const wrong = outcomes.find((outcome) => outcome.is !== 'retry' || outcome.scope !== 'message')
  if (wrong) throw broken(`a message that never left must be 'retry' of scope 'message': ${JSON.stringify(wrong)}`)
  return outcomes
}

async function sendAllAccepted(t: Trial, batch: readonly Outgoing[], notAfter?: number): Promise<void> {
  const outcomes = await t.send(batch, undefined, notAfter)
  checkTruth(t, batch, outcomes)
  const refused = outcomes.find((outcome) => outcome.is !== 'accepted')
  if (refused) throw broken(`a good message was not accepted: ${JSON.stringify(refused)}`)
}

async function expectOthersAccepted(t: Trial, batch: readonly Outgoing[], bad: Outgoing): Promise<void> {
  const outcomes = await t.send(batch)
  checkTruth(t, batch, outcomes)
  const hurt = outcomes.find((outcome) => outcome.key !== bad.key && outcome.is !== 'accepted')
  if (hurt) throw broken(`one bad message made another fail: ${JSON.stringify(hurt)}`)
}
