import { createHash } from 'node:crypto'

/** What one person does with one message; all times in ms after it arrived. */
export interface Habit {
  readonly open: number | null
  /** `pick`: which of the message's links, as a share of their number. */
  readonly clicks: readonly { readonly at: number; readonly pick: number }[]
  readonly unsubscribe: number | null
}

/** Shares of people, roughly those of a good newsletter. */
const OPENS = 0.58
/** Of those who open. */
const CLICKS = 0.34
const CLICKS_TWICE = 0.2
const LEAVES = 0.02
/** Opens within 5 s and clicks within 2 s of acceptance count as software (core/events/tracking/machine.ts). */
const FIRST_OPEN_MS = 5_500
const OPENS_WITHIN_MS = 2_500
/** Two clicks this far apart are not one sweep over all links (2 s there). */
const NEXT_CLICK_MS = 2_600

/** The same person does the same with the same campaign, every time: drawn from a hash, not from chance. */
export function habitOf(seed: number, campaign: string, person: string): Habit {
  const digest = createHash('sha256').update(`${seed}\n${campaign}\n${person}`).digest()
  const draw = (place: number) => digest.readUInt32BE(place * 4) / 2 ** 32
  if (draw(0) >= OPENS) return { open: null, clicks: [], unsubscribe: null }
  const open = Math.round(FIRST_OPEN_MS + draw(1) * OPENS_WITHIN_MS)
  const unsubscribe = draw(2) < LEAVES ? open + 900 : null
  if (draw(3) >= CLICKS) return { open, clicks: [], unsubscribe }
  const first = { at: Math.round(open + 300 + draw(4) * 1_200), pick: draw(5) }
  const second = { at: first.at + NEXT_CLICK_MS, pick: (first.pick + 0.5) % 1 }
  return { open, clicks: draw(6) < CLICKS_TWICE ? [first, second] : [first], unsubscribe }
}
