import Type, { type Static } from 'typebox'
import { Id, Nullable, Timestamp } from '../http/schemas.ts'

const Fields = Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), {
  description: "Fields of the channel's content schema",
})
export const ContentsSchema = Type.Record(Type.String({ maxLength: 35 }), Fields, {
  description: 'Language (BCP 47) → fields',
  maxProperties: 50,
  examples: [{ en: { subject: 'Hello {{contact.firstName}}', html: '<p>Hello</p>' } }],
})

export const TemplateSchema = Type.Object(
  {
    id: Id,
    name: Type.String(),
    channel: Type.String(),
    defaultLocale: Type.String(),
    publishedVersion: Nullable(Type.Integer()),
    draftVersion: Nullable(Type.Integer()),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { $id: 'Template' },
)

export const TemplateVersionSchema = Type.Object(
  {
    templateId: Id,
    number: Type.Integer(),
    contents: ContentsSchema,
    links: Nullable(
      Type.Record(Type.String(), Type.Array(Type.String()), {
        description: 'Language → link targets by number; null before publishing',
      }),
    ),
    sha256: Nullable(Type.String({ description: 'Of what was frozen, in hex' })),
    createdBy: Nullable(Type.String()),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    publishedAt: Nullable(Timestamp),
  },
  { $id: 'TemplateVersion' },
)

export const TemplateWrite = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    channel: Type.String({ maxLength: 50, examples: ['email'] }),
    defaultLocale: Type.Optional(Type.String({ maxLength: 35, description: "Default: the workspace's" })),
    contents: Type.Optional(ContentsSchema),
  },
  { $id: 'TemplateWrite', additionalProperties: false },
)
export type TemplateWrite = Static<typeof TemplateWrite>

export const TemplatePatch = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    defaultLocale: Type.Optional(Type.String({ maxLength: 35 })),
    contents: Type.Optional(ContentsSchema),
    basedOn: Type.Optional(
      Type.String({
        format: 'date-time',
        description:
          'The `updatedAt` that this change began with: 409 `stale` when somebody else changed the template since',
      }),
    ),
  },
  {
    $id: 'TemplatePatch',
    additionalProperties: false,
    description: 'Contents replace the draft; a published version is never changed',
  },
)
export type TemplatePatch = Static<typeof TemplatePatch>

export const TemplateUsage = Type.Object(
  { campaigns: Type.Array(Type.Object({ id: Id, name: Type.String(), state: Type.String() })) },
  { $id: 'TemplateUsage', description: 'Where a template is named; the 50 newest campaigns' },
)

export const TemplateVariables = Type.Object(
  {
    variables: Type.Array(Type.String(), {
      description: 'Dotted paths; `data.*` is anything below. Sensitive attributes are not for messages',
      examples: [['contact.firstName', 'contact.attributes.plan', 'data.*']],
    }),
  },
  { $id: 'TemplateVariables' },
)

export const PreviewRequest = Type.Object(
  {
    contactId: Type.Optional(Id),
    locale: Type.Optional(Type.String({ maxLength: 35 })),
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: 'PreviewRequest', additionalProperties: false },
)
export type PreviewRequest = Static<typeof PreviewRequest>

export const PreviewSchema = Type.Object(
  {
    locale: Type.String(),
    content: Fields,
    moved: Type.Record(Type.String(), Type.String(), {
      description: 'Fields that publishing writes into others, rendered: a preheader, which is in the HTML',
    }),
    measure: Nullable(
      Type.Object({
        units: Type.Number(),
        bytes: Type.Integer(),
        warnings: Type.Array(
          Type.Object({ code: Type.String(), message: Type.String(), field: Type.Optional(Type.String()) }),
        ),
      }),
    ),
  },
  { $id: 'TemplatePreview' },
)

export const ContentCheck = Type.Object(
  {
    ok: Type.Boolean(),
    problems: Type.Array(
      Type.Object({
        field: Type.String(),
        code: Type.String(),
        message: Type.String(),
        line: Type.Optional(Type.Integer()),
        column: Type.Optional(Type.Integer()),
      }),
    ),
    weights: Type.Record(Type.String(), Type.Object({ units: Type.Number(), bytes: Type.Integer() }), {
      description: 'Language → what it weighs; units are what the provider bills',
    }),
    warnings: Type.Array(
      Type.Object({ locale: Type.String(), field: Type.String(), code: Type.String(), message: Type.String() }),
      { description: 'Can be published all the same' },
    ),
  },
  { $id: 'ContentCheck' },
)
