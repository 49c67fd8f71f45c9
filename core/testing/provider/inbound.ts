import fc from 'fast-check'
import type { Carrier, Inbound, InboundItem, Outcome, Outgoing, RawRequest } from '../../contracts/index.ts'
import { RECEIPTS } from '../../contracts/index.ts'
import { broken, type Property, within } from '../property.ts'
import { isAnswer } from './faults.ts'
import type { ProviderSubject } from './subject.ts'
import { isErrorClass, openCarrier, patience, type Trial, trial } from './trial.ts'

/** Longest dedupe key: it is stored in a unique index. */
const DEDUPE_LENGTH = 500

/** What comes back from the provider: verified before it is read, and the same fact always the same. */
export const inboundProperties: readonly Property<ProviderSubject>[] = [
  property('what the provider tells of a message is understood', async (t, message, providerId) => {
    for (const request of t.standIn.inbound!.signedRequests(message, providerId)) {
      for (const item of await itemsOf(t.carrier, t, request)) checkItem(item, message, providerId)
    }
  }),
  property(
    'callbacks doubled, reordered and seen by another process are the same facts',
    async (t, message, providerId) => {
      const { signedRequests } = t.standIn.inbound!
      const inOrder = await dedupeKeys(t.carrier, t, signedRequests(message, providerId))
      if (new Set(inOrder).size < inOrder.length) throw broken(`two facts have one dedupe key: ${inOrder.join(', ')}`)
      const again = await dedupeKeys(t.carrier, t, [...signedRequests(message, providerId)].reverse())
      expectSameKeys(inOrder, again, 'told again, in reverse order')
      const other = await openCarrier(t.subject, t.standIn, t.host)
      try {
        expectSameKeys(
          inOrder,
          await dedupeKeys(other, t, signedRequests(message, providerId)),
          'told to another process',
        )
      } finally {
        await other.close?.()
      }
    },
  ),
  property('a bad signature is refused', async (t, message, providerId) => {
    const { signedRequests, forgedRequest } = t.standIn.inbound!
    await expectRefused(t, forgedRequest(message, providerId), 'signed with a wrong key', [401, 403])
    for (const request of signedRequests(message, providerId)) {
      await expectRefused(t, { ...request, headers: {} }, 'without headers', [400, 401, 403])
    }
  }),
  property('a bad signature is refused before anything is parsed', async (t, message, providerId) => {
    const forged = t.standIn.inbound!.forgedRequest(message, providerId)
    for (const body of [Buffer.from('{"a":'), Buffer.from('<x'), Buffer.from([0xff, 0xfe, 0]), Buffer.from('[null]')]) {
      await expectRefused(
        t,
        { ...forged, body },
        `forged, with the body ${JSON.stringify(body.toString())}`,
        [401, 403],
      )
    }
  }),
  property('receive() never throws, whatever comes in', async (t, message, providerId) => {
    const [good] = t.standIn.inbound!.signedRequests(message, providerId) as [RawRequest]
    const headers = fc.dictionary(fc.string(), fc.string(), { maxKeys: 5 })
    const bytes = fc.uint8Array({ maxLength: 300 })
    const anything = fc.tuple(bytes, headers, fc.boolean())
    for (const [body, extra, keep] of fc.sample(anything, { numRuns: 100, seed: 1 })) {
      const request = { ...good, headers: keep ? { ...good.headers, ...extra } : extra, body: Buffer.from(body) }
      await within(patience(t.subject), 'receive() of random bytes', () => t.carrier.receive!(request))
    }
  }),
  {
    name: 'every row of the error table that is a callback gives a failure of its class',
    appliesTo: (s) => s.provider.errors.rows.some((row) => !isAnswer(s, row)) || 'no row comes by callback',
    run: (subject) =>
      trial(subject, async (t) => {
        const failureRequest = t.standIn.inbound?.failureRequest
        if (!failureRequest) throw broken('rows come by callback: the stand-in must bring `inbound.failureRequest`')
        for (const row of subject.provider.errors.rows.filter((r) => !isAnswer(subject, r))) {
          const [message, providerId] = await sendOne(t)
          const items = await itemsOf(t.carrier, t, failureRequest(row, message, providerId))
          const failure = items.find((item) => item.kind === 'failure')
          if (failure?.class !== row.class) {
            throw broken(`row '${row.code}' must be a failure of class '${row.class}', got ${JSON.stringify(items)}`)
          }
        }
      }),
  },
]

