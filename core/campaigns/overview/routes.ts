import { alertState } from '../../events/alerts.ts'
import { failures } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { activeCampaigns } from './active.ts'
import { readOverview } from './overview.ts'
import { OverviewQuery, OverviewSchema } from './schema.ts'

/** /api/v1/overview, and the live topic of the same name */
export const overviewRoutes: Routes = async (app) => {
  const { core } = app
  core.live.registerSnapshot(
    'overview',
    async (workspaceId) => {
      const [campaigns, alerts] = await Promise.all([
        activeCampaigns(core, workspaceId),
        core.db.tenant(workspaceId, (trx) => alertState(trx, workspaceId)),
      ])
      return { campaigns, alerts }
    },
    { follows: ['campaign', 'alerts'] },
  )

  app.get(
    '/',
    {
      config: { permission: 'events:read' },
      schema: {
        tags: ['overview'],
        summary: 'The home page: what runs, what waits for somebody, and the last days by channel',
        querystring: OverviewQuery,
        response: { 200: OverviewSchema, ...failures(401, 403, 422) },
      },
    },
    (request) => readOverview(core, request.actor, request.query.days),
  )
}
