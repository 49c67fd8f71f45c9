import type { Static } from 'typebox'
import type { AccountPatch, AccountSchema, AccountWrite, HealthSchema } from '../../../core/accounts/schema.ts'
import type { Provider } from '../../../core/contracts/index.ts'
import type { Schema } from '../parts/schema/types.ts'

export type Account = Static<typeof AccountSchema>
export type NewAccount = AccountWrite
export type AccountChange = AccountPatch
export type Health = Static<typeof HealthSchema>

/** A mounted provider, as GET /providers tells it. */
export interface ProviderAnswer {
  readonly id: string
  readonly channel: string
  readonly label: Readonly<Record<string, string>>
  readonly settings: Schema
  readonly capabilities: Provider['capabilities']
}
