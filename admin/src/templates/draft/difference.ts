import type { Draft, Opened } from '../types.ts'

export type Side = 'mine' | 'theirs'

/** A part that two people can change apart from one another: the name, the first language, one field of one language. */
export interface Difference {
  readonly key: string
  readonly locale: string | null
  readonly field: string
  readonly mine: string
  readonly theirs: string
  /** What stands unless it is chosen otherwise: the side that changed it; where both did, mine. */
  readonly usual: Side
}

const textOf = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value, null, 2)

/** `en.html` → its text; `name`, `defaultLocale`. */
function parts(draft: Draft): Map<string, unknown> {
  const found = new Map<string, unknown>([
    ['name', draft.name],
    ['defaultLocale', draft.defaultLocale],
  ])
  for (const [locale, content] of Object.entries(draft.contents))
    for (const [field, value] of Object.entries(content)) found.set(`${locale}.${field}`, value)
  return found
}

export const draftOf = ({ template, contents }: Opened): Draft => ({
  name: template.name,
  defaultLocale: template.defaultLocale,
  contents,
})

/** Where my draft and theirs differ, seen from what both began with. */
export function differencesOf(base: Draft, mine: Draft, theirs: Draft): Difference[] {
  const [was, here, there] = [parts(base), parts(mine), parts(theirs)]
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((key) => {
    const [before, my, their] = [was, here, there].map((one) => textOf(one.get(key))) as [string, string, string]
    if (my === their) return []
    const [locale, field] = key.includes('.') ? (key.split('.', 2) as [string, string]) : [null, key]
    return [{ key, locale, field, mine: my, theirs: their, usual: my === before ? ('theirs' as const) : 'mine' }]
  })
}

/** One draft of two, by what was chosen for each part. */
export function merged(mine: Draft, theirs: Draft, chosen: Readonly<Record<string, Side>>): Draft {
  const here = parts(mine)
  const next: { name: string; defaultLocale: string; contents: Record<string, Record<string, unknown>> } = {
    ...theirs,
    contents: Object.fromEntries(Object.entries(theirs.contents).map(([locale, content]) => [locale, { ...content }])),
  }
  for (const [key, side] of Object.entries(chosen)) {
    if (side === 'theirs') continue
    const value = here.get(key)
    if (key === 'name' || key === 'defaultLocale') next[key] = String(value)
    else {
      const [locale, field] = key.split('.', 2) as [string, string]
      next.contents[locale] ??= {}
      if (value === undefined) delete next.contents[locale][field]
      else next.contents[locale][field] = value
    }
  }
  return next
}
