import type { Static } from 'typebox'
import type {
  ApiKeySchema,
  AuditEntrySchema,
  AuditReportSchema,
  MemberSchema,
} from '../../../core/workspaces/schema.ts'

export type Member = Static<typeof MemberSchema>
export type ApiKey = Static<typeof ApiKeySchema>
export type AuditEntry = Static<typeof AuditEntrySchema>
export type AuditReport = Static<typeof AuditReportSchema>
export type { Permission, Role } from '../../../core/workspaces/permissions.ts'
