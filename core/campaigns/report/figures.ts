import type pg from 'pg'
import { FIRST_KINDS } from '../../events/rollups.ts'
import { STATE, UNSENT_STATES } from '../../messages/states.ts'

/**
 * What a campaign came to, in messages: `sent` + `excluded` + `waiting` + `notSent` is `audience`. Opened and clicked are
 * people, by their own hand; what software did is counted apart.
 */
export interface Figures {
  readonly audience: number
  /** Kept back by the gate: no consent, suppressed, no address … */
  readonly excluded: number
  /** Still to be sent, or on the wire. */
  readonly waiting: number
  /** Handed over, whatever came of it. */
  readonly sent: number
  /** Taken by the receiving side and not returned since. */
  readonly delivered: number
  readonly bounced: number
  /** Refused for another reason than a dead address. */
  readonly failed: number
  /** May have left or not: the answer was lost. */
  readonly unknown: number
  /** Cancelled, expired, or could not be rendered. */
  readonly notSent: number
  readonly opened: number
  readonly clicked: number
  readonly machineOpened: number
  readonly machineClicked: number
  readonly unsubscribed: number
  readonly complained: number
  readonly replied: number
}

/** A count of messages in a state; with the class where they failed. */
export interface StateCount {
  readonly state: number
  readonly reason: string
  readonly count: number
}
export interface KindCount {
  readonly kind: string
  readonly count: number
}

/** Class of those whose address does not exist, and of those that could not be made: never handed over. */
const BOUNCED = 'dead_address'
const UNRENDERED = 'render'

const KINDS = [
  ...Object.values(FIRST_KINDS),
  'machine_opened',
  'machine_clicked',
  'unsubscribed',
  'complained',
  'replied',
] as const

export function figuresOf(states: readonly StateCount[], kinds: readonly KindCount[]): Figures {
  const stand = (codes: readonly number[], reason?: string) =>
    states.reduce(
      (sum, row) =>
        codes.includes(row.state) && (reason === undefined || row.reason === reason) ? sum + row.count : sum,
      0,
    )
  const happened = (kind: string) => kinds.reduce((sum, row) => (row.kind === kind ? sum + row.count : sum), 0)
  const failed = (reason?: string) => stand([STATE.failed], reason)
  const bounced = failed(BOUNCED)
  const unrendered = failed(UNRENDERED)
  const delivered = stand([STATE.accepted, STATE.sent, STATE.delivered, STATE.read])
  const refused = failed() - bounced - unrendered
  const unknown = stand([STATE.unknown, STATE.needs_review])
  return {
    audience: states.reduce((sum, row) => sum + row.count, 0),
    excluded: stand([STATE.suppressed]),
    waiting: stand([...UNSENT_STATES, STATE.sending]),
    sent: delivered + bounced + refused + unknown,
    delivered,
    bounced,
    failed: refused,
    unknown,
    notSent: stand([STATE.cancelled, STATE.expired]) + unrendered,
    opened: happened(FIRST_KINDS.opened),
    clicked: happened(FIRST_KINDS.clicked),
    machineOpened: happened('machine_opened'),
    machineClicked: happened('machine_clicked'),
    unsubscribed: happened('unsubscribed'),
    complained: happened('complained'),
    replied: happened('replied'),
  }
}

/** Figures of many campaigns in two statements. A campaign that was never launched is not in the answer. */
export async function readFigures(
  client: pg.PoolClient,
  workspaceId: string,
  campaigns: readonly { readonly id: string; readonly runId: string | null }[],
): Promise<ReadonlyMap<string, Figures>> {
  const launched = campaigns.filter((one) => one.runId)
  if (!launched.length) return new Map()
  const states = await client.query(
    `SELECT run_id AS "runId", state, CASE WHEN state = ${STATE.failed} THEN reason ELSE '' END AS reason, sum(count)::bigint AS count
     FROM run_counts WHERE workspace_id = $1 AND run_id = ANY($2::uuid[]) GROUP BY 1, 2, 3`,
    [workspaceId, launched.map((one) => one.runId)],
  )
  const kinds = await client.query(
    `SELECT campaign_id AS "campaignId", kind, sum(count)::bigint AS count FROM event_rollups
     WHERE workspace_id = $1 AND campaign_id = ANY($2::uuid[]) AND kind = ANY($3::text[]) GROUP BY 1, 2`,
    [workspaceId, launched.map((one) => one.id), KINDS],
  )
  const byRun = Map.groupBy(states.rows as (StateCount & { runId: string })[], (row) => row.runId)
  const byCampaign = Map.groupBy(kinds.rows as (KindCount & { campaignId: string })[], (row) => row.campaignId)
  return new Map(launched.map(({ id, runId }) => [id, figuresOf(byRun.get(runId!) ?? [], byCampaign.get(id) ?? [])]))
}
