import type { Outcome, Outgoing } from '../../../core/contracts/index.ts'
import type { ProviderSubject } from '../../../core/testing/index.ts'
import type { Breaker } from '../breakers.ts'
import { as, carries, failsAll, sends } from './spoil.ts'

export const sendingBreakers: readonly Breaker<ProviderSubject>[] = [
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
]
