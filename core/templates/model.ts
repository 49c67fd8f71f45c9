import { Model, snakeCaseMappers } from 'objection'
import type { Contents } from './prepare.ts'
import type { FrozenContent } from './render.ts'

export class TemplateRow extends Model {
  static override tableName = 'templates'
  static override idColumn = ['workspace_id', 'id']
  static override columnNameMappers = snakeCaseMappers()
  declare workspaceId: string
  declare id: string
  declare name: string
  declare channel: string
  declare defaultLocale: string
  declare publishedVersion: number | null
  declare createdAt: Date
  declare updatedAt: Date
}

/** A draft is the one version without `publishedAt`; a published version never changes. */
export class VersionRow extends Model {
  static override tableName = 'template_versions'
  static override idColumn = ['workspace_id', 'template_id', 'number']
  static override columnNameMappers = snakeCaseMappers()
  declare workspaceId: string
  declare templateId: string
  declare number: number
  declare contents: Contents
  declare prepared: FrozenContent['locales'] | null
  declare sha256: Buffer | null
  declare createdBy: string | null
  declare createdAt: Date
  declare updatedAt: Date
  declare publishedAt: Date | null
}

export function showVersion(row: VersionRow) {
  return {
    templateId: row.templateId,
    number: row.number,
    contents: row.contents,
    links: row.prepared
      ? Object.fromEntries(Object.entries(row.prepared).map(([locale, { links }]) => [locale, [...links]]))
      : null,
    sha256: row.sha256?.toString('hex') ?? null,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    publishedAt: row.publishedAt?.toISOString() ?? null,
  }
}