type Work = (t: Trial, message: Outgoing, providerId: string | undefined) => Promise<void>

function property(name: string, work: Work): Property<ProviderSubject> {
  return {
    name,
    appliesTo: ({ provider }) => provider.capabilities.inbound || 'the provider tells nothing by itself',
    run: (subject) => trial(subject, async (t) => work(t, ...(await sendOne(t)))),
  }
}

async function sendOne(t: Trial): Promise<[Outgoing, string | undefined]> {
  const [message] = t.messages(1) as [Outgoing]
  const [outcome] = (await t.send([message])) as [Outcome]
  if (outcome.is !== 'accepted') throw broken(`a good message was not accepted: ${JSON.stringify(outcome)}`)
  return [message, outcome.providerId]
}

function receive(carrier: Carrier, t: Trial, request: RawRequest): Promise<Inbound> {
  return within(patience(t.subject), 'receive()', () => carrier.receive!(request))
}

async function itemsOf(carrier: Carrier, t: Trial, request: RawRequest): Promise<readonly InboundItem[]> {
  const inbound = await receive(carrier, t, request)
  if (inbound.is !== 'items') throw broken(`a good callback was refused: ${JSON.stringify(inbound)}`)
  if (inbound.items.length === 0) throw broken(`a good callback told nothing: ${request.body.toString().slice(0, 300)}`)
  return inbound.items
}

async function dedupeKeys(carrier: Carrier, t: Trial, requests: readonly RawRequest[]): Promise<string[]> {
  const keys: string[] = []
  for (const request of requests) keys.push(...(await itemsOf(carrier, t, request)).map((item) => item.dedupe))
  return keys
}

function expectSameKeys(first: readonly string[], then: readonly string[], when: string): void {
  if ([...first].sort().join('\n') !== [...then].sort().join('\n')) {
    throw broken(`the same facts, ${when}, have other dedupe keys: ${first.join(', ')} ≠ ${then.join(', ')}`)
  }
}

async function expectRefused(t: Trial, request: RawRequest, what: string, statuses: number[]): Promise<void> {
  const inbound = await receive(t.carrier, t, request)
  if (inbound.is !== 'refused' || !statuses.includes(inbound.status)) {
    throw broken(`a callback ${what} must be refused with ${statuses.join(' or ')}, got ${JSON.stringify(inbound)}`)
  }
}

function checkItem(item: InboundItem, message: Outgoing, providerId: string | undefined): void {
  const wrong = (what: string) => broken(`callback item ${JSON.stringify(item)}: ${what}`)
  if (typeof item.dedupe !== 'string' || item.dedupe === '') throw wrong('the dedupe key is missing')
  if (item.dedupe.length > DEDUPE_LENGTH) throw wrong(`the dedupe key is longer than ${DEDUPE_LENGTH} characters`)
  if (Number.isNaN(Date.parse(item.at))) throw wrong('`at` is no time')
  const named = item.key === message.key || (providerId !== undefined && item.providerId === providerId)
  if (!named && item.kind !== 'reply') throw wrong('it names neither the key nor the provider id of the message')
  if (item.kind === 'receipt' && !RECEIPTS.includes(item.receipt)) throw wrong(`'${item.receipt}' is no receipt`)
  if (item.kind === 'failure' && !isErrorClass(item.class)) throw wrong(`'${item.class}' is no error class`)
}
