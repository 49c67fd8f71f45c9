import type { Static } from 'typebox'
import type { ImportOptions } from '../../../core/contacts/imports/options.ts'
import type {
  ImportChange,
  ImportReject,
  ImportSchema,
  ImportTotalsSchema,
  PreviewRow,
} from '../../../core/contacts/imports/schema.ts'
import type { ImportUndo } from '../../../core/contacts/imports/undo/schema.ts'

export type { ImportChange, ImportReject, ImportUndo, PreviewRow }
export type Totals = Static<typeof ImportTotalsSchema>
/** References in the schema, which TypeScript cannot follow. */
export type Import = Omit<Static<typeof ImportSchema>, 'totals' | 'options'> & {
  readonly totals: Totals
  readonly options: ImportOptions
}
export type Consent = NonNullable<ImportChange['consent']>

/** What the live connection tells; the first state may not have come yet. */
export interface ImportLive {
  readonly state: Import['state']
  readonly rowsDone?: number
  readonly progress?: number
  readonly totals?: Totals
  readonly undo?: Partial<ImportUndo>
}
