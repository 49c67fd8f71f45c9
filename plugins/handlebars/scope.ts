import type { TemplateScope } from '../../core/contracts/index.ts'

/** What may be named: exact paths, groups of them ('contact' when 'contact.name' exists), and 'data.*': anything below. */
export interface Names {
  /** Whether a value can stand at this path. */
  isValue(path: string): boolean
  /** Whether it is a value or has values below it: what `if` and `each` may ask about. */
  isGroup(path: string): boolean
  /** Whether paths of the outermost level begin with this name and a dot. */
  isRootGroup(head: string): boolean
  /** The known name that looks most like this one. */
  nearest(path: string): string | undefined
}

export function createNames(scope: TemplateScope): Names {
  const exact = new Set<string>()
  const open = new Set<string>()
  const groups = new Set<string>()
  for (const variable of scope.variables) {
    const path = variable.endsWith('.*') ? variable.slice(0, -2) : variable
    if (variable === '*') open.add('')
    else if (variable.endsWith('.*')) open.add(path)
    else exact.add(path)
    for (const prefix of prefixes(path)) groups.add(prefix)
    if (variable.endsWith('.*')) groups.add(path)
  }
  const isValue = (path: string) => exact.has(path) || open.has('') || prefixes(path).some((prefix) => open.has(prefix))
  return {
    isValue,
    isGroup: (path) => groups.has(path) || isValue(path),
    isRootGroup: (head) => groups.has(head),
    nearest: (path) => nearestOf(path, [...exact]),
  }
}

/** 'a.b.c' → 'a', 'a.b' */
function prefixes(path: string): string[] {
  const found: string[] = []
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) found.push(path.slice(0, dot))
  return found
}

/** The candidate with the fewest letters to change, if a third of the letters or fewer differ; same last word wins. */
export function nearestOf(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.slice(0, 100).toLowerCase()
  let best: string | undefined
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1
  for (const candidate of candidates.slice(0, 1_000)) {
    const name = candidate.slice(0, 100).toLowerCase()
    const sameEnd = name.endsWith(`.${wanted}`) || wanted.endsWith(`.${name}`)
    const distance = sameEnd ? 0 : distanceOf(wanted, name)
    if (distance < least) {
      least = distance
      best = candidate
    }
  }
  return best
}

/** Levenshtein's edit distance. */
function distanceOf(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(previous[j]! + 1, row[j - 1]! + 1, change))
    }
    previous = row
  }
  return previous[b.length]!
}
