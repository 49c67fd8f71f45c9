import { type Static, Type } from 'typebox'
import { Id } from '../../http/schemas.ts'
import type { ContactFilter } from '../schema.ts'

export const ContactExportSchema = Type.Object(
  {
    contactIds: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 10_000 })),
    filter: Type.Optional(Type.Unsafe<ContactFilter>(Type.Ref('ContactFilter'))),
    columns: Type.Optional(
      Type.Array(Type.String({ maxLength: 100 }), {
        minItems: 1,
        maxItems: 300,
        uniqueItems: true,
        description: 'Fields of a person by name, address:<kind>, attribute:<name>; without: all that is not sensitive',
      }),
    ),
  },
  {
    $id: 'ContactExport',
    additionalProperties: false,
    description: 'Who and what: by id, by filter, or everybody when neither is given',
    examples: [{ filter: { locale: 'fr' }, columns: ['id', 'firstName', 'address:email'] }],
  },
)
export type ContactExport = Static<typeof ContactExportSchema>
