import { Type } from 'typebox'
import { failures } from '../../http/schemas.ts'
import type { Routes } from '../../http/types.ts'
import { RETENTION_MONTHS, type Workspace } from '../model.ts'
import { WorkspaceChange } from '../schema.ts'
import { changeWorkspace, readWorkspace } from '../workspace.ts'

const tags = ['Workspace']

const shown = (workspace: Workspace) => ({
  id: workspace.id,
  name: workspace.name,
  slug: workspace.slug,
  locale: workspace.locale,
  languages: workspace.settings.languages ?? [workspace.locale],
  timeZone: workspace.timeZone,
  country: workspace.country,
  legalHold: workspace.legalHold,
  company: workspace.settings.company ?? {},
  tracking: workspace.settings.tracking ?? { opens: true },
  retention: { ...RETENTION_MONTHS, ...workspace.settings.retention },
  createdAt: workspace.createdAt.toISOString(),
  updatedAt: workspace.updatedAt.toISOString(),
})

/** `/api/v1/workspace`: the tenant one is in. */
export const workspaceRoutes: Routes = async (app) => {
  app.get(
    '',
    {
      config: { permission: 'workspace:read' },
      schema: {
        tags,
        summary: 'This workspace',
        response: { 200: Type.Ref('Workspace'), ...failures(401, 403) },
      },
    },
    async ({ actor }) =>
      shown(await app.core.db.tenant(actor.workspaceId, (trx) => readWorkspace(trx, actor.workspaceId))),
  )

  app.patch(
    '',
    {
      config: { permission: 'workspace:write' },
      schema: {
        tags,
        summary: 'Change this workspace',
        body: WorkspaceChange,
        response: { 200: Type.Ref('Workspace'), ...failures(401, 403, 422) },
      },
    },
    async ({ actor, body }) =>
      shown(await app.core.db.tenant(actor.workspaceId, (trx) => changeWorkspace(trx, actor, body))),
  )
}
