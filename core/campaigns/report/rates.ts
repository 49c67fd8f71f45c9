import type { Figures } from './figures.ts'

export interface Rates {
  readonly done: number | null
  readonly delivery: number | null
  readonly open: number | null
  readonly click: number | null
  readonly bounce: number | null
  readonly unsubscribe: number | null
  readonly complaint: number | null
}

/** A share of 1 to six places; null of nothing. */
export const share = (part: number, whole: number): number | null =>
  whole > 0 ? Math.round((part / whole) * 1_000_000) / 1_000_000 : null

export const ratesOf = (figures: Figures): Rates => ({
  done: share(figures.audience - figures.waiting, figures.audience),
  delivery: share(figures.delivered, figures.sent),
  open: share(figures.opened, figures.delivered),
  click: share(figures.clicked, figures.delivered),
  bounce: share(figures.bounced, figures.sent),
  unsubscribe: share(figures.unsubscribed, figures.delivered),
  complaint: share(figures.complained, figures.delivered),
})
