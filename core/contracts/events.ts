import type { Json } from './common.ts'

/** What can happen to a message. `machine_*` are opens and clicks by software, counted apart. */
export const EVENT_KINDS = [
  'queued',
  'accepted',
  'sent',
  'delivered',
  'read',
  'deferred',
  'failed',
  'unknown',
  'suppressed',
  'expired',
  'cancelled',
  'opened',
  'machine_opened',
  'clicked',
  'machine_clicked',
  'unsubscribed',
  'complained',
  'bounced',
  'replied',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** How long an event is kept: 'delivery' 25 months, 'behaviour' (opens, clicks) 13 months, 'proof' (unsubscribe, complaint) 5 years. */
export const RETENTION_CLASSES = ['delivery', 'behaviour', 'proof'] as const
export type RetentionClass = (typeof RETENTION_CLASSES)[number]

/** One thing that happened to one message. Immutable. */
export interface DeliveryEvent {
  /** UUIDv7; the same event always has the same id, so that storing it twice is storing it once. */
  readonly id: string
  readonly workspaceId: string
  readonly campaignId: string | null
  readonly runId: string
  readonly contactId: string
  readonly step: number
  readonly channel: string
  readonly kind: EventKind
  /** ISO 8601, UTC. */
  readonly at: string
  readonly data: Readonly<Record<string, Json>> | null
}

export interface EventFilter {
  readonly workspaceId: string
  readonly campaignId?: string
  readonly runId?: string
  readonly contactId?: string
  readonly kinds?: readonly EventKind[]
  /** Inclusive start and exclusive end, ISO 8601. */
  readonly from?: string
  readonly to?: string
}

/** Newest first; `next` is the cursor of the page after this, null at the end. */
export interface EventPage {
  readonly events: readonly DeliveryEvent[]
  readonly next: string | null
}

/**
 * The log of what happened. Appending is idempotent by event id; reading is by keyset; nothing is counted here (counts
 * come from the rollups). Implemented on PostgreSQL and on MongoDB's wire protocol.
 */
export interface EventLog {
  readonly id: string
  /** Stores those it does not have; gives how many were new. */
  append(events: readonly DeliveryEvent[]): Promise<number>
  query(filter: EventFilter, page: { limit: number; cursor?: string | null }): Promise<EventPage>
  /** Deletes one retention class older than `before` (ISO), except the workspaces under legal hold; gives how many. */
  purge(input: {
    retention: RetentionClass
    before: string
    holdWorkspaces: readonly string[]
    limit: number
  }): Promise<number>
  /** Takes one person out: contact id replaced by the anonymous one, data dropped; gives how many. */
  forget(input: { workspaceId: string; contactId: string; anonymousId: string }): Promise<number>
  health(): Promise<{ ok: boolean; message: string }>
  close(): Promise<void>
}

/** Retention class of each kind. */
export function retentionOf(kind: EventKind): RetentionClass {
  if (kind === 'unsubscribed' || kind === 'complained') return 'proof'
  return kind.includes('open') || kind.includes('click') || kind === 'read' || kind === 'replied'
    ? 'behaviour'
    : 'delivery'
}
