/** A value as text that is the same whatever order its keys have: the database gives them in an order of its own. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value ?? null, (_key, one) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )

export const same = (a: unknown, b: unknown): boolean => a === b || canonical(a) === canonical(b)
