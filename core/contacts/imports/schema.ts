import { type Static, Type } from 'typebox'
import { Id, Nullable, StringEnum, Timestamp } from '../../http/schemas.ts'
import { ATTRIBUTE_TYPES } from '../definitions/values.ts'
import { DUPLICATES, type MappedColumn } from './options.ts'
import { ENCODINGS } from './read/encodings.ts'

export const IMPORT_STATES = ['uploaded', 'running', 'completed', 'cancelled', 'failed', 'undoing', 'undone'] as const
export type ImportState = (typeof IMPORT_STATES)[number]

const TARGET =
  '^(ignore|externalId|firstName|lastName|fullName|locale|timeZone|country|attributes|lists|(address|status):[a-z][a-z0-9-]{0,39}|attribute:[a-z][a-zA-Z0-9_]{0,62})$'

const Column = Type.Object(
  {
    index: Type.Integer({ minimum: 0, maximum: 499, description: 'Place in the file, from 0' }),
    target: Type.String({
      pattern: TARGET,
      description:
        'What it becomes: address:<kind>, firstName, lastName, fullName, externalId, locale, timeZone, country, lists, ' +
        'attributes (a JSON object), attribute:<name>, status:<kind> (whether that address may be written to), or ignore',
      examples: ['address:email'],
    }),
  },
  { additionalProperties: false },
)
const Columns = Type.Unsafe<MappedColumn[]>(Type.Array(Column, { maxItems: 500 }))

const Consent = Type.Object(
  {
    channel: Type.String({ minLength: 1, maxLength: 40, examples: ['email'] }),
    purpose: Type.String({ pattern: '^[a-z][a-z0-9_-]{0,62}$', examples: ['newsletter'] }),
    source: Type.String({
      minLength: 1,
      maxLength: 500,
      description: 'Where people gave it',
      examples: ['form on example.org/join'],
    }),
    wordingId: Type.Optional(Id),
    wording: Type.Optional(
      Type.Object(
        {
          text: Type.String({ minLength: 1, maxLength: 10_000, description: 'What people agreed to, word for word' }),
          locale: Type.String({ minLength: 2, maxLength: 35 }),
        },
        { additionalProperties: false },
      ),
    ),
    basis: Type.Optional(StringEnum(['consent', 'existing_customer'] as const)),
  },
  {
    additionalProperties: false,
    description: 'Without it nobody is given consent. Needs the wording, as an id or as a text.',
  },
)

export const ImportChangeSchema = Type.Object(
  {
    encoding: Type.Optional(StringEnum(ENCODINGS)),
    delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1, pattern: '^[^"\\r\\n]$' })),
    header: Type.Optional(Type.Boolean({ description: 'The first row names the columns' })),
    columns: Type.Optional(Columns),
    duplicates: Type.Optional(
      StringEnum(DUPLICATES, {
        description:
          'For people who are there already: skip leaves them as they are, fill writes into empty fields only, overwrite takes the values of the file',
      }),
    ),
    lists: Type.Optional(Type.Array(Id, { maxItems: 50, uniqueItems: true })),
    consent: Type.Optional(Type.Union([Consent, Type.Null()])),
    defaultCountry: Type.Optional(
      Type.String({ pattern: '^[A-Z]{2}$', description: 'For phone numbers in national notation', examples: ['FR'] }),
    ),
    plusless: Type.Optional(
      Type.Boolean({ description: 'Phone numbers of digits alone begin with the country code (Brevo writes them so)' }),
    ),
    decimal: Type.Optional(StringEnum(['.', ','] as const)),
    dateOrder: Type.Optional(StringEnum(['dmy', 'mdy'] as const)),
    declare: Type.Optional(
      Type.Array(
        Type.Object(
          { name: Type.String({ pattern: '^[a-z][a-zA-Z0-9_]{0,62}$' }), type: StringEnum(ATTRIBUTE_TYPES) },
          { additionalProperties: false },
        ),
        { maxItems: 100, description: 'Attributes that are declared when the import starts' },
      ),
    ),
  },
  { $id: 'ImportChange', additionalProperties: false, minProperties: 1 },
)
export type ImportChange = Static<typeof ImportChangeSchema>

