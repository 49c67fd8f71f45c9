import { createConnection, type Socket } from 'node:net'
import type { Carrier, ProviderHost } from '../../../core/contracts/index.ts'
import type { ProviderSubject } from '../../../core/testing/index.ts'
import type { Breaker } from '../breakers.ts'
import { as, carries, type Settings, says } from './spoil.ts'

export const closingBreakers: readonly Breaker<ProviderSubject>[] = [
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
