import type { Json, Localized, ObjectSchema } from './common.ts'

/** A value that was accepted, in its one canonical form; or the reason why not, as a code and a sentence. */
export type Parsed =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly code: string; readonly reason: string }

/** How a kind of address is read, compared and shown. Pure and synchronous; called for every row of an import. */
export interface AddressKind {
  /** Stored with each address: 'email', 'phone', 'push', 'postal'. Channels may share a kind (SMS and WhatsApp: 'phone'). */
  readonly kind: string
  readonly label: Localized
  /** Longest input that is looked at, in characters; longer is refused before parsing. */
  readonly maxLength: number
  /** Column names by which an import recognises this kind, lower case, without spaces or punctuation. */
  readonly columns: readonly string[]
  /**
   * Reads what a person typed and gives the canonical form: the same address always gives the same text, so that
   * equality of text is equality of address.
   * @param hint country (ISO 3166-1 alpha-2) for national notations.
   */
  parse(input: string, hint?: { country?: string }): Parsed
  /** For logs and lists where the whole address may not be shown: `j•••@example.com`. */
  mask(address: string): string
  /** The part that is the destination for pacing and breakers: an email's domain, a phone's country code. */
  destination(address: string): string
}

/** What a content weighs and costs, before it is sent. */
export interface Measure {
  /** Units the provider bills and limits: SMS segments, pages, 1 for an email. */
  readonly units: number
  readonly bytes: number
  /** Shown beside the editor; each names what to do. */
  readonly warnings: readonly { readonly code: string; readonly message: string; readonly field?: string }[]
}

/** What a reader, or a filter, may take amiss in a content. It can be published all the same. */
export interface Advice {
  /** Stable; the panel has a sentence for it in each language. */
  readonly code: string
  readonly field: string
  /** In English, with what to do. */
  readonly message: string
}

/**
 * A share of what was sent above which those who receive for many people (mailbox providers, carriers) act against a
 * sender: shown with its limits, and warned of. Shares are of 1: 0.003 is 0.3 %.
 */
export interface Watched {
  readonly rate: 'bounces' | 'complaints' | 'unsubscribes'
  readonly warnAt: number
  readonly limit: number
  /** Where the limit was read. */
  readonly source: string
}

/** Why a content cannot be published: the field, the place in it, and what is wrong. */
export interface ContentProblem {
  readonly field: string
  readonly line?: number
  readonly column?: number
  readonly code: string
  readonly message: string
}

/** What `prepare` gives: the content as it is frozen at publish, with its numbered links. */
export interface PreparedContent {
  readonly content: Record<string, Json>
  /** Link targets in order of first appearance; index in this list is the number of the link. May hold `{{…}}`. */
  readonly links: readonly string[]
}

/**
 * Variables that the engine fills for one recipient beside the template's own. `prepare` may write them into content:
 * `{{urls.click}}/3` is the signed click address of link number 3; `{{urls.pixel}}` is empty where the person gave no
 * tracking consent; `{{urls.unsubscribe}}` is empty for content that cannot be unsubscribed from.
 */
export const URL_VARIABLES = ['urls.unsubscribe', 'urls.click', 'urls.pixel', 'urls.preferences'] as const

/**
 * A medium: who can be reached through it, and what can be said. Pure: it is shown before any account exists,
 * opens nothing, and is called from API and worker alike.
 */
export interface Channel {
  /** Lower case, stable for ever: 'email', 'sms', 'whatsapp', 'web-push', 'postal'. */
  readonly id: string
  readonly label: Localized
  readonly address: AddressKind
  /**
   * The fields a template fills, as a schema: draws the editor, validates drafts. A string field with
   * `template: 'html'` or `template: 'text'` is rendered per recipient; the others are kept as they are.
   * A string field with `design: { language: 'mjml', of: 'html' }` keeps the source from which an editor made the field
   * `of`, so that it can be edited again: it is checked like a template, and `prepare` leaves it out of what is sent.
   * An item of a list that has a string `file` names an upload: core reads its bytes into the item's `content`, as base64,
   * before sending; all messages of a run and language share one list.
   */
  readonly content: ObjectSchema
  /** What must be true before marketing may use it. `opt-in`: consent on record; `opt-out`: no objection. */
  readonly consent: { readonly basis: 'opt-in' | 'opt-out' | 'session'; readonly keywords: boolean }
  /** `at_most_once` where a repeat costs money; the account may choose otherwise. */
  readonly policy: 'at_least_once' | 'at_most_once'
  /** Checks beyond the schema; runs at save and publish. */
  check?(content: Record<string, Json>): readonly ContentProblem[]
  /** Publish: inline CSS, number the links, make the text part. Runs once per version and language. */
  prepare?(content: Record<string, Json>): PreparedContent
  measure?(content: Record<string, Json>): Measure
  /** Advice on a content as it was written, before `prepare`. Never throws. */
  advise?(content: Record<string, Json>): readonly Advice[]
  /** Rates that are watched for this medium, with the limits of those who receive. */
  readonly watched?: readonly Watched[]
}
