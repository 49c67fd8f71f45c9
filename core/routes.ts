import type { Routes } from './http/types.ts'

/** Every room's routes, with the address they live under. A room adds its line here. */
export const ROUTES: readonly { prefix: string; routes: Routes }[] = []
