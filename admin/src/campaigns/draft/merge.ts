import { canonical } from '../../data/same.ts'
import type { Campaign, Draft, Plan } from '../types.ts'

/** What two people can change apart from one another. */
export const PARTS = ['name', 'audience', 'steps', 'purpose', 'basis', 'schedule', 'limits'] as const
export type Part = (typeof PARTS)[number]
export type Side = 'mine' | 'theirs'

export interface Difference {
  readonly part: Part
  /** Both changed it, to different things: only a person can tell. */
  readonly both: boolean
  /** What stands unless it is chosen otherwise: the one that was changed; where both were, mine. */
  readonly usual: Side
}

const partOf = (of: Draft, part: Part): unknown => (part === 'name' ? of.name : of.plan[part])

/** Where my draft and theirs differ, seen from the version that both began with. */
export function differencesOf(base: Draft, mine: Draft, theirs: Draft): Difference[] {
  return PARTS.flatMap((part) => {
    const [was, here, there] = [base, mine, theirs].map((one) => canonical(partOf(one, part)))
    if (here === there) return []
    const iChanged = here !== was
    return [{ part, both: iChanged && there !== was, usual: iChanged ? ('mine' as const) : ('theirs' as const) }]
  })
}

/** One draft of two, by what was chosen for each part. */
export function merged(mine: Draft, theirs: Campaign, chosen: Readonly<Partial<Record<Part, Side>>>): Draft {
  const plan: Record<string, unknown> = { ...theirs.plan }
  let { name } = theirs
  for (const [part, side] of Object.entries(chosen) as [Part, Side][]) {
    if (side === 'theirs') continue
    if (part === 'name') name = mine.name
    else if (mine.plan[part] === undefined) delete plan[part]
    else plan[part] = mine.plan[part]
  }
  return { name, plan: plan as Plan }
}
