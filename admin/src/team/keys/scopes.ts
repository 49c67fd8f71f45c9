import type { Permission } from '../types.ts'

/** Permissions by what they are about, in the engine's order: `campaigns` → read, write, launch. */
export function byArea(permissions: readonly Permission[]): ReadonlyMap<string, readonly Permission[]> {
  return Map.groupBy(permissions, (permission) => permission.split(':')[0]!)
}

export const verbOf = (permission: string) => permission.split(':')[1] ?? permission
