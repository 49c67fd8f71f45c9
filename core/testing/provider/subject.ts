import type { ErrorRow, Json, Outgoing, Provider, ProviderHost, RawRequest } from '../../contracts/index.ts'

/**
 * How a stand-in server treats messages from now on. The words are the same for every medium; the harness maps each
 * to what its protocol knows (an SMTP reply, an HTTP status, a closed socket).
 */
export type Fault =
  /** All is well. */
  | { readonly do: 'accept' }
  /** All is well, but the answer comes after `ms`: well below the provider's timeouts. */
  | { readonly do: 'slow'; readonly ms: number }
  /** Answers with the code of this row of the provider's own error table. */
  | { readonly do: 'answer'; readonly row: ErrorRow }
  /** Refuses with a code that is in no row, also not under a wildcard. */
  | { readonly do: 'answer-unlisted' }
  /** Too fast: come back after `afterMs`, said in the protocol's own way (`Retry-After`). */
  | { readonly do: 'throttle'; readonly afterMs: number }
  /** Takes the connection and stays silent; takes no message. */
  | { readonly do: 'hang-before' }
  /** Takes the message, and stays silent. */
  | { readonly do: 'hang-after' }
  /**
   * Cuts at the latest moment at which the sender can be sure that nothing was taken: SMTP before the final dot, HTTP
   * by refusing the connection.
   */
  | { readonly do: 'cut-before' }
  /** Takes the message, and cuts before its answer. */
  | { readonly do: 'cut-after' }
  /** Refuses, and repeats in its answer all it was sent, credentials too. */
  | { readonly do: 'echo' }

/** One message that the stand-in took; a message taken twice is there twice. */
export interface Acceptance {
  /** Canonical address, as in `Outgoing.to`: the suite gives each message an address of its own. */
  readonly to: string
  /** What the message is known by at the far end and beyond: a Message-ID, an idempotency key. */
  readonly identity?: string
}

/** A running stand-in for the provider's servers, on loopback. */
export interface StandIn {
  /** Account settings that lead here, with every `password` setting filled (8 characters or more) and short timeouts. */
  readonly settings: Record<string, Json>
  /** A message that would be accepted. Different `n`, different canonical address. */
  message(n: number): Pick<Outgoing, 'to' | 'content'> & Partial<Outgoing>
  /** Oldest first. */
  accepted(): readonly Acceptance[]
  /** How many messages have begun to arrive, taken or not. */
  arrived(): number
  /** From now on; `only`: for this message alone, the others are treated well. */
  behave(fault: Fault, only?: { readonly to: string }): void | Promise<void>
  /** Where `capabilities.inbound`: the far end's own requests to us. */
  readonly inbound?: StandInCallbacks
  /** Ends all at once, with connections that are open. */
  close(): Promise<void>
}

/** The requests by which the provider tells what became of messages. */
export interface StandInCallbacks {
  /**
   * Everything it would tell of an accepted message, in order, one fact each, signed. Asked again it tells the same
   * facts, signed anew.
   */
  signedRequests(message: Outgoing, providerId: string | undefined): readonly RawRequest[]
  /** The same facts, signed with a wrong key. */
  forgedRequest(message: Outgoing, providerId: string | undefined): RawRequest
  /** A late failure by one row of the error table; needed where `route(row)` says 'callback'. */
  failureRequest?(row: ErrorRow, message: Outgoing, providerId: string | undefined): RawRequest
}

/** A provider, and all the suite needs to try it. */
export interface ProviderSubject {
  readonly provider: Provider
  /** A new stand-in. The suite closes it. */
  start(): Promise<StandIn>
  /** Faults that this protocol does not have, each with the reason: `{ throttle: 'SMTP has no Retry-After' }`. */
  readonly cannot?: Partial<Record<Fault['do'], string>>
  /** How a row of the error table reaches us: as the answer to a send (default), or later by a callback. */
  route?(row: ErrorRow): 'answer' | 'callback'
  /** Whether `accepted()` tells identities. */
  readonly tellsIdentity?: boolean
  /** Longer than every timeout of the settings. Default 10 s. */
  readonly patienceMs?: number
  /** Parts of the host the provider needs otherwise than usual. */
  readonly host?: Partial<ProviderHost>
}