const Count = (description = '') => Type.Integer({ minimum: 0, ...(description ? { description } : {}) })

export const ImportTotalsSchema = Type.Object(
  {
    rows: Count('created + updated + unchanged + skipped + refused'),
    created: Count(),
    updated: Count(),
    unchanged: Count(),
    skipped: Count(),
    refused: Count(),
    consentGiven: Count(),
    consentWithheld: Count('People who left, were suppressed or never confirmed: a file gives them no consent'),
    suppressed: Count('Addresses that the file says may not be written to'),
  },
  { $id: 'ImportTotals' },
)

const DetectedSchema = Type.Object({
  encoding: Type.Object({
    encoding: StringEnum(ENCODINGS),
    certain: Type.Boolean({ description: 'False: choose one with PATCH before the start' }),
    reason: Type.String(),
    candidates: Type.Array(Type.String()),
    samples: Type.Array(Type.Object({ encoding: Type.String(), text: Type.String() })),
  }),
  delimiter: Type.String(),
  lineEnd: StringEnum(['LF', 'CRLF', 'CR'] as const),
  quoted: Type.Boolean(),
  header: Type.Boolean(),
  columns: Type.Array(Type.Object({ index: Type.Integer(), name: Type.String(), samples: Type.Array(Type.String()) })),
  exportFormat: Nullable(Type.Object({ id: Type.String(), label: Type.String() })),
  suggested: Columns,
  offers: Type.Array(Type.Object({ index: Type.Integer(), name: Type.String(), type: StringEnum(ATTRIBUTE_TYPES) }), {
    description: 'Columns that could become new attributes',
  }),
})

export const ImportSchema = Type.Object(
  {
    id: Id,
    fileId: Id,
    fileName: Type.String(),
    state: StringEnum(IMPORT_STATES),
    detected: DetectedSchema,
    options: Type.Unsafe<Record<string, unknown>>({
      type: 'object',
      additionalProperties: true,
      description: 'As in ImportChange',
    }),
    rowsDone: Type.Integer(),
    progress: Type.Number({ minimum: 0, maximum: 1, description: 'Share of the file that is merged' }),
    totals: Type.Ref('ImportTotals'),
    problem: Nullable(Type.Object({ code: Type.String(), message: Type.String() })),
    createdAt: Timestamp,
    startedAt: Nullable(Timestamp),
    finishedAt: Nullable(Timestamp),
  },
  { $id: 'Import', description: 'A file of people, on its way in' },
)

const PreviewRow = Type.Object({
  line: Type.Integer(),
  person: Type.Record(Type.String(), Nullable(Type.String())),
  addresses: Type.Array(
    Type.Object({ kind: Type.String(), value: Type.String(), standing: Type.Optional(Type.String()) }),
  ),
  attributes: Type.Record(Type.String(), Type.Unknown()),
  lists: Type.Array(Type.String()),
  problems: Type.Array(Type.Object({ column: Nullable(Type.String()), code: Type.String(), reason: Type.String() })),
})
export const ImportPreviewSchema = Type.Object({ rows: Type.Array(PreviewRow) }, { $id: 'ImportPreview' })
export type PreviewRow = Static<typeof PreviewRow>

export const ImportRejectSchema = Type.Object(
  {
    id: Type.String({ description: 'Line and number of the reason' }),
    line: Type.Integer({ description: 'Where the row begins in the file, from 1' }),
    column: Nullable(Type.String({ description: 'Null: it is about the row as a whole' })),
    code: Type.String({ examples: ['email_no_at'] }),
    reason: Type.String({ examples: ['has no @'] }),
    raw: Type.String({ description: 'The row as it stands in the file' }),
  },
  { $id: 'ImportReject', description: 'Why a row of a file was refused' },
)
export type ImportReject = Static<typeof ImportRejectSchema>
