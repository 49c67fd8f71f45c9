import type { Static } from 'typebox'
import type { DomainSchema } from '../../../core/accounts/domains/schema.ts'
import type { WordingSchema } from '../../../core/consent/schema.ts'
import type { AttributeSchema } from '../../../core/contacts/schema.ts'
import type { WorkspaceChange, WorkspaceSchema } from '../../../core/workspaces/schema.ts'

export type Workspace = Static<typeof WorkspaceSchema>
export type WorkspaceChanges = Static<typeof WorkspaceChange>
export type Attribute = Static<typeof AttributeSchema>
export type Wording = Static<typeof WordingSchema>
export type Domain = Static<typeof DomainSchema>
export type DnsRecord = Domain['records'][number]
