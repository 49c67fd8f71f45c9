import type { Permission } from '../../../core/workspaces/permissions.ts'

export interface ResourceRule {
  readonly read: Permission
  readonly write?: Permission
  /** Where it lives under /api/v1. Default: its name. */
  readonly path?: string
  /** Field that is its id. Default: id. */
  readonly id?: string
}

/** What react-admin calls a resource: its address, and who may do what with it. */
export const RESOURCES: Readonly<Record<string, ResourceRule>> = {
  contacts: { read: 'contacts:read', write: 'contacts:write' },
  attributes: { read: 'contacts:read', write: 'contacts:write', id: 'name' },
  imports: { read: 'contacts:import', write: 'contacts:import' },
  lists: { read: 'lists:read', write: 'lists:write' },
  segments: { read: 'segments:read', write: 'segments:write' },
  suppressions: { read: 'suppressions:read', write: 'suppressions:write' },
  consents: { read: 'consent:read' },
  'consent-wordings': { read: 'consent:read', write: 'consent:write' },
  templates: { read: 'templates:read', write: 'templates:write' },
  files: { read: 'files:read', write: 'files:write' },
  accounts: { read: 'accounts:read', write: 'accounts:write' },
  domains: { read: 'accounts:read', write: 'accounts:write' },
  providers: { read: 'accounts:read' },
  channels: { read: 'accounts:read' },
  campaigns: { read: 'campaigns:read', write: 'campaigns:write' },
  alerts: { read: 'alerts:read', write: 'alerts:write' },
  members: { read: 'users:read', write: 'users:write' },
  'api-keys': { read: 'api_keys:read', write: 'api_keys:write' },
  audit: { read: 'audit:read' },
  erasures: { read: 'contacts:erase' },
  'sandbox/messages': { read: 'sandbox:read', write: 'sandbox:write' },
}

export const ruleOf = (resource: string): ResourceRule | undefined => RESOURCES[resource]

/** Gives a row the `id` that react-admin wants. */
export function withId<T extends object>(resource: string, row: T): T & { id: string } {
  const name = ruleOf(resource)?.id ?? 'id'
  return { ...row, id: String((row as Record<string, unknown>)[name]) }
}
