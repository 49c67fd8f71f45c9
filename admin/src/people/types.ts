import type { Static } from 'typebox'
import type { OutlookSchema } from '../../../core/consent/log/schema.ts'
import type { ConsentEventSchema, ConsentStateSchema } from '../../../core/consent/schema.ts'
import type {
  AddressSchema,
  AttributeSchema,
  ContactDetailSchema,
  ContactSchema,
} from '../../../core/contacts/schema.ts'
import type { EventSchema } from '../../../core/events/schema.ts'

export type Address = Static<typeof AddressSchema>
/** `addresses` is a reference in the schema, which TypeScript cannot follow. */
export type Contact = Omit<Static<typeof ContactSchema>, 'addresses'> & { readonly addresses: Address[] }
export type ContactDetail = Omit<Static<typeof ContactDetailSchema>, 'addresses'> & { readonly addresses: Address[] }
export type Attribute = Static<typeof AttributeSchema>
export type ContactEvent = Static<typeof EventSchema>
export interface ConsentLog {
  readonly at: string
  readonly states: Static<typeof ConsentStateSchema>[]
  readonly data: Static<typeof ConsentEventSchema>[]
  readonly next: string | null
}

export type Outlook = Static<typeof OutlookSchema>
