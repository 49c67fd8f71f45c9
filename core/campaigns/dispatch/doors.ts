import type { Breaker } from '../../accounts/breaker.ts'

/** While one message tries a destination that was closed, the others for it wait so long for what becomes of it. */
const TRIAL_MS = 5_000

/** A message that may not go to its destination now. */
export interface Held {
  readonly contactId: string
  readonly was: number
  readonly destination: string
  readonly delayMs: number
}

interface Addressed {
  readonly contactId: string
  readonly state: number
  readonly address: string | null
}

/**
 * Destinations (an email's domain, a phone's country) that a provider's answers have closed for one account: their messages
 * wait without being claimed, so that no attempt is burnt, and all others go on. When the time is over one message tries.
 */
export interface Doors {
  /** Those that may go now, and those that wait. */
  pass<M extends Addressed>(messages: readonly M[]): { going: readonly M[]; held: readonly Held[] }
  close(destination: string, waitMs: number): void
  /** Whether any door is closed: mostly none is, and nobody need ask further. */
  readonly closed: boolean
  /** A message was taken there: the door is open again. */
  accepted(address: string): void
  /** Doors that were tried and found open: their breakers are to be deleted. */
  readonly opened: readonly string[]
}

/** @param destinationOf part of an address that its door is named after */
export function createDoors(
  destinationOf: (address: string) => string,
  breakers: readonly Breaker[],
  now: () => number = () => performance.now(),
): Doors {
  const closed = new Map<string, { until: number; tried: boolean }>()
  const opened: string[] = []
  const close = (destination: string, waitMs: number) => {
    closed.set(destination, { until: now() + Math.max(0, waitMs), tried: false })
  }
  for (const { destination, waitMs } of breakers) if (destination !== '') close(destination, waitMs)

  return {
    opened,
    get closed() {
      return closed.size > 0
    },
    pass(messages) {
      if (closed.size === 0) return { going: messages, held: [] }
      const going: (typeof messages)[number][] = []
      const held: Held[] = []
      for (const message of messages) {
        const destination = message.address === null ? '' : destinationOf(message.address)
        const door = closed.get(destination)
        const delayMs = door ? Math.ceil(door.until - now()) : 0
        if (delayMs > 0) {
          held.push({ contactId: message.contactId, was: message.state, destination, delayMs })
          continue
        }
        if (door) Object.assign(door, { until: now() + TRIAL_MS, tried: true })
        going.push(message)
      }
      return { going, held }
    },
    close,
    accepted(address) {
      if (closed.size === 0) return
      const destination = destinationOf(address)
      // What was on its way before the door closed says nothing.
      if (!closed.get(destination)?.tried) return
      closed.delete(destination)
      opened.push(destination)
    },
  }
}
