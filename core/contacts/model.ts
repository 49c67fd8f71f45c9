import { Model, snakeCaseMappers } from 'objection'
import type { Json } from '../contracts/index.ts'
import type { AttributeType } from './definitions/values.ts'
import type { AddressState } from './schema.ts'

class Row extends Model {
  static override columnNameMappers = snakeCaseMappers()
  declare workspaceId: string
}

/** A person. The stored search keys (migration 008) are written by the database. */
export class Contact extends Row {
  static override tableName = 'contacts'
  static override idColumn = ['workspace_id', 'id']
  static override jsonAttributes = ['attributes', 'sealed']
  declare id: string
  declare externalId: string | null
  declare firstName: string | null
  declare lastName: string | null
  declare locale: string | null
  declare timeZone: string | null
  declare country: string | null
  declare attributes: Record<string, Json>
  /** Sensitive attributes: name → sealed value. */
  declare sealed: Record<string, string>
  declare held: boolean
  declare objectedAt: Date | null
  declare createdAt: Date
  declare updatedAt: Date
}

/** Where a person is reached. Belongs to one person; its canonical value is unique within the workspace and kind. */
export class Address extends Row {
  static override tableName = 'addresses'
  static override idColumn = ['workspace_id', 'id']
  declare id: string
  declare contactId: string
  declare kind: string
  declare value: string
  declare valueHash: Buffer
  declare state: AddressState
  declare isPrimary: boolean
  declare verifiedAt: Date | null
  declare softFailures: number
  declare createdAt: Date
  declare updatedAt: Date
}

export class AttributeRow extends Row {
  static override tableName = 'attribute_definitions'
  static override idColumn = ['workspace_id', 'name']
  static override jsonAttributes = ['label']
  declare name: string
  declare type: AttributeType
  declare label: Record<string, string>
  declare choices: string[] | null
  declare sensitive: boolean
  declare createdAt: Date
}
