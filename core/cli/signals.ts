const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * npm passes on a signal that the terminal, or `kill -- -group`, has already given to us: one Ctrl-C arrives twice.
 * Only what comes this much later is a person asking again.
 */
const ECHO_MS = 1_000

/** Calls `first` at the first signal, `again` at one that a person repeats. */
export function onStopSignal(first: (signal: string) => void, again: () => void): void {
  let firstAt = 0
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (firstAt === 0) {
        firstAt = Date.now()
        first(signal)
      } else if (Date.now() - firstAt > ECHO_MS) again()
    })
  }
}
