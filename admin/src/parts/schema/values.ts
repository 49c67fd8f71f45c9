/** What a form gives back, without what was left empty, at any depth: a schema says "may be missing", a form says '' or null. Undefined when nothing is left. */
export function pruned(value: unknown): unknown {
  if (value === '' || value === null || value === undefined) return undefined
  if (Array.isArray(value)) {
    const items = value.map(pruned).filter((one) => one !== undefined)
    return items.length > 0 ? items : undefined
  }
  if (typeof value !== 'object') return value
  const entries = Object.entries(value).flatMap(([name, one]) => {
    const kept = pruned(one)
    return kept === undefined ? [] : [[name, kept] as const]
  })
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}
