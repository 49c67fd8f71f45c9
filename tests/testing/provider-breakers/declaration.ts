import Type from 'typebox'
import type { ProviderSubject } from '../../../core/testing/index.ts'
import type { Breaker } from '../breakers.ts'
import { can, says } from './spoil.ts'

export const declarationBreakers: readonly Breaker<ProviderSubject>[] = [
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
]
