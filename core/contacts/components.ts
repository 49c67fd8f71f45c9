import fp from 'fastify-plugin'
import * as schema from './schema.ts'

/** The named schemas of this room, for its own routes and for every room above. */
export const contactComponents = fp(
  async (app) => {
    for (const one of [
      schema.AddressSchema,
      schema.AddressInputSchema,
      schema.AddressChangeSchema,
      schema.ContactSchema,
      schema.ContactDetailSchema,
      schema.ContactInputSchema,
      schema.ContactChangeSchema,
      schema.ContactFilterSchema,
      schema.AttributeSchema,
      schema.AttributeInputSchema,
      schema.AttributeChangeSchema,
    ])
      app.addSchema(one)
  },
  { name: 'contact-components' },
)
