import type pg from 'pg'
import { FIRST_KINDS } from '../../events/rollups.ts'
import type { RunTotals } from '../../messages/counts.ts'
import { STATE, type StateName, stateName } from '../../messages/states.ts'

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

/** How many messages stand in each state, by its name; and those that failed, by class. */
export type Standing = Pick<RunTotals, 'states' | 'failures'>

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

export function figuresOf({ states, failures }: Standing, kinds: readonly KindCount[]): Figures {
  const stand = (...names: readonly StateName[]) => names.reduce((sum, name) => sum + (states[name] ?? 0), 0)
  const happened = (kind: string) => kinds.reduce((sum, row) => (row.kind === kind ? sum + row.count : sum), 0)
  const bounced = failures[BOUNCED] ?? 0
  const unrendered = failures[UNRENDERED] ?? 0
  const delivered = stand('accepted', 'sent', 'delivered', 'read')
  const refused = stand('failed') - bounced - unrendered
  const unknown = stand('unknown', 'needs_review')
  return {
    audience: Object.values(states).reduce((sum, count) => sum + count, 0),
    excluded: stand('suppressed'),
    waiting: stand('planned', 'queued', 'deferred', 'sending'),
    sent: delivered + bounced + refused + unknown,
    delivered,
    bounced,
    failed: refused,
    unknown,
    notSent: stand('cancelled', 'expired') + unrendered,
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
  const byRun = Map.groupBy(states.rows, (row) => row.runId as string)
  const byCampaign = Map.groupBy(kinds.rows as (KindCount & { campaignId: string })[], (row) => row.campaignId)
  return new Map(
    launched.map(({ id, runId }) => [id, figuresOf(standingOf(byRun.get(runId!) ?? []), byCampaign.get(id) ?? [])]),
  )
}

function standingOf(rows: readonly { state: number; reason: string; count: number }[]): Standing {
  const [states, failures]: [Record<string, number>, Record<string, number>] = [{}, {}]
  for (const { state, reason, count } of rows) {
    const name = stateName(state)
    states[name] = (states[name] ?? 0) + count
    if (state === STATE.failed) failures[reason] = (failures[reason] ?? 0) + count
  }
  return { states, failures }
}

/** What happened in one campaign that its figures tell of. */
export async function readKinds(client: pg.PoolClient, workspaceId: string, campaignId: string): Promise<KindCount[]> {
  const { rows } = await client.query({
    name: 'campaign-kinds',
    text: `SELECT kind, sum(count)::bigint AS count FROM event_rollups WHERE workspace_id = $1 AND campaign_id = $2 AND kind = ANY($3::text[]) GROUP BY 1`,
    values: [workspaceId, campaignId, KINDS],
  })
  return rows
}
