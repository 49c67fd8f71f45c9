import { type Static, Type } from 'typebox'

/** A source of people, and what it needs to know; the shape of `definition` is the source's own schema. */
const EntrySchema = Type.Object(
  {
    source: Type.String({ minLength: 1, maxLength: 60, examples: ['list'] }),
    definition: Type.Unsafe<Record<string, any>>({
      type: 'object',
      // Said, or the answer would leave out what is in it.
      additionalProperties: true,
      examples: [{ listId: '018f4c1e-7a5b-7c3d-8e9f-0a1b2c3d4e5f' }],
    }),
  },
  { additionalProperties: false },
)
export type AudienceEntry = Static<typeof EntrySchema>

export const AudienceSchema = Type.Object(
  {
    include: Type.Array(EntrySchema, { maxItems: 50 }),
    exclude: Type.Optional(Type.Array(EntrySchema, { maxItems: 50 })),
  },
  {
    additionalProperties: false,
    description: 'Everybody whom one of `include` gives and none of `exclude`',
    examples: [
      {
        include: [{ source: 'list', definition: { listId: '018f4c1e-7a5b-7c3d-8e9f-0a1b2c3d4e5f' } }],
        exclude: [{ source: 'segment', definition: { segmentId: '018f4c1e-7a5b-7c3d-8e9f-0a1b2c3d4e60' } }],
      },
    ],
  },
)
export type Audience = Static<typeof AudienceSchema>
