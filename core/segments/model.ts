import { Model, snakeCaseMappers } from 'objection'
import type { Rule } from './rules.ts'
import type { LastCount } from './schema.ts'

class Row extends Model {
  static override columnNameMappers = snakeCaseMappers()
  static override idColumn = ['workspace_id', 'id']
  declare workspaceId: string
  declare id: string
  declare name: string
  declare description: string
  declare createdAt: Date
  declare updatedAt: Date
}

/** People who were put there one by one, by an import or in bulk. */
export class List extends Row {
  static override tableName = 'lists'
}

/** People who meet a rule, worked out whenever it is asked. */
export class Segment extends Row {
  static override tableName = 'segments'
  static override jsonAttributes = ['rules', 'people']
  declare rules: Rule
  /** As last counted; null: never, or the rules changed since. */
  declare people: LastCount | null
}
