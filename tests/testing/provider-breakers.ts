import { createConnection, type Socket } from 'node:net'
import Type from 'typebox'
import type {
  Carrier,
  Inbound,
  InboundItem,
  Json,
  Outcome,
  Outgoing,
  Provider,
  ProviderHost,
} from '../../core/contracts/index.ts'
import type { ProviderSubject } from '../../core/testing/index.ts'
import type { Breaker } from './breakers.ts'

type Settings = Record<string, Json>
type Wrap = (carrier: Carrier, host: ProviderHost, settings: Settings) => Partial<Carrier>

const says = (part: Partial<Provider>) => (good: ProviderSubject) => ({
  ...good,
  provider: { ...good.provider, ...part },
})
const can = (part: Partial<Provider['capabilities']>) => (good: ProviderSubject) =>
  says({ capabilities: { ...good.provider.capabilities, ...part } })(good)
const carries = (wrap: Wrap) => (good: ProviderSubject) =>
  says({
    async open(settings, host) {
      const carrier = await good.provider.open(settings, host)
      return { ...carrier, ...wrap(carrier, host, settings) }
    },
  })(good)
const turns = (change: (outcome: Outcome) => Outcome) =>
  carries((c) => ({ send: async (batch, signal) => (await c.send(batch, signal)).map(change) }))
const sends = (send: (c: Carrier, batch: readonly Outgoing[], signal: AbortSignal) => Promise<readonly Outcome[]>) =>
  carries((c) => ({ send: (batch, signal) => send(c, batch, signal) }))
const hears = (change: (item: InboundItem, times: number) => InboundItem) =>
  carries((c) => {
    let times = 0
    const receive = async (request: Parameters<NonNullable<Carrier['receive']>>[0]): Promise<Inbound> => {
      const inbound = await c.receive!(request)
      return inbound.is === 'items'
        ? { ...inbound, items: inbound.items.map((item) => change(item, times++)) }
        : inbound
    }
    return { receive }
  })

const as = (is: 'retry' | 'unknown', { key }: Outcome): Outcome =>
  is === 'retry' ? { key, is, scope: 'message', code: 'x', reason: 'x' } : { key, is, code: 'x', reason: 'x' }
const failsAll = (when: (outcome: Outcome) => boolean) =>
  sends(async (c, batch, signal) => {
    const outcomes = await c.send(batch, signal)
    return outcomes.some(when) ? outcomes.map((o) => ({ ...as('unknown', o) })) : outcomes
  })

