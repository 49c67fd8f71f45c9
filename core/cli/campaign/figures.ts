import { readFigures as readCounts } from '../../campaigns/report/figures.ts'
import type { Core } from '../../context.ts'

/** What a campaign came to, in people; `sent` + `excluded` + `waiting` + `notSent` is `recipients`. */
export interface Figures {
  readonly recipients: number
  /** Handed over, whatever came of it. */
  readonly sent: number
  /** Accepted by the receiving server and not returned since: what a mail server lets anybody know. */
  readonly delivered: number
  readonly bounced: number
  /** Refused for another reason than a dead address. */
  readonly failed: number
  /** May have left or not: the answer was lost. */
  readonly unknown: number
  /** Still to be sent or on the wire. */
  readonly waiting: number
  /** Cancelled, expired, or could not be rendered. */
  readonly notSent: number
  readonly excluded: number
  readonly excludedBy: Readonly<Record<string, number>>
  /** People, by their own hand; opens are known of those only who agreed to it. */
  readonly opened: number
  readonly clicked: number
  readonly unsubscribed: number
}

/** Null when the campaign was never launched. */
export async function readFigures(
  core: Core,
  workspaceId: string,
  campaign: { id: string; runId: string | null },
): Promise<Figures | null> {
  const counts = await core.db.direct(workspaceId, (client) => readCounts(client, workspaceId, [campaign]))
  const found = counts.get(campaign.id)
  if (!found) return null
  const { audience, sent, delivered, bounced, failed, unknown, waiting, notSent, excluded } = found
  const excludedBy = await suppressedBy(core, workspaceId, campaign.runId!)
  const { opened, clicked, unsubscribed } = found
  return {
    recipients: audience,
    ...{ sent, delivered, bounced, failed, unknown, waiting, notSent, excluded, excludedBy },
    ...{ opened, clicked, unsubscribed },
  }
}

/** 30 is `suppressed`: reasons of other states (dead_address, render) are no exclusions. */
async function suppressedBy(core: Core, workspaceId: string, runId: string): Promise<Record<string, number>> {
  const { rows } = await core.db.direct(workspaceId, (client) =>
    client.query(
      `SELECT reason, sum(count)::bigint AS count FROM run_counts WHERE workspace_id = $1 AND run_id = $2 AND state = 30
       GROUP BY reason HAVING sum(count) > 0 ORDER BY 2 DESC, 1`,
      [workspaceId, runId],
    ),
  )
  return Object.fromEntries(rows.map((row) => [row.reason, Number(row.count)]))
}
