import { type Static, Type } from 'typebox'
import { Nullable, PageQuery, StringEnum, Timestamp } from '../../http/schemas.ts'
import { SUPPRESSION_REASONS } from '../gate.ts'
import { ChannelId } from '../schema.ts'

/** What people may give as a reason; the others are the system's own. */
const GIVEN_REASONS = ['manual', 'import', 'unsubscribe', 'bounce', 'complaint', 'legal'] as const

const Kind = Type.String({
  minLength: 1,
  maxLength: 40,
  description: "Kind of address: 'email', 'phone'",
  examples: ['email'],
})
const common = {
  kind: Kind,
  channel: Type.Optional(
    Type.Unsafe<string>({ ...ChannelId, description: 'Only on this channel; without: on every channel of this kind' }),
  ),
  marketingOnly: Type.Optional(
    Type.Boolean({ description: 'False stops transactional messages too. Default: false for legal and bounce' }),
  ),
}

export const SuppressionSchema = Type.Object(
  {
    id: Type.String({ description: '<kind>.<hash>.<channel>' }),
    kind: Type.String(),
    channel: Nullable(Type.String({ description: 'Null: every channel of this kind of address' })),
    reason: StringEnum(SUPPRESSION_REASONS),
    source: Type.String(),
    marketingOnly: Type.Boolean(),
    createdBy: Nullable(Type.String()),
    createdAt: Timestamp,
  },
  {
    $id: 'Suppression',
    description: 'An address that is not written to. The address itself is not kept, only its hash',
  },
)

export const SuppressionQuery = Type.Object({
  ...PageQuery.properties,
  address: Type.Optional(Type.String({ minLength: 1, maxLength: 320, description: 'Hashed for the search' })),
  kind: Type.Optional(Kind),
  channel: Type.Optional(ChannelId),
  reason: Type.Optional(StringEnum(SUPPRESSION_REASONS)),
})
export type SuppressionQuery = Static<typeof SuppressionQuery>

export const SuppressionInputSchema = Type.Object(
  {
    ...common,
    addresses: Type.Array(Type.String({ minLength: 1, maxLength: 4000 }), {
      minItems: 1,
      maxItems: 1000,
      examples: [['ana@example.org']],
    }),
    reason: StringEnum(GIVEN_REASONS, { default: 'manual' }),
  },
  { $id: 'SuppressionInput', additionalProperties: false },
)
export type SuppressionInput = Static<typeof SuppressionInputSchema>

/** About 100,000 addresses. */
export const IMPORT_BYTES = 8_000_000
export const SuppressionImportSchema = Type.Object(
  {
    ...common,
    text: Type.String({
      minLength: 1,
      maxLength: IMPORT_BYTES,
      description: 'One address per line; of a CSV the first column. A header is recognised',
      examples: ['email\nana@example.org\n'],
    }),
    reason: StringEnum(GIVEN_REASONS, { default: 'import' }),
  },
  { $id: 'SuppressionImport', additionalProperties: false },
)
export type SuppressionImport = Static<typeof SuppressionImportSchema>

export const AddedSchema = Type.Object(
  {
    added: Type.Integer(),
    strengthened: Type.Integer({ description: 'Were there for a weaker reason' }),
    known: Type.Integer({ description: 'Were there already' }),
  },
  { $id: 'SuppressionsAdded' },
)

export const ImportedSchema = Type.Object(
  {
    lines: Type.Integer(),
    added: Type.Integer(),
    strengthened: Type.Integer(),
    known: Type.Integer(),
    refused: Type.Integer(),
    refusals: Type.Array(Type.Object({ line: Type.Integer(), code: Type.String(), message: Type.String() }), {
      description: 'The first 1,000',
    }),
  },
  { $id: 'SuppressionsImported' },
)
