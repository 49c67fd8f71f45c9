import type { Permission, Role } from './permissions.ts'

/** Who does something. Every change is recorded with one. */
export interface Actor {
  readonly kind: 'user' | 'api_key' | 'system' | 'contact'
  /** User id, key id, the name of a part of the system ('worker', 'cli'), or a contact id. */
  readonly id: string
  readonly name: string
  readonly workspaceId: string
  readonly role?: Role
  readonly permissions: ReadonlySet<Permission>
  readonly sessionId?: string
  readonly ip?: string
}

/** An actor for what the system does by itself. It is asked by no route, so it needs no permissions. */
export const systemActor = (workspaceId: string, id: string): Actor => ({
  kind: 'system',
  id,
  name: id,
  workspaceId,
  permissions: new Set(),
})
