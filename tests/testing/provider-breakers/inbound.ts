import type { InboundItem } from '../../../core/contracts/index.ts'
import type { ProviderSubject } from '../../../core/testing/index.ts'
import type { Breaker } from '../breakers.ts'
import { carries, hears } from './spoil.ts'

export const inboundBreakers: readonly Breaker<ProviderSubject>[] = [
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
]
