import type { Static } from 'typebox'
import type { ActedSchema, ActInput, ArrivedSchema, OpenedSchema } from '../../../core/sandbox/mailbox/schema.ts'
import type { Schema } from '../parts/schema/types.ts'

export type Arrived = Static<typeof ArrivedSchema>
export type Opened = Static<typeof OpenedSchema>
export type Acted = Static<typeof ActedSchema>
export type Act = ActInput
export type Faults = Readonly<Record<string, unknown>>

/** One stand-in: how it behaves, and how it can be made to. */
export interface StandInState {
  readonly provider: string
  readonly channel: string
  readonly accepted: number
  readonly faults: Faults
  readonly schema: Schema | null
  readonly presets: readonly {
    readonly id: string
    readonly label: Readonly<Record<string, string>>
    readonly faults: Faults
    readonly on: boolean
  }[]
}

export interface SandboxAnswer {
  /** The workspace has an account at a stand-in. */
  readonly available: boolean
  readonly running: boolean
  readonly data: readonly StandInState[]
}

/** What the live topic tells. */
export interface MailboxNews {
  readonly running: boolean
  readonly latest: string | null
  readonly at: string | null
}
