/** Lets at most one value per key and `gapMs` through. Of those in between the last one wins, and it always leaves. */
export interface Throttle<T> {
  push(key: string, value: T): void
  /** As `push`, unless a newer value waits already: for a value whose delivery failed. */
  putBack(key: string, value: T): void
  /** Forgets a key and what waits under it. */
  drop(key: string): void
  /** Lets everything that waits through now, and stops all clocks. */
  close(): void
}

interface Slot<T> {
  waiting: { value: T } | null
  timer: NodeJS.Timeout
}

export function createThrottle<T>(gapMs: number, deliver: (value: T, key: string) => void): Throttle<T> {
  const slots = new Map<string, Slot<T>>()
  const open = (key: string) => slots.set(key, { waiting: null, timer: setTimeout(tick, gapMs, key) })
  const tick = (key: string) => {
    const waiting = slots.get(key)?.waiting
    slots.delete(key)
    if (!waiting) return
    open(key)
    deliver(waiting.value, key)
  }
  return {
    push(key, value) {
      const slot = slots.get(key)
      if (slot) {
        slot.waiting = { value }
        return
      }
      open(key)
      deliver(value, key)
    },
    putBack(key, value) {
      const slot = slots.get(key) ?? open(key).get(key)!
      slot.waiting ??= { value }
    },
    drop(key) {
      clearTimeout(slots.get(key)?.timer)
      slots.delete(key)
    },
    close() {
      const last = [...slots]
      slots.clear()
      for (const [key, { waiting, timer }] of last) {
        clearTimeout(timer)
        if (waiting) deliver(waiting.value, key)
      }
    },
  }
}
