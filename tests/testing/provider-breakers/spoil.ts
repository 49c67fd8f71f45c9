import type {
  Carrier,
  Inbound,
  InboundItem,
  Json,
  Outcome,
  Outgoing,
  Provider,
  ProviderHost,
} from '../../../core/contracts/index.ts'
import type { ProviderSubject } from '../../../core/testing/index.ts'

export type Settings = Record<string, Json>
export type Wrap = (carrier: Carrier, host: ProviderHost, settings: Settings) => Partial<Carrier>

export const says = (part: Partial<Provider>) => (good: ProviderSubject) => ({
  ...good,
  provider: { ...good.provider, ...part },
})
export const can = (part: Partial<Provider['capabilities']>) => (good: ProviderSubject) =>
  says({ capabilities: { ...good.provider.capabilities, ...part } })(good)
export const carries = (wrap: Wrap) => (good: ProviderSubject) =>
  says({
    async open(settings, host) {
      const carrier = await good.provider.open(settings, host)
      return { ...carrier, ...wrap(carrier, host, settings) }
    },
  })(good)
export const turns = (change: (outcome: Outcome) => Outcome) =>
  carries((c) => ({ send: async (batch, signal) => (await c.send(batch, signal)).map(change) }))
export const sends = (
  send: (c: Carrier, batch: readonly Outgoing[], signal: AbortSignal) => Promise<readonly Outcome[]>,
) => carries((c) => ({ send: (batch, signal) => send(c, batch, signal) }))
export const hears = (change: (item: InboundItem, times: number) => InboundItem) =>
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

export const as = (is: 'retry' | 'unknown', { key }: Outcome): Outcome =>
  is === 'retry' ? { key, is, scope: 'message', code: 'x', reason: 'x' } : { key, is, code: 'x', reason: 'x' }
export const failsAll = (when: (outcome: Outcome) => boolean) =>
  sends(async (c, batch, signal) => {
    const outcomes = await c.send(batch, signal)
    return outcomes.some(when) ? outcomes.map((o) => ({ ...as('unknown', o) })) : outcomes
  })
