import type { Actor } from '../../../workspaces/actor.ts'
import { KEPT_BECAUSE, type KeptBecause } from './judge.ts'

/** What is taken back, in this order: nobody may be written to on the strength of the file while the rest is still at work. */
export const PHASES = ['consents', 'people', 'memberships', 'addresses', 'done'] as const
export type Phase = (typeof PHASES)[number]

export interface UndoCounts {
  /** Consents that the file gave and that still stood: withdrawn. */
  readonly consents: number
  /** People whom the import made and nobody touched since: removed with their addresses. */
  readonly people: number
  /** People whom the import made and who stay. */
  readonly kept: Readonly<Record<KeptBecause, number>>
  /** Memberships of people who stay. */
  readonly memberships: number
  /** Addresses that it gave to people who were there before. */
  readonly addresses: number
  readonly addressesKept: number
  /** People who were there before and had fields filled or overwritten: what stood there is not recorded. */
  readonly fieldsKept: number
  /** Addresses that the file says may not be written to: they stay so. */
  readonly stopsKept: number
}

/** Where an undo is, as `imports.undo` holds it. */
export interface UndoProgress {
  readonly by: Pick<Actor, 'kind' | 'id' | 'name'>
  readonly at: string
  readonly phase: Phase
  /** The last key of the phase that was looked at. */
  readonly after: readonly string[] | null
  readonly counts: UndoCounts
}

export const noKept = () => Object.fromEntries(KEPT_BECAUSE.map((reason) => [reason, 0])) as Record<KeptBecause, number>

export const noCounts = (): UndoCounts => ({
  consents: 0,
  people: 0,
  kept: noKept(),
  memberships: 0,
  addresses: 0,
  addressesKept: 0,
  fieldsKept: 0,
  stopsKept: 0,
})

export function addCounts(sum: UndoCounts, more: Partial<UndoCounts>): UndoCounts {
  const next = { ...sum } as Record<string, unknown>
  for (const [name, count] of Object.entries(more))
    if (typeof count === 'number') next[name] = (sum[name as keyof UndoCounts] as number) + count
  const kept = { ...sum.kept }
  for (const reason of KEPT_BECAUSE) kept[reason] += more.kept?.[reason] ?? 0
  return { ...(next as unknown as UndoCounts), kept }
}
