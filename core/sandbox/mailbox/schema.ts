import { type Static, Type } from 'typebox'
import { Id, Nullable, PageQuery, StringEnum, Timestamp } from '../../http/schemas.ts'
import { ACTIONS } from './act.ts'

const summary = {
  id: Type.String({ examples: ['smtp-12'] }),
  provider: Type.String({ examples: ['smtp'] }),
  at: Timestamp,
  to: Type.String(),
  from: Type.String(),
  bytes: Type.Integer(),
  title: Type.String({ description: 'The subject, or what stands for one in this medium' }),
  campaignId: Nullable(Id),
  contactId: Id,
  messageId: Type.String({ description: 'GET /messages/{id} tells what became of it' }),
}
export const ArrivedSchema = Type.Object(summary, {
  $id: 'SandboxMessage',
  description: 'What a stand-in took instead of the provider',
})

const View = Type.Object(
  {
    headers: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
    text: Nullable(Type.String()),
    html: Nullable(Type.String({ description: 'As sent, not cleaned: show it in a frame without scripts' })),
    attachments: Type.Array(Type.Object({ name: Type.String(), type: Type.String(), bytes: Type.Integer() })),
  },
  { description: 'As the recipient sees it' },
)

const Possible = Type.Object(
  {
    open: Type.Boolean(),
    links: Type.Array(Type.Object({ link: Type.Integer(), url: Type.String() })),
    unsubscribe: Type.Boolean(),
    bounce: Type.Boolean(),
    complaint: Type.Boolean(),
  },
  { description: 'What can be done with it' },
)

export const OpenedSchema = Type.Object(
  {
    ...summary,
    raw: Type.String({ description: "As it came over the wire, in the provider's own protocol" }),
    view: Nullable(View),
    possible: Possible,
  },
  { $id: 'SandboxMessageOpened' },
)

export const MailboxQuerySchema = Type.Object({
  ...PageQuery.properties,
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 320, description: 'Part of a recipient or of a title' })),
  to: Type.Optional(Type.String({ maxLength: 320, description: 'Exactly this recipient' })),
  provider: Type.Optional(Type.String({ maxLength: 50 })),
  campaignId: Type.Optional(Id),
})

export const ActSchema = Type.Object(
  {
    action: StringEnum(ACTIONS),
    link: Type.Optional(Type.Integer({ minimum: 0, maximum: 9999, description: 'For a click; without: the first' })),
  },
  { $id: 'SandboxAct', additionalProperties: false, examples: [{ action: 'click', link: 0 }] },
)
export type ActInput = Static<typeof ActSchema>

export const ActedSchema = Type.Object(
  {
    action: StringEnum(ACTIONS),
    outcome: StringEnum(['done', 'as_machine', 'refused', 'unreachable', 'report_only'] as const, {
      description:
        'as_machine: counted as made by software; refused: the public address said no; unreachable: nobody answers there; report_only: the report was made, but reports by mail are not read yet',
    }),
    message: Type.String(),
    status: Nullable(Type.Integer()),
    location: Nullable(Type.String({ description: 'Where the click leads' })),
    report: Nullable(Type.String({ description: 'The bounce or complaint, as the sender gets it' })),
  },
  { $id: 'SandboxActed' },
)
