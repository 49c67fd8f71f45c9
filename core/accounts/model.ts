import { Model, snakeCaseMappers } from 'objection'

export class AccountRow extends Model {
  static override tableName = 'accounts'
  static override idColumn = ['workspace_id', 'id']
  static override columnNameMappers = snakeCaseMappers()
  declare workspaceId: string
  declare id: string
  declare name: string
  declare channel: string
  declare provider: string
  declare settings: Record<string, unknown>
  declare secrets: string | null
  declare policy: 'at_least_once' | 'at_most_once' | null
  declare state: 'active' | 'paused'
  declare sandbox: boolean
  declare health: { ok: boolean; message: string; hint?: string; at: string } | null
  declare version: number
  declare createdAt: Date
  declare updatedAt: Date
}
