import type { Core } from '../../context.ts'
import { withFigures } from '../list/list.ts'
import { CAMPAIGN_STATES, type CampaignState } from '../schema.ts'

/** Those that run, wait or are held up, on one page. */
const MOST = 20
const ACTIVE: readonly CampaignState[] = ['running', 'paused', 'scheduled']

/** How many campaigns there are in each state, and those in motion: running ones first, then paused, then those that start next. */
export async function activeCampaigns(core: Core, workspaceId: string) {
  return core.db.direct(workspaceId, async (client) => {
    const counts = await client.query(
      'SELECT state, count(*)::int AS count FROM campaigns WHERE workspace_id = $1 GROUP BY state',
      [workspaceId],
    )
    const active = await client.query(
      `SELECT * FROM campaigns WHERE workspace_id = $1 AND state = ANY($2)
       ORDER BY array_position($2, state), CASE WHEN state = 'scheduled' THEN due_at END, due_at DESC LIMIT ${MOST}`,
      [workspaceId, ACTIVE],
    )
    const of = (state: CampaignState) => counts.rows.find((row) => row.state === state)?.count ?? 0
    return {
      states: Object.fromEntries(CAMPAIGN_STATES.map((state) => [state, of(state)])) as Record<CampaignState, number>,
      active: await withFigures(client, workspaceId, active.rows),
    }
  })
}
