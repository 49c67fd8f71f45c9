import { type Static, Type } from 'typebox'
import { ConsentEventSchema, ConsentStateSchema } from '../../consent/schema.ts'
import { SuppressionSchema } from '../../consent/suppressions/schema.ts'
import { EventSchema } from '../../events/schema.ts'
import { Id, Nullable, Timestamp } from '../../http/schemas.ts'
import { MessageSchema } from '../../messages/schema.ts'

const Count = Type.Integer({ minimum: 0 })

export const ErasureSchema = Type.Object(
  {
    id: Id,
    contactId: Id,
    anonymousId: Type.String({
      format: 'uuid',
      description: 'Stands in the person’s place in messages, events and consents',
    }),
    at: Timestamp,
    finishedAt: Nullable(
      Type.String({
        format: 'date-time',
        description:
          'Null: a message was on the wire, the event log away, or a stored file not searched yet; it is followed up by itself',
      }),
    ),
    waitsFor: Nullable(
      Type.Literal('legal_hold', {
        description:
          'It has not begun: the workspace is under a legal hold (GDPR art. 17(3)(e)). It begins when the hold is lifted; the person is on hold until then',
      }),
    ),
    report: Type.Object({
      addresses: Count,
      lists: Count,
      messages: Count,
      stopped: Type.Integer({ minimum: 0, description: 'Messages that had not left, and never will' }),
      consentEvents: Count,
      importRejects: Count,
      texts: Type.Integer({ minimum: 0, description: 'Stored answers and alarms that named the person' }),
      importsWithFile: Type.Array(Id, {
        description: 'Imports whose stored file is still to be searched; one that runs is waited for',
      }),
      filesSearched: Count,
      filesRemoved: Type.Array(Id, {
        description: 'Imports whose stored file held an address of the person: the file is deleted, whole',
      }),
      filesMissing: Type.Array(Id, { description: 'Imports whose file could not be read where it should lie' }),
      blocked: Type.Array(Type.Object({ kind: Type.String(), hash: Type.String() }), {
        description: 'Hashes of the addresses, blocked for good',
      }),
    }),
  },
  { $id: 'Erasure' },
)

/** What an export holds besides the person: each section is named here, so that the schema is the list of what is kept. */
export const PersonExportSchema = Type.Object(
  {
    format: Type.Literal('carillon.person.v1'),
    exportedAt: Timestamp,
    workspace: Type.Object({ id: Id, name: Type.String() }),
    contact: Type.Ref('ContactDetail'),
    lists: Type.Array(Type.Object({ id: Id, name: Type.String(), addedAt: Timestamp })),
    consents: Type.Array(Type.Object(ConsentStateSchema.properties)),
    consentEvents: Type.Array(Type.Object(ConsentEventSchema.properties)),
    suppressions: Type.Array(Type.Object(SuppressionSchema.properties)),
    messages: Type.Array(
      Type.Object({
        ...MessageSchema.properties,
        campaign: Nullable(Type.String({ description: 'Its name' })),
        clickedLinks: Type.Array(Type.Integer()),
        data: Nullable(Type.Record(Type.String(), Type.Unknown(), { description: 'Values of this one message' })),
      }),
    ),
    events: Type.Array(Type.Object(EventSchema.properties), { description: 'What happened to each message' }),
    importRejects: Type.Array(
      Type.Object({ importId: Id, line: Type.Integer(), reason: Type.String(), raw: Type.String() }),
      { description: 'Rows of imports that were refused and hold an address of the person' },
    ),
    changes: Type.Array(Type.Object({ at: Timestamp, action: Type.String() }), {
      description: 'What was done to the record (audit log)',
    }),
  },
  { $id: 'PersonExport', description: 'Everything that is kept about one person (GDPR art. 15 and 20)' },
)
export type PersonExport = Static<typeof PersonExportSchema>
