import { Model, snakeCaseMappers } from 'objection'
import type { RetentionClass } from '../contracts/index.ts'
import type { Role } from './permissions.ts'

/** Rows have camelCase properties; in `where`, `orderBy` and `returning` the columns keep their own snake_case names. */
class Row extends Model {
  static override columnNameMappers = snakeCaseMappers()
}

/** A tenant. Everything else belongs to one. */
export class Workspace extends Row {
  static override tableName = 'workspaces'
  declare id: string
  declare name: string
  declare slug: string
  declare locale: string
  declare timeZone: string
  declare country: string | null
  declare settings: WorkspaceSettings
  declare legalHold: boolean
  declare createdAt: Date
  declare updatedAt: Date
}

/** Months for which events of each class are kept; a workspace's `settings.retention` may say fewer, never more. */
export const RETENTION_MONTHS: Readonly<Record<RetentionClass, number>> = { delivery: 25, behaviour: 13, proof: 60 }

/** What `workspaces.settings` holds. */
export interface WorkspaceSettings {
  /** Languages content is written in, beside the workspace's own; BCP 47. */
  languages?: string[]
  company?: Company
  /** Without: opens are measured where the person agreed to it. */
  tracking?: { opens: boolean }
  retention?: Partial<Record<RetentionClass, number>>
}

/** Who writes, for footers. */
export interface Company {
  name?: string
  /** Postal address, in lines. */
  address?: string
  website?: string
}

/** Somebody who signs in. Belongs to no workspace: only the system role reads this table. */
export class User extends Row {
  static override tableName = 'users'
  declare id: string
  declare email: string
  declare name: string
  declare passwordHash: string | null
  declare locale: string
  declare disabledAt: Date | null
  declare lastLoginAt: Date | null
  declare createdAt: Date
}

/** What a user may do in one workspace. */
export class Membership extends Row {
  static override tableName = 'memberships'
  static override idColumn = ['workspace_id', 'user_id']
  declare workspaceId: string
  declare userId: string
  declare role: Role
  declare createdAt: Date
}

/** A family of rotating refresh tokens. Only the system role reads this table. */
export class Session extends Row {
  static override tableName = 'sessions'
  declare id: string
  declare userId: string
  declare refreshHash: Buffer
  declare previousHash: Buffer | null
  declare rotatedAt: Date
  declare expiresAt: Date
  declare endedAt: Date | null
  declare endedReason: string | null
  declare ip: string | null
  declare userAgent: string | null
  declare createdAt: Date
}

/** A key of a program. `prefix` is the part in clear that finds it; of the secret only a hash is kept. */
export class ApiKey extends Row {
  static override tableName = 'api_keys'
  declare id: string
  declare workspaceId: string
  declare name: string
  declare prefix: string
  declare secretHash: Buffer
  declare scopes: string[]
  declare expiresAt: Date | null
  declare lastUsedAt: Date | null
  declare revokedAt: Date | null
  declare createdBy: string | null
  declare createdAt: Date
}
