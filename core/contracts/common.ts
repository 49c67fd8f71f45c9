import type { TObject } from 'typebox'

/** A text shown to people, in the three languages of the product. */
export interface Localized {
  readonly en: string
  readonly fr: string
  readonly es: string
}

/** JSON as it is stored and sent. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** A schema of a settings or content object. A TypeBox object is one; so is plain JSON Schema (draft 2020-12). */
export type ObjectSchema = TObject<any>

/**
 * What names one message everywhere and for ever: workspace, run, contact, step, in text form
 * (`<run>.<contact>.<step>`, UUIDs in hex). The same key is used for every attempt, so that a provider with
 * idempotency keys, a Message-ID or a callback URL can recognise the message again.
 */
export type SendKey = string

/** One limit that core enforces over all workers: at most `amount` per `perSeconds`, with a burst of `burst`. */
export interface RateLimit {
  /** What the limit counts: 'messages', 'segments', 'pages' … A name the provider chooses; shown in the panel. */
  readonly unit: string
  readonly amount: number
  readonly perSeconds: number
  /** Largest number at once. Default: `amount`. */
  readonly burst?: number
}

/** What a receipt can tell, in the order in which a message lives. Each implies the ones before it. */
export const RECEIPTS = ['accepted', 'sent', 'delivered', 'read'] as const
export type Receipt = (typeof RECEIPTS)[number]
