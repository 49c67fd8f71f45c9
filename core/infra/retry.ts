import { setTimeout as sleep } from 'node:timers/promises'
import { sqlState } from '../errors.ts'

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08001',
  '08003',
  '08006',
  '53300',
  '40001',
  '40P01',
])

/** The database was away or two transactions met: the same work may be done again. */
export function isPassing(error: unknown): boolean {
  const code = sqlState(error) ?? (error as { code?: string })?.code ?? ''
  if (CONNECTION_CODES.has(code)) return true
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Cannot use a pool/i.test(
    String((error as Error)?.message),
  )
}

/**
 * Does `work` until it succeeds, with waits from 50 ms to 2 s, as long as what stops it passes by itself. `work` must be
 * safe to repeat: a commit whose answer was lost is done again. Gives up `graceMs` after `signal` ended.
 */
export async function persist<T>(
  work: () => Promise<T>,
  options: { signal: AbortSignal; graceMs?: number; onRetry?: (error: unknown) => void },
): Promise<T> {
  let wait = 50
  let giveUpAt = Number.POSITIVE_INFINITY
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error)) throw error
      if (options.signal.aborted && giveUpAt === Number.POSITIVE_INFINITY)
        giveUpAt = performance.now() + (options.graceMs ?? 15_000)
      if (performance.now() > giveUpAt) throw error
      options.onRetry?.(error)
      await sleep(wait)
      wait = Math.min(wait * 2, 2_000)
    }
  }
}
