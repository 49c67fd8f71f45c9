import { fork } from 'node:child_process'
import { once } from 'node:events'

/** Key of a message → the times (ms since 1970) at which it was taken. */
export type Arrivals = ReadonlyMap<string, readonly number[]>

/** What counts at the far end, whatever dies on our side. */
export interface FarEnd {
  readonly settings: Record<string, string | number | boolean>
  count(): Promise<number>
  arrivals(): Promise<Arrivals>
  clear(): Promise<void>
  close(): Promise<void>
}

export async function startFarEnd(): Promise<FarEnd> {
  const child = fork(new URL('./far-end-process.ts', import.meta.url).pathname, { serialization: 'advanced' })
  const [{ settings }] = await once(child, 'message')
  const waiting = new Map<number, (answer: unknown) => void>()
  let last = 0
  child.on('message', ({ id, answer }: { id: number; answer: unknown }) => {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  const ask = <T>(what: string) =>
    new Promise<T>((resolve) => {
      waiting.set(++last, resolve as (answer: unknown) => void)
      child.send({ id: last, ask: what })
    })
  return {
    settings,
    count: () => ask<number>('count'),
    arrivals: async () => new Map(await ask<[string, number[]][]>('arrivals')),
    clear: () => ask('clear'),
    async close() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}
