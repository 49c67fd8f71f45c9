import { type Static, Type } from 'typebox'
import { Id, Nullable, StringEnum, Timestamp } from '../http/schemas.ts'
import { PERMISSIONS, ROLES } from './permissions.ts'
import { CompanySchema, RetentionSchema, TrackingSchema } from './settings-schema.ts'

export const RoleSchema = StringEnum(ROLES, { description: 'What a member may do; core/workspaces/permissions.ts' })
const Email = Type.String({ minLength: 3, maxLength: 254, description: 'Compared in lower case' })
const Password = Type.String({
  minLength: 1,
  maxLength: 1024,
  format: 'password',
  description: '8 to 256 characters, none of the common ones; no other rule',
})
const Locale = Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$', description: 'BCP 47' })

export const SignInBody = Type.Object(
  { email: Email, password: Password, workspaceId: Type.Optional(Id) },
  { additionalProperties: false, examples: [{ email: 'ada@example.com', password: 'correct horse battery' }] },
)

export const WorkspaceChoice = Type.Object({ workspaceId: Id }, { additionalProperties: false })

export const SignedInSchema = Type.Object(
  {
    accessToken: Type.String({ description: 'For `Authorization: Bearer …`' }),
    tokenType: Type.Literal('Bearer'),
    expiresIn: Type.Integer({ description: 'Seconds' }),
    workspaceId: Id,
  },
  { $id: 'SignedIn', description: 'The refresh token comes beside it, in an httpOnly cookie' },
)

export const PasswordBody = Type.Object({ current: Password, next: Password }, { additionalProperties: false })

export const MeSchema = Type.Object(
  {
    id: Id,
    email: Type.String(),
    name: Type.String(),
    workspaceId: Id,
    role: RoleSchema,
    permissions: Type.Array(StringEnum(PERMISSIONS)),
    workspaces: Type.Array(Type.Object({ id: Id, name: Type.String(), slug: Type.String(), role: RoleSchema })),
  },
  { $id: 'Me', description: 'The signed-in user, as seen from one workspace' },
)

export const SessionSchema = Type.Object(
  {
    id: Id,
    current: Type.Boolean({ description: 'The one this request belongs to' }),
    ip: Nullable(Type.String()),
    userAgent: Nullable(Type.String()),
    createdAt: Timestamp,
    refreshedAt: Timestamp,
    expiresAt: Timestamp,
  },
  { $id: 'Session' },
)

export const MemberSchema = Type.Object(
  {
    id: Id,
    email: Type.String(),
    name: Type.String(),
    role: RoleSchema,
    disabled: Type.Boolean(),
    lastLoginAt: Nullable(Timestamp),
    createdAt: Timestamp,
  },
  { $id: 'Member', description: 'A user in this workspace; the id is the user id' },
)
export type Member = Static<typeof MemberSchema>

export const NewMemberBody = Type.Object(
  {
    email: Email,
    name: Type.Optional(Type.String({ maxLength: 200 })),
    password: Type.Optional(Password),
    role: RoleSchema,
  },
  {
    additionalProperties: false,
    description: 'Somebody who signs in elsewhere already keeps his own name and password.',
    examples: [{ email: 'ada@example.com', name: 'Ada', password: 'correct horse battery', role: 'contributor' }],
  },
)

export const MemberChange = Type.Object(
  { role: RoleSchema },
  { additionalProperties: false, examples: [{ role: 'contributor' }] },
)

export const ApiKeySchema = Type.Object(
  {
    id: Id,
    name: Type.String(),
    prefix: Type.String({ description: 'Beginning of the key, to recognise it by' }),
    scopes: Type.Array(Type.String()),
    expiresAt: Nullable(Timestamp),
    lastUsedAt: Nullable(Timestamp),
    revokedAt: Nullable(Timestamp),
    createdBy: Nullable(Id),
    createdAt: Timestamp,
  },
  { $id: 'ApiKey' },
)

export const NewApiKeyBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    scopes: Type.Array(StringEnum(PERMISSIONS), { minItems: 1, maxItems: PERMISSIONS.length, uniqueItems: true }),
    expiresAt: Type.Optional(Nullable(Timestamp)),
  },
  { additionalProperties: false, examples: [{ name: 'Shop', scopes: ['messages:send'] }] },
)

export const NewApiKeySchema = Type.Object(
  { apiKey: Type.Ref('ApiKey'), key: Type.String({ description: 'Shown this once' }) },
  { $id: 'NewApiKey' },
)

export const AuditEntrySchema = Type.Object(
  {
    sequence: Type.Integer(),
    id: Id,
    at: Timestamp,
    actorKind: Type.String(),
    actorId: Nullable(Type.String()),
    actorName: Nullable(Type.String()),
    action: Type.String(),
    objectType: Type.String(),
    objectId: Nullable(Type.String()),
    before: Type.Unknown(),
    after: Type.Unknown(),
    ip: Nullable(Type.String()),
  },
  { $id: 'AuditEntry' },
)

export const AuditReportSchema = Type.Object(
  {
    ok: Type.Boolean(),
    checked: Type.Integer({ description: 'How many entries fit, from the first on' }),
    brokenAt: Nullable(Type.Integer({ description: 'Sequence number of the first entry that does not fit' })),
    head: Nullable(
      Type.String({ description: 'Signed receipt of the newest entry: keep it outside, give it at the next check' }),
    ),
  },
  { $id: 'AuditReport' },
)

export const WorkspaceSchema = Type.Object(
  {
    id: Id,
    name: Type.String(),
    slug: Type.String(),
    locale: Type.String(),
    languages: Type.Array(Type.String()),
    timeZone: Type.String(),
    country: Nullable(Type.String()),
    legalHold: Type.Boolean(),
    company: CompanySchema,
    tracking: TrackingSchema,
    retention: RetentionSchema,
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { $id: 'Workspace' },
)

export const WorkspaceChange = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    locale: Type.Optional(Locale),
    languages: Type.Optional(Type.Array(Locale, { maxItems: 50, uniqueItems: true })),
    timeZone: Type.Optional(Type.String({ maxLength: 64, description: 'IANA name' })),
    country: Type.Optional(Nullable(Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' }))),
    legalHold: Type.Optional(
      Type.Boolean({
        description: 'Stops deletion by age; erasures and undone imports wait, files stay, until it is lifted',
      }),
    ),
    company: Type.Optional(CompanySchema),
    tracking: Type.Optional(TrackingSchema),
    retention: Type.Optional(RetentionSchema),
  },
  { additionalProperties: false, minProperties: 1, examples: [{ timeZone: 'Europe/Paris', languages: ['fr', 'en'] }] },
)

/** Components that the routes of this room refer to. */
export const SCHEMAS = [
  SignedInSchema,
  MeSchema,
  SessionSchema,
  MemberSchema,
  ApiKeySchema,
  NewApiKeySchema,
  AuditEntrySchema,
  AuditReportSchema,
  WorkspaceSchema,
] as const
