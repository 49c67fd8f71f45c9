import { AssertionError } from 'node:assert'
import { describe, type TestContext, test } from 'vitest'

/**
 * One thing that must hold for every implementation of a contract. It can be run by hand, with or without a test
 * runner: `await property.run(subject)` ends quietly, or throws an `AssertionError` that says what does not hold.
 */
export interface Property<Subject> {
  readonly name: string
  /** `true`, or a sentence that says why this property has nothing to test here. Absent: it always applies. */
  appliesTo?(subject: Subject): true | string
  run(subject: Subject): Promise<void>
}

/** Thrown by `run` where only a running subject could tell that a property has nothing to test. */
export class Inapplicable extends Error {}

/** Room for a property that walks a long error table over a slow provider's own timeouts. */
const PROPERTY_TIMEOUT_MS = 120_000

/** Turns properties into vitest tests. Those that do not apply are skipped in sight, with their reason. */
export function describeProperties<S>(title: string, properties: readonly Property<S>[], subject: S): void {
  describe(title, () => {
    for (const property of properties) {
      const applies = property.appliesTo?.(subject) ?? true
      if (applies !== true) test.skip(`${property.name} (does not apply: ${applies})`, () => {})
      else test(property.name, (context) => runOrSkip(property, subject, context), PROPERTY_TIMEOUT_MS)
    }
  })
}

async function runOrSkip<S>(property: Property<S>, subject: S, context: TestContext): Promise<void> {
  try {
    await property.run(subject)
  } catch (error) {
    if (error instanceof Inapplicable) context.skip(`does not apply: ${error.message}`)
    throw error
  }
}

/** Gives what `work` gives; fails where it throws or takes longer than `ms`, naming `what`. */
export async function within<T>(ms: number, what: string, work: () => Promise<T> | T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(broken(`${what}: no end after ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([(async () => work())(), late])
  } catch (error) {
    if (error instanceof AssertionError || error instanceof Inapplicable) throw error
    throw broken(`${what}: threw ${describeError(error)}`)
  } finally {
    clearTimeout(timer)
  }
}

/** Waits until `holds` says so, looking every few milliseconds; fails after `ms`. */
export async function until(ms: number, what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + ms
  while (!holds()) {
    if (performance.now() > end) throw broken(`${what}: not so after ${ms} ms`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Gives what a synchronous `work` gives; fails where it throws, naming `what`. */
export function quietly<T>(what: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw broken(`${what}: threw ${describeError(error)}`)
  }
}

/** A property that does not hold, as an error. */
export function broken(message: string): AssertionError {
  return new AssertionError({ message })
}

/** An error with its causes on one line. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : ` (cause: ${describeError(error.cause)})`
  return `${error.name}: ${error.message}${cause}`
}
