import type { Static } from 'typebox'
import type { AccountSchema } from '../../../../core/accounts/schema.ts'
import type { TemplateSchema } from '../../../../core/templates/schema.ts'
import { useCan } from '../../session/useSession.ts'
import { useAll } from './useAll.ts'

export type Account = Static<typeof AccountSchema>
export type Template = Static<typeof TemplateSchema>

/** Who carries messages of the workspace. */
export const useAccounts = () => useAll<Account>(useCan('accounts:read') ? '/accounts' : null)

/** What can be said. */
export const useTemplates = () => useAll<Template>(useCan('templates:read') ? '/templates' : null)
