import type { Channel, Json } from '../../contracts/index.ts'

/** An address as people write it, and what must become of it. */
export interface AddressSample {
  readonly input: string
  readonly hint?: { readonly country?: string }
  /** The canonical form, where it is worth stating. */
  readonly canonical?: string
  /** The part that `mask` may not show. */
  readonly secret?: string
}

/** Content that can be published, and the links that `prepare` finds in it. */
export interface ContentSample {
  readonly content: Record<string, Json>
  readonly links?: readonly string[]
}

/** A channel, and examples of what it takes. */
export interface ChannelSubject {
  readonly channel: Channel
  readonly addresses: { readonly good: readonly AddressSample[]; readonly bad: readonly string[] }
  readonly contents: readonly ContentSample[]
}
