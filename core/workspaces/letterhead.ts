import type { WorkspaceSettings } from './model.ts'

/** Who writes, as messages name it: footers need a postal address by law (CAN-SPAM §5, LCEN art. 6). */
export interface Letterhead {
  readonly name: string
  readonly company: string
  readonly address: string
  readonly website: string
}

/** Names of the variables `workspace.…` of templates. */
export const LETTERHEAD = ['name', 'company', 'address', 'website'] as const satisfies readonly (keyof Letterhead)[]

/** Their values. What was not filled in is empty, never missing. */
export function letterhead(name: string, { company }: WorkspaceSettings): Letterhead {
  return {
    name,
    company: company?.name || name,
    address: company?.address ?? '',
    website: company?.website ?? '',
  }
}
