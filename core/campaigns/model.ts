import { Model, snakeCaseMappers } from 'objection'
import type { CampaignState, Plan } from './schema.ts'

export class CampaignRow extends Model {
  static override tableName = 'campaigns'
  static override idColumn = ['workspace_id', 'id']
  static override columnNameMappers = snakeCaseMappers()
  declare workspaceId: string
  declare id: string
  declare name: string
  declare state: CampaignState
  declare plan: Plan
  declare version: number
  declare runId: string | null
  declare pauseReason: string | null
  declare dueAt: Date | null
  declare launchedAt: Date | null
  declare finishedAt: Date | null
  declare createdBy: string | null
  declare createdAt: Date
  declare updatedAt: Date
}

const text = (date: Date | null) => date?.toISOString() ?? null

/** What the API shows of a campaign. */
export function showCampaign(row: CampaignRow) {
  const { id, name, state, plan, version, runId, pauseReason } = row
  return {
    id,
    name,
    state,
    plan,
    version,
    runId,
    pauseReason,
    dueAt: text(row.dueAt),
    launchedAt: text(row.launchedAt),
    finishedAt: text(row.finishedAt),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
