import type { CampaignReport } from '../types.ts'

/** The steps of the funnel; each but the first as a share of the one it is measured by. */
export const FUNNEL = [
  { name: 'audience', of: null },
  { name: 'sent', of: 'audience' },
  { name: 'delivered', of: 'sent' },
  { name: 'opened', of: 'delivered' },
  { name: 'clicked', of: 'delivered' },
] as const
/** Where less is better. */
export const TROUBLES = [
  { name: 'bounced', of: 'sent' },
  { name: 'failed', of: 'sent' },
  { name: 'unsubscribed', of: 'delivered' },
  { name: 'complained', of: 'delivered' },
] as const
export type Measure = (typeof FUNNEL)[number] | (typeof TROUBLES)[number]

/** `chance`: with numbers this small, a difference of this size comes up by itself. */
export type Verdict = 'same' | 'chance' | 'a' | 'b'

export interface Compared {
  readonly a: { readonly count: number; readonly share: number | null }
  readonly b: { readonly count: number; readonly share: number | null }
  /** b − a, as a share of 1; null where one of them has none. */
  readonly points: number | null
  /** Whose share is the larger one. */
  readonly verdict: Verdict | null
}

/** Two-sided, 95 %. */
const Z = 1.96

/** One measure of two campaigns, and whether its difference says something (test of two proportions, pooled). */
export function compare(a: CampaignReport['figures'], b: CampaignReport['figures'], { name, of }: Measure): Compared {
  const side = (figures: CampaignReport['figures']) => {
    const total = of ? figures[of] : 0
    return { count: figures[name], total, share: total > 0 ? figures[name] / total : null }
  }
  const [left, right] = [side(a), side(b)]
  if (left.share === null || right.share === null) return { a: left, b: right, points: null, verdict: null }
  const points = right.share - left.share
  const pooled = (left.count + right.count) / (left.total + right.total)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / left.total + 1 / right.total))
  const verdict = points === 0 ? 'same' : error > 0 && Math.abs(points) / error < Z ? 'chance' : points > 0 ? 'b' : 'a'
  return { a: left, b: right, points, verdict }
}
