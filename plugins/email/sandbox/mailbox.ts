import type { SandboxMessage } from '../../../core/contracts/index.ts'
import type { Received } from './conversation.ts'

/** Octets of messages that are kept at the most: with 5 kB a mail about 13,000. */
const KEPT_OCTETS = 64 * 1024 * 1024

/** What was taken: the newest in full, all of them counted. */
export function createMailbox(capacity: number, countKeys: boolean) {
  let kept: SandboxMessage[] = []
  let dropped = 0
  let octets = 0
  let count = 0
  const keys = new Map<string, number>()

  function add(received: Received): SandboxMessage[] {
    const at = new Date().toISOString()
    const fresh = received.to.map((to): SandboxMessage => {
      count++
      return { id: String(count), at, to: text(to), from: text(received.from), raw: received.raw }
    })
    for (const message of fresh) {
      kept.push(message)
      octets += message.raw.length
      while (kept.length - dropped > capacity || (octets > KEPT_OCTETS && kept.length - dropped > 1)) {
        octets -= kept[dropped++]!.raw.length
      }
    }
    // Thrown out in one go: shifting a long array once a message would cost more than receiving it.
    if (dropped > 1_000) {
      kept = kept.slice(dropped)
      dropped = 0
    }
    if (countKeys) countKey(received.raw)
    return fresh
  }

  function countKey(raw: string): void {
    const before = raw.indexOf('\r\nX-Carillon-Key: ')
    if (before < 0 && !raw.startsWith('X-Carillon-Key: ')) return
    const at = before < 0 ? 16 : before + 18
    const key = raw.slice(at, raw.indexOf('\r\n', at))
    keys.set(key, (keys.get(key) ?? 0) + 1)
  }

  return {
    add,
    accepted: () => count,
    keys: (): ReadonlyMap<string, number> => keys,
    /** Newest first. */
    list({ limit = 100, to }: { limit?: number; to?: string } = {}): SandboxMessage[] {
      const found: SandboxMessage[] = []
      for (let at = kept.length - 1; at >= dropped && found.length < limit; at--) {
        if (to === undefined || kept[at]!.to === to) found.push(kept[at]!)
      }
      return found
    },
    clear(): void {
      kept = []
      dropped = octets = count = 0
      keys.clear()
    },
  }
}

/** Addresses beyond ASCII came as octets of UTF-8. */
function text(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}
