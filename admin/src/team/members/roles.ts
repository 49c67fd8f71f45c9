import type { Role } from '../types.ts'

/** As the engine has them (core/workspaces/permissions.ts), the mightiest first. */
export const ROLES = [
  'owner',
  'admin',
  'contributor',
  'compliance',
  'agent',
  'reader',
] as const satisfies readonly Role[]

/** Owners are made by owners. */
export const mayGive = (mine: Role, role: Role) => role !== 'owner' || mine === 'owner'
