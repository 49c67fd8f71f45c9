import type { Static } from 'typebox'
import type { ListSchema, PeopleChoice, PeopleCount } from '../../../core/segments/schema.ts'

export type { ListInput } from '../../../core/segments/schema.ts'
export type { PeopleChoice }
/** A reference in the schema, which TypeScript cannot follow. */
export type List = Omit<Static<typeof ListSchema>, 'people'> & { readonly people: PeopleCount }
