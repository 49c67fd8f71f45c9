import type { Static } from 'typebox'
import type { Rule } from '../../../core/segments/rules.ts'
import type { LastCount, PeopleCount, SegmentSchema, Usage } from '../../../core/segments/schema.ts'
import type { Contact } from '../people/types.ts'

export type { Field, Operator, Rule } from '../../../core/segments/rules.ts'
export type { LastCount, PeopleCount, Usage }
/** References in the schema, which TypeScript cannot follow. */
export type Segment = Omit<Static<typeof SegmentSchema>, 'rules' | 'people'> & {
  readonly rules: Rule
  readonly people: LastCount | null
}
export interface SegmentPreview {
  readonly people: PeopleCount
  readonly sample: readonly Contact[]
}
