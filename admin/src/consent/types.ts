import type { Static } from 'typebox'
import type { ErasureSchema } from '../../../core/campaigns/privacy/schema.ts'
import type { LogEntrySchema } from '../../../core/consent/log/schema.ts'
import type { ConsentEventSchema, ConsentStateSchema } from '../../../core/consent/schema.ts'
import type { AddedSchema, ImportedSchema, SuppressionSchema } from '../../../core/consent/suppressions/schema.ts'

export type Suppression = Static<typeof SuppressionSchema>
export type Added = Static<typeof AddedSchema>
export type Imported = Static<typeof ImportedSchema>
export type LogEntry = Static<typeof LogEntrySchema>
export type ConsentEvent = Static<typeof ConsentEventSchema>
export type ConsentState = Static<typeof ConsentStateSchema>
export type Erasure = Static<typeof ErasureSchema>

export interface ConsentsAt {
  readonly at: string
  readonly states: ConsentState[]
  readonly data: ConsentEvent[]
  readonly next: string | null
}
