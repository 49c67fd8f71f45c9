import type { AttributeType } from '../definitions/values.ts'
import type { Encoding } from './read/encodings.ts'

/**
 * What a column of the file becomes. `address:<kind>` is an address; `status:<kind>` says whether the sender may still
 * write to it; `attributes` is a JSON object of attributes (listmonk); `ignore` drops the column.
 */
export type Target = PlainTarget | `address:${string}` | `attribute:${string}` | `status:${string}`

export const PLAIN_TARGETS = [
  'ignore',
  'externalId',
  'firstName',
  'lastName',
  'fullName',
  'locale',
  'timeZone',
  'country',
  'attributes',
  'lists',
] as const
export type PlainTarget = (typeof PLAIN_TARGETS)[number]

export interface MappedColumn {
  /** Place in the file, from 0. */
  readonly index: number
  readonly target: Target
}

export const DUPLICATES = ['skip', 'fill', 'overwrite'] as const
/**
 * A row about somebody who is there already: `skip` leaves the person as is, `fill` writes into empty fields only,
 * `overwrite` takes the file's values where it has one. Lists and consent follow the row for `fill` and `overwrite`;
 * that somebody left is taken over always.
 */
export type Duplicates = (typeof DUPLICATES)[number]

export interface ImportConsent {
  readonly channel: string
  readonly purpose: string
  /** Where it was given: 'form on example.org/join'. */
  readonly source: string
  /** What people agreed to: stored already, or its text. */
  readonly wordingId?: string
  readonly wording?: { readonly text: string; readonly locale: string }
  readonly basis?: 'consent' | 'existing_customer'
}

export interface ImportOptions {
  readonly columns: readonly MappedColumn[]
  readonly duplicates: Duplicates
  /** Every imported person is put on these. */
  readonly lists: readonly string[]
  readonly consent?: ImportConsent | undefined
  /** For national notations of phone numbers, where the row has no country. */
  readonly defaultCountry?: string | undefined
  /** Numbers of digits alone begin with the country code, as Brevo writes them. */
  readonly plusless?: boolean | undefined
  readonly decimal?: '.' | ',' | undefined
  readonly dateOrder?: 'dmy' | 'mdy' | undefined
  /** Attributes that are declared when the import starts. */
  readonly declare?: readonly { readonly name: string; readonly type: AttributeType }[] | undefined
}

/** How the file is read. */
export interface FileFormat {
  readonly encoding: Encoding
  readonly delimiter: string
  readonly lineEnd: '\n' | '\r'
  readonly header: boolean
  /** Byte and physical line of the first row of data. */
  readonly dataOffset: number
  readonly dataLine: number
  readonly columns: readonly string[]
}

/** The sum of the middle five is `rows`, always. */
export interface Totals {
  rows: number
  created: number
  updated: number
  unchanged: number
  skipped: number
  refused: number
  /** Consents that were given by this import. */
  consentGiven: number
  /** People who would have got consent and did not: they left, were suppressed, or never confirmed. */
  consentWithheld: number
  /** Addresses that this import stopped, because the file says that the person left or the address is dead. */
  suppressed: number
}

export const noTotals = (): Totals => ({
  rows: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  refused: 0,
  consentGiven: 0,
  consentWithheld: 0,
  suppressed: 0,
})
