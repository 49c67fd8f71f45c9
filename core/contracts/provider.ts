import type { Json, Localized, ObjectSchema, RateLimit, Receipt, SendKey } from './common.ts'

/**
 * What a provider's code means for us. `retry_later` and `throttle` are surely not accepted; `throttle` and
 * `stop_sender` slow or stop the sender, not the message.
 */
export const ERROR_CLASSES = [
  'retry_now',
  'retry_later',
  'throttle',
  'stop_sender',
  'dead_address',
  'opted_out',
  'content',
  'config',
  'failed',
  'unknown',
] as const
export type ErrorClass = (typeof ERROR_CLASSES)[number]

/** One row of a provider's error table. `match` is the provider's own code, most specific row wins. */
export interface ErrorRow {
  readonly code: string
  readonly class: ErrorClass
  readonly meaning: string
  /** First wait in ms, where the provider or a standard says one. */
  readonly waitMs?: number
  /** How often a message may be tried again under this code. Default 8. */
  readonly tries?: number
}

/** Data, not a switch: tested row by row; a code that is not in it is `retry_later`, at most 3 tries, and counted. */
export interface ErrorTable {
  /** Where the codes were read, and when (ISO date). */
  readonly source: string
  readonly date: string
  readonly rows: readonly ErrorRow[]
}

/** One message on its way out: rendered, addressed, with all that the medium needs. */
export interface Outgoing {
  readonly key: SendKey
  /** Canonical address of the channel's kind. */
  readonly to: string
  readonly name?: string
  readonly locale: string
  /** Rendered fields of the channel's content schema. */
  readonly content: Record<string, Json>
  /** 1 for the first attempt. */
  readonly attempt: number
  readonly unsubscribe: string | null
  readonly campaignId: string | null
  readonly listId: string | null
}

/** What became of one message. A value, never an exception. */
export type Outcome =
  | {
      readonly key: SendKey
      readonly is: 'accepted'
      readonly providerId?: string
      readonly cost?: { readonly amount: number; readonly currency: string }
    }
  | {
      readonly key: SendKey
      readonly is: 'rejected'
      readonly class: 'dead_address' | 'opted_out' | 'content' | 'config' | 'failed'
      readonly code: string
      readonly reason: string
    }
  /** Surely not accepted. `sender` slows everything on this account for `afterMs`; `destination` only that domain or country. */
  | {
      readonly key: SendKey
      readonly is: 'retry'
      readonly scope: 'message' | 'destination' | 'sender'
      readonly afterMs?: number
      readonly tries?: number
      readonly code: string
      readonly reason: string
    }
  /** Left us, and no answer came: it may have been accepted. Never tried again without a look-up or a policy. */
  | { readonly key: SendKey; readonly is: 'unknown'; readonly code: string; readonly reason: string }

/** A request that came in from a provider, untouched. */
export interface RawRequest {
  readonly method: string
  /** Absolute URL as configured (never from the Host header). */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** One thing a provider tells. `dedupe` is the same for every delivery of the same fact. */
export type InboundItem =
  | {
      readonly kind: 'receipt'
      readonly dedupe: string
      readonly at: string
      readonly key?: SendKey
      readonly providerId?: string
      readonly receipt: Receipt
    }
  | {
      readonly kind: 'failure'
      readonly dedupe: string
      readonly at: string
      readonly key?: SendKey
      readonly providerId?: string
      readonly class: ErrorClass
      readonly code: string
      readonly reason: string
    }
  | {
      readonly kind: 'opt_out' | 'complaint'
      readonly dedupe: string
      readonly at: string
      readonly key?: SendKey
      readonly providerId?: string
      readonly address?: string
    }
  | {
      readonly kind: 'reply'
      readonly dedupe: string
      readonly at: string
      readonly from: string
      readonly key?: SendKey
      readonly providerId?: string
      readonly text: string
      readonly raw?: Json
    }

/** What `receive` gives. `refused` (bad signature, malformed) stores nothing and answers its status. */
export type Inbound =
  | {
      readonly is: 'items'
      readonly items: readonly InboundItem[]
      readonly answer?: { readonly status: number; readonly body?: string; readonly type?: string }
    }
  | { readonly is: 'refused'; readonly status: 400 | 401 | 403; readonly reason: string }

/** What "test connection" answers: the provider's own words, and what to do. */
export interface Health {
  readonly ok: boolean
  readonly message: string
  readonly hint?: string
}

/** What core lends to a carrier. Nothing else of core is visible to it. */
export interface ProviderHost {
  readonly log: {
    debug(data: object, text?: string): void
    info(data: object, text?: string): void
    warn(data: object, text?: string): void
    error(data: object, text?: string): void
  }
  /** Guarded: refuses private, loopback and link-local targets unless the account's own base URL is one; no redirects; 10 s; 1 MB. */
  readonly fetch: typeof globalThis.fetch
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Ends when the worker or API shuts down. */
  readonly signal: AbortSignal
  /** Where this installation is seen from outside, without trailing slash. */
  readonly publicUrl: string
  /** The DKIM key that this workspace keeps for a sending domain; null where it keeps none. */
  domainKey?(domain: string): Promise<{ readonly selector: string; readonly privateKey: string } | null>
}

/** A provider opened with one account's settings. */
export interface Carrier {
  /**
   * Sends a group. One outcome per message, in any order; a message that fails never makes another fail; never throws
   * for one of them. After `signal` ends it starts nothing new and settles what it began.
   * @param notAfter moment on `performance.now()` after which no message may be begun: our lease may have gone to somebody else
   *   while the process was frozen. What was not begun is `retry`, scope 'message', code 'not_begun'.
   */
  send(batch: readonly Outgoing[], signal: AbortSignal, notAfter?: number): Promise<readonly Outcome[]>
  /** What became of messages whose answer was lost. Only where `capabilities.lookup`. */
  lookup?(keys: readonly SendKey[]): Promise<readonly Outcome[]>
  /** Verifies on raw bytes first, then translates. Stores nothing. */
  receive?(request: RawRequest): Promise<Inbound>
  /** Registers the callback where the provider lets us. */
  connect?(callbackUrl: string): Promise<void>
  check?(): Promise<Health>
  close?(): Promise<void>
}

/** Who carries it: one file. */
export interface Provider {
  /** Stable for ever: 'smtp', 'twilio'. */
  readonly id: string
  /** The channel's id. */
  readonly channel: string
  readonly label: Localized
  /** Draws the account's form. `format: 'password'`: sealed at rest, never sent back, never logged. */
  readonly settings: ObjectSchema
  readonly capabilities: {
    /** Messages one `send` takes at the most. */
    readonly batch: number
    /** A second request with the same key is one message at the provider. */
    readonly idempotent: boolean
    readonly receipts: readonly Receipt[]
    readonly inbound: boolean
    readonly lookup: boolean
    readonly preapproved?: boolean
    readonly replyWindowHours?: number
    readonly recall?: boolean
  }
  /** Declared here from the settings, enforced by core over all workers. */
  limits(settings: Record<string, Json>): readonly RateLimit[]
  /** Domains in whose name an account with these settings sends: their DNS records are looked at before a launch. */
  domains?(settings: Record<string, Json>): readonly string[]
  /** How many groups, of how many messages, one worker has on the wire at once. lanes × group is what may repeat after a kill. */
  flight(settings: Record<string, Json>): { readonly lanes: number; readonly group: number }
  readonly errors: ErrorTable
  open(settings: Record<string, Json>, host: ProviderHost): Promise<Carrier>
}
