export interface Difference {
  readonly field: string
  /** Undefined: was not there. */
  readonly before: string | undefined
  readonly after: string | undefined
}

const DEPTH = 4

/** Field by field what was before and what is after; `schedule.at` for a field within another. Equal ones are left out. */
export function differences(before: unknown, after: unknown): readonly Difference[] {
  const [old, now] = [flat(before), flat(after)]
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((field) => ({ field, before: old.get(field), after: now.get(field) }))
    .filter((one) => one.before !== one.after)
}

function flat(value: unknown, path = '', depth = 0, into = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) {
    if (path) into.set(path, '—')
    return into
  }
  const fields = isPlain(value) && depth < DEPTH ? Object.entries(value) : []
  if (fields.length === 0) into.set(path, typeof value === 'string' ? value : JSON.stringify(value))
  for (const [name, one] of fields) flat(one, path ? `${path}.${name}` : name, depth + 1, into)
  return into
}

const isPlain = (value: unknown): value is object => typeof value === 'object' && !Array.isArray(value)
