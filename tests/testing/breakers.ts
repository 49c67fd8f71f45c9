import { AssertionError } from 'node:assert'
import { describe, expect, test } from 'vitest'
import type { Property } from '../../core/testing/index.ts'

/** A way to spoil a good subject that the named property must catch. */
export interface Breaker<S> {
  readonly property: string
  /** What is wrong with it, in a few words. */
  readonly by: string
  break(good: S): S
}

/** Every property has a breaker, and catches it as a broken property, not by an accident of its own. */
export function expectCaught<S>(
  properties: readonly Property<S>[],
  good: () => S,
  breakers: readonly Breaker<S>[],
): void {
  const byName = new Map(properties.map((property) => [property.name, property]))
  describe('each broken variant is caught', () => {
    for (const breaker of breakers) {
      test(`${breaker.property} ⇐ ${breaker.by}`, { timeout: 60_000 }, async () => {
        const property = byName.get(breaker.property)
        if (!property) throw new Error(`there is no property '${breaker.property}'`)
        const bad = breaker.break(good())
        expect(property.appliesTo?.(bad) ?? true, 'the property applies').toBe(true)
        const caught = await property.run(bad).then(
          () => 'nothing was caught',
          (error: unknown) => error,
        )
        expect(caught).toBeInstanceOf(AssertionError)
      })
    }
  })
  test('no property is without a broken variant', () => {
    const covered = new Set(breakers.map((breaker) => breaker.property))
    expect(properties.map((p) => p.name).filter((name) => !covered.has(name))).toEqual([])
  })
  test('no two properties share a name', () => {
    expect(byName.size).toBe(properties.length)
  })
}
