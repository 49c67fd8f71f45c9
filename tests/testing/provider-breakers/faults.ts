import type { ProviderSubject } from '../../../core/testing/index.ts'
import type { Breaker } from '../breakers.ts'
import { as, carries, sends, turns } from './spoil.ts'

export const faultsBreakers: readonly Breaker<ProviderSubject>[] = [
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
]

function newKeyPerAttempt(good: ProviderSubject): ProviderSubject {
  return sends(async (c, batch, signal) => {
    const renamed = batch.map((message) => ({ ...message, key: `${message.key}#${message.attempt}` }))
    return (await c.send(renamed, signal)).map((o) => ({ ...o, key: o.key.split('#')[0]! }))
  })(good)
}
