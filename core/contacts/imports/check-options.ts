import { Value } from 'typebox/value'
import { invalid } from '../../errors.ts'
import { type ImportChange, ImportChangeSchema } from './schema.ts'

/** Options that did not come over HTTP, checked against the same schema. @throws Problem validation */
export function checked(change: ImportChange): ImportChange {
  if (Value.Check(ImportChangeSchema, change)) return change
  throw invalid(
    [...Value.Errors(ImportChangeSchema, change)]
      .slice(0, 10)
      .map((error) => ({ field: error.instancePath || '/', code: error.keyword, message: error.message })),
  )
}