/** For each property of a provider, a provider that lacks it. */
export const providerBreakers: readonly Breaker<ProviderSubject>[] = [
  {
    property: 'id, channel and labels are complete',
    by: 'no French label',
    break: says({ label: { en: 'x', fr: '', es: 'x' } }),
  },
  { property: 'id, channel and labels are complete', by: 'an id with a space', break: says({ id: 'Pager REST' }) },
  {
    property: 'settings are a schema that the stand-in’s own settings pass',
    by: 'a setting nobody can fill',
    break: says({ settings: Type.Object({ baseUrl: Type.Number() }) }),
  },
  {
    property: 'settings are a schema that the stand-in’s own settings pass',
    by: 'no JSON Schema',
    break: says({ settings: { type: 'object', properties: { a: { type: 'strnig' } } } as never }),
  },
  {
    property: 'secret settings are marked format: password',
    by: 'a plain API key',
    break: says({ settings: Type.Object({ apiKey: Type.String() }) }),
  },
  { property: 'capabilities agree with what the carrier can do', by: 'look-up denied', break: can({ lookup: false }) },
  { property: 'capabilities agree with what the carrier can do', by: 'a batch of 0', break: can({ batch: 0 }) },
  {
    property: 'limits are sane and follow from the settings alone',
    by: '0 per second',
    break: says({ limits: () => [{ unit: 'messages', amount: 0, perSeconds: 1 }] }),
  },
  {
    property: 'limits are sane and follow from the settings alone',
    by: 'chance',
    break: says({ limits: () => [{ unit: 'messages', amount: 1 + Math.random(), perSeconds: 1 }] }),
  },
  {
    property: 'flight is sane and fits the batch',
    by: 'a group beyond the batch',
    break: says({ flight: () => ({ lanes: 1, group: 11 }) }),
  },
  {
    property: 'the error table is well-formed',
    by: 'a code twice',
    break: (good) => {
      const { errors } = good.provider
      return says({ errors: { ...errors, rows: [...errors.rows, errors.rows[0]!] } })(good)
    },
  },
  {
    property: 'one outcome per message, none lost, none invented: batches of 0, 1, 2 and the most it takes',
    by: 'the last of a pair is lost',
    break: sends(async (c, batch, signal) => (await c.send(batch, signal)).slice(0, Math.max(1, batch.length - 1))),
  },
  {
    property: 'one outcome per message, none lost, none invented: batches of 0, 1, 2 and the most it takes',
    by: 'accepted without sending',
    break: sends(async (_, batch) => batch.map(({ key }) => ({ key, is: 'accepted' }))),
  },
  {
    property: 'two sends at once keep their messages apart',
    by: 'one batch shared by all sends',
    break: carries((c) => {
      let shared: readonly Outgoing[] = []
      return {
        async send(batch, signal) {
          shared = batch
          await new Promise(setImmediate)
          return c.send(shared, signal)
        },
      }
    }),
  },
  {
    property: 'a slow answer is still an answer',
    by: 'a timeout of 50 ms',
    break: sends((c, batch) => c.send(batch, AbortSignal.timeout(50))),
  },
  {
    property: 'a message that cannot even be built fails alone, as a value',
    by: 'reads all contents first',
    break: sends((c, batch, signal) => {
      for (const message of batch) void message.content.text
      return c.send(batch, signal)
    }),
  },
  {
    property: 'a message that is refused fails alone',
    by: 'one code for the batch',
    break: failsAll((o) => o.is === 'retry'),
  },
  {
    property: 'a message that hangs ends by the provider’s own timeout and fails alone',
    by: 'waits for ever',
    break: sends(async (c, batch, signal) => {
      const outcomes = await c.send(batch, signal)
      return outcomes.some((o) => o.is === 'unknown') ? new Promise(() => {}) : outcomes
    }),
  },
  {
    property: 'a message whose connection is cut fails alone',
    by: 'one cut for the batch',
    break: failsAll((o) => o.is === 'unknown'),
  },
  {
    property: 'after the signal has ended nothing new is started',
    by: 'does not look at the signal',
    break: sends((c, batch) => c.send(batch, new AbortController().signal)),
  },
  {
    property: 'a message whose time has passed is not begun',
    by: 'does not look at the time',
    break: sends((c, batch, signal) => c.send(batch, signal)),
  },
  {
    property: 'a signal that ends in flight: what was begun is settled, nothing new begins',
    by: 'one after the other, whatever the signal says',
    break: sends(async (c, batch) => {
      const outcomes: Outcome[] = []
      for (const message of batch) outcomes.push(...(await c.send([message], new AbortController().signal)))
      return outcomes
    }),
  },
  {
    property: 'a signal that ends in flight: what was begun is settled, nothing new begins',
    by: 'throws the abort',
    break: sends(async (c, batch, signal) => {
      const outcomes = await c.send(batch, signal)
      signal.throwIfAborted()
      return outcomes
    }),
  },
  {
    property: 'a carrier goes on after a fault',
    by: 'gives up for good',
    break: carries((c) => {
      let dead = false
      return {
        async send(batch, signal) {
          if (dead) return batch.map(({ key }) => as('retry', { key, is: 'accepted' }))
          const outcomes = await c.send(batch, signal)
          dead = outcomes.some((o) => o.is === 'unknown')
          return outcomes
        },
      }
    }),
  },
  {
    property: 'every row of the error table that is an answer gives the outcome of its class',
    by: 'a stopped account that only delays one message',
    break: turns((o) => (o.is === 'retry' && o.code === 'E451' ? { ...o, scope: 'message' } : o)),
  },
  {
    property: 'every row of the error table that is an answer gives the outcome of its class',
    by: 'an opt-out taken for a failure',
    break: turns((o) => (o.is === 'rejected' && o.class === 'opted_out' ? { ...o, class: 'failed' } : o)),
  },
  {
    property: 'a code that is in no row is retry, at most 3 tries',
    by: 'eight tries',
    break: turns((o) => (o.is === 'retry' ? { ...o, tries: 8 } : o)),
  },
  {
    property: 'too fast, come back later: slows the sender for at least what was said',
    by: 'a wait of a second',
    break: turns((o) => (o.is === 'retry' ? { ...o, afterMs: 1_000 } : o)),
  },
  {
    property: 'too fast, come back later: slows the sender for at least what was said',
    by: 'slows the message only',
    break: turns((o) => (o.is === 'retry' ? { ...o, scope: 'message' } : o)),
  },
  {
    property: 'taken and then cut is unknown, never retry',
    by: 'tried again',
    break: turns((o) => (o.is === 'unknown' ? as('retry', o) : o)),
  },
  {
    property: 'taken and then silence is unknown, never retry',
    by: 'tried again',
    break: turns((o) => (o.is === 'unknown' ? as('retry', o) : o)),
  },
  {
    property: 'cut before anything was taken is retry, never unknown',
    by: 'unknown, to be safe',
    break: turns((o) => (o.is === 'retry' ? as('unknown', o) : o)),
  },
  {
    property: 'a far end that is not there is retry, never unknown',
    by: 'unknown, to be safe',
    break: turns((o) => (o.is === 'retry' ? as('unknown', o) : o)),
  },
  {
    property: 'look-up settles what is unknown, and calls nothing accepted that never left',
    by: 'all is well',
    break: carries(() => ({ lookup: async (keys) => keys.map((key) => ({ key, is: 'accepted' })) })),
  },
  {
    property: 'look-up settles what is unknown, and calls nothing accepted that never left',
    by: 'never knows',
    break: carries(() => ({ lookup: async (keys) => keys.map((key) => as('unknown', { key, is: 'accepted' })) })),
  },
  {
    property: 'every attempt of one message has one identity at the far end',
    by: 'a new key for each attempt',
    break: newKeyPerAttempt,
  },
  {
    property: 'a second request with the same key is one message',
    by: 'a new key for each attempt',
    break: newKeyPerAttempt,
  },
  {
    property: 'what the provider tells of a message is understood',
    by: 'names no message',
    break: hears(({ key: _, providerId: __, ...item }) => item as InboundItem),
  },
  {
    property: 'callbacks doubled, reordered and seen by another process are the same facts',
    by: 'counted keys',
    break: hears((item, times) => ({ ...item, dedupe: `${item.dedupe}:${times}` })),
  },
  {
    property: 'callbacks doubled, reordered and seen by another process are the same facts',
    by: 'one key for all facts of a message',
    break: hears((item) => ({ ...item, dedupe: String(item.providerId) })),
  },
  {
    property: 'a bad signature is refused',
    by: 'no signature needed',
    break: carries((c) => ({
      receive: async (request) => (request.headers['x-signature'] ? c.receive!(request) : { is: 'items', items: [] }),
    })),
  },
  {
    property: 'a bad signature is refused before anything is parsed',
    by: 'parses first',
    break: carries((c) => ({
      async receive(request) {
        try {
          JSON.parse(request.body.toString())
        } catch {
          return { is: 'refused', status: 400, reason: 'no JSON' }
        }
        return c.receive!(request)
      },
    })),
  },
  {
    property: 'receive() never throws, whatever comes in',
    by: 'parses first',
    break: carries((c) => ({ receive: async (request) => JSON.parse(request.body.toString()) && c.receive!(request) })),
  },
  {
    property: 'every row of the error table that is a callback gives a failure of its class',
    by: 'every failure is the same',
    break: hears((item) => (item.kind === 'failure' ? { ...item, class: 'failed' } : item)),
  },
  {
    property: 'secrets are in no outcome, error or log line, whatever goes wrong',
    by: 'logs the request it could not send',
    break: carries((c, host, settings) => ({
      async send(batch, signal) {
        const outcomes = await c.send(batch, signal)
        if (outcomes.some((o) => o.is === 'unknown'))
          host.log.warn({ authorization: `Bearer ${settings.apiKey}` }, 'no answer')
        return outcomes
      },
    })),
  },
  {
    property: 'secrets are in no outcome, error or log line, whatever goes wrong',
    by: 'a test of the connection that throws its settings',
    break: carries((_, __, settings) => ({
      async check() {
        throw new Error('no connection', { cause: settings })
      },
    })),
  },
  {
    property: 'secrets that the far end repeats are not passed on',
    by: 'the answer as the reason',
    break: carries((c, __, settings) => ({
      send: async (batch, signal) =>
        (await c.send(batch, signal)).map((o) =>
          'reason' in o ? { ...o, reason: `${o.reason} (key ${settings.apiKey})` } : o,
        ),
    })),
  },
  {
    property: 'secrets are not in the error of a provider that cannot be opened',
    by: 'settings in the error',
    break: (good) =>
      says({
        async open(settings, host) {
          if (!settings.baseUrl) throw new Error(`cannot open with ${JSON.stringify(settings)}`)
          return good.provider.open(settings, host)
        },
      })(good),
  },
  {
    property: 'check() says whether the far end is there, and never throws',
    by: 'always well',
    break: carries(() => ({ check: async () => ({ ok: true, message: 'fine' }) })),
  },
  {
    property: 'check() says whether the far end is there, and never throws',
    by: 'throws',
    break: carries(() => ({ check: () => Promise.reject(new Error('no connection')) })),
  },
  {
    property: 'close() leaves nothing open, and a second close is harmless',
    by: 'a socket stays',
    break: carries(keepsSocket),
  },
  {
    property: 'close() leaves nothing open, and a second close is harmless',
    by: 'the second close throws',
    break: carries(() => {
      let closed = false
      return {
        async close() {
          if (closed) throw new Error('already closed')
          closed = true
        },
      }
    }),
  },
  { property: 'two carriers of one provider do not disturb each other', by: 'one state for all', break: sharedState },
]

function newKeyPerAttempt(good: ProviderSubject): ProviderSubject {
  return sends(async (c, batch, signal) => {
    const renamed = batch.map((message) => ({ ...message, key: `${message.key}#${message.attempt}` }))
    return (await c.send(renamed, signal)).map((o) => ({ ...o, key: o.key.split('#')[0]! }))
  })(good)
}

function keepsSocket(c: Carrier, _: ProviderHost, settings: Settings): Partial<Carrier> {
  let socket: Socket
  return {
    send(batch, signal) {
      socket = createConnection(Number(new URL(String(settings.baseUrl)).port), '127.0.0.1').on('error', () => {})
      return c.send(batch, signal)
    },
    close: async () => void socket.resume(),
  }
}

function sharedState(good: ProviderSubject): ProviderSubject {
  let open = true
  return carries((c) => ({
    send: async (batch, signal) =>
      open ? c.send(batch, signal) : batch.map((m) => as('retry', { key: m.key, is: 'accepted' })),
    async close() {
      open = false
    },
  }))(good)
}
